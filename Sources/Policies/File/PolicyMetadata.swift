import Control
import FoundationEssentials

/// Where a policy came from.
public struct PolicyProvenance: Sendable, Equatable {
  public var scenario: String
  /// ``Fingerprint/sha256(_:)-(String)`` of the scenario file's text.
  public var scenarioHash: String
  public var seed: UInt64
  /// The program's version.
  public var version: String
  /// Least and greatest value of each parameter in training, as far as its distribution has both; in SI units.
  public var trainingBox: [String: [Double]]

  public init(
    scenario: String, scenarioHash: String, seed: UInt64, version: String, trainingBox: [String: [Double]] = [:]
  ) {
    self.trainingBox = trainingBox
    self.scenario = scenario
    self.scenarioHash = scenarioHash
    self.seed = seed
    self.version = version
  }
}

/// Everything but the graph: what the controller needs, and what other programs like to find.
enum PolicyMetadata {
  static let format = "sim2real/1"
  static let certificate = "certificate"
  static let critics = "critics"
  private static let trainingBox = "training_box"
  private static let criticWeights = "critics_weights"
  /// Of the hidden state, and of the cell where there is one.
  private static let stateSize = "recurrent_state_size"

  static func encode(
    _ interface: ControlInterface, _ layout: ObservationLayout, _ limits: SafetyLimits, _ provenance: PolicyProvenance,
    _ decoder: ActionDecoder, _ memory: Network.RecurrentLayer?, _ model: LearnedModel?, _ critics: [Network],
    _ planner: PlannerDescription?
  ) -> [(key: String, value: String)] {
    [
      ("policy_format", format),
      ("control_interface", json(InterfaceRecord(interface))),
      ("observation_layout", json(LayoutRecord(layout, interface))),
      ("safety_limits", json(LimitsRecord(limits, interface))),
      ("scenario", provenance.scenario),
      ("scenario_sha256", provenance.scenarioHash),
      ("seed", String(provenance.seed)),
      ("sim2real_version", provenance.version),
      // Programs that do not know a memory refuse what is not "none".
      ("recurrent", planner == nil ? memory?.kind.rawValue ?? "none" : "plan"),
    ] + (memory.map { [(stateSize, String($0.size))] } ?? [])
      + (provenance.trainingBox.isEmpty ? [] : [(trainingBox, json(provenance.trainingBox))])
      + conventional(interface, layout, decoder) + learned(interface, model, critics, planner)
  }

  private static func learned(
    _ interface: ControlInterface, _ model: LearnedModel?, _ critics: [Network], _ planner: PlannerDescription?
  ) -> [(key: String, value: String)] {
    var entries: [(key: String, value: String)] = []
    if let model {
      entries.append((ModelRecord.key, json(ModelRecord(model, interface))))
      entries.append((ModelRecord.weightsKey, ModelRecord.weights(model)))
    }
    if !critics.isEmpty {
      var block = WeightBlock()
      for critic in critics { block.append(critic) }
      entries.append((Self.critics, json(critics.map(NetworkRecord.init))))
      entries.append((criticWeights, block.text))
    }
    if let planner {
      entries.append((PlannerRecord.key, json(PlannerRecord(planner, interface))))
      entries.append((PlannerRecord.weightsKey, PlannerRecord.weights(planner)))
    }
    return entries
  }

  /// mjlab's keys and their like, for readers that are not ours: lists with commas, in the order of the vectors.
  static func conventional(
    _ interface: ControlInterface, _ layout: ObservationLayout, _ decoder: ActionDecoder
  ) -> [(key: String, value: String)] {
    func list(_ values: [String]) -> String { values.joined(separator: ",") }
    let observations = layout.names(for: interface)
    return [
      ("joint_names", list(interface.joints.map(\.name))),
      ("observation_names", list(observations.map(\.name))),
      ("observation_units", list(observations.map(\.unit))),
      ("action_names", list(interface.actuators.indices.map(interface.actuatorName))),
      ("action_units", list(interface.actuators.indices.map(interface.unit(ofActuator:)))),
      ("action_scale", list(decoder.scale.map(\.description))),
      ("action_offset", list(decoder.offset.map(\.description))),
      // The command is an effort, so the actuators have no gains of their own.
      ("joint_stiffness", list(interface.joints.map { _ in "0.0" })),
      ("joint_damping", list(interface.joints.map { _ in "0.0" })),
      ("control_rate_Hz", (1 / interface.period).description),
    ]
  }

  /// What the metadata holds.
  struct Content {
    var interface: ControlInterface
    var layout: ObservationLayout
    var limits: SafetyLimits
    var provenance: PolicyProvenance
    var model: LearnedModel?
    var critics: [Network] = []
    var planner: PlannerDescription?
  }

  static func decode(
    _ entries: [(key: String, value: String)], _ decoder: ActionDecoder, _ layer: Network.RecurrentLayer?
  ) throws(PolicyFault) -> Content {
    let values = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    func value(_ key: String) throws(PolicyFault) -> String {
      guard let value = values[key] else { throw PolicyFault(key, "is missing in the metadata; export it with sim2real") }
      return value
    }
    guard try value("policy_format") == format else {
      throw PolicyFault("policy_format", "is not \(format); export it with this version of sim2real")
    }
    let memory = try value("recurrent")
    guard ["none", "plan"].contains(memory) || Network.RecurrentLayer.Kind(rawValue: memory) != nil else {
      throw PolicyFault("recurrent", "is '\(memory)', and this version knows no such memory; update it")
    }
    guard memory == layer?.kind.rawValue ?? (memory == "plan" ? "plan" : "none") else {
      throw PolicyFault("recurrent", "is not what the graph remembers by; export it again")
    }
    if let layer {
      guard try value(stateSize) == String(layer.size) else {
        throw PolicyFault(stateSize, "is not \(layer.size), the size of the graph's state; export it again")
      }
    }
    guard (memory == "plan") == (values[PlannerRecord.key] != nil) else {
      throw PolicyFault("recurrent", "contradicts the planner, which only a file with 'plan' has; export it again")
    }
    guard let seed = UInt64(try value("seed")) else {
      throw PolicyFault("seed", "is not a whole number; export it again")
    }
    var provenance = PolicyProvenance(
      scenario: try value("scenario"), scenarioHash: try value("scenario_sha256"), seed: seed,
      version: try value("sim2real_version"))
    if let text = values[trainingBox] {
      provenance.trainingBox = try record([String: [Double]].self, trainingBox, text)
    }
    let interface = try record(InterfaceRecord.self, "control_interface", try value("control_interface")).interface()
    let layout = try record(LayoutRecord.self, "observation_layout", try value("observation_layout"))
      .layout(for: interface)
    let limits = try record(LimitsRecord.self, "safety_limits", try value("safety_limits")).limits(for: interface)
    for entry in conventional(interface, layout, decoder) {
      guard try value(entry.key) == entry.value else {
        throw PolicyFault(entry.key, "contradicts the rest of the file, which says '\(entry.value)'; export it again")
      }
    }
    var content = Content(interface: interface, layout: layout, limits: limits, provenance: provenance)
    if let text = values[ModelRecord.key] {
      content.model = try record(ModelRecord.self, ModelRecord.key, text)
        .model(for: interface, weights: value(ModelRecord.weightsKey))
    }
    if let text = values[critics] {
      var weights = try WeightBlock.Reader(value(criticWeights), criticWeights)
      for network in try record([NetworkRecord].self, critics, text) {
        content.critics.append(try network.network(from: &weights, criticWeights))
      }
      try weights.finish()
    }
    if let text = values[PlannerRecord.key] {
      let state = StateLayout(
        sensors: interface.sensors.count, actuators: interface.actuators.count, frames: layout.frames,
        commands: layout.commands)
      content.planner = try record(PlannerRecord.self, PlannerRecord.key, text)
        .planner(for: interface, state: state, weights: value(PlannerRecord.weightsKey))
      try check(content, state)
    }
    return content
  }

  /// A planner's observation is its model's state.
  private static func check(_ content: Content, _ state: StateLayout) throws(PolicyFault) {
    guard content.layout == ObservationLayout(state) else {
      throw PolicyFault("observation_layout", "is not every sensor, which a planner needs to see; export it again")
    }
    guard content.planner?.settings.model == .learned else { return }
    guard let model = content.model else {
      throw PolicyFault(ModelRecord.key, "is missing, and the planner plans with it; export it again")
    }
    guard model.coding.state == state else {
      throw PolicyFault(ModelRecord.key, "has another state than the planner's observation; export it again")
    }
  }

  private static func record<T: Decodable>(_ type: T.Type, _ key: String, _ text: String) throws(PolicyFault) -> T {
    do { return try JSONDecoder().decode(type, from: Data(text.utf8)) } catch {
      throw PolicyFault(key, "is not the JSON that sim2real writes there; export it again")
    }
  }

  private static func json(_ record: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do { return String(decoding: try encoder.encode(record), as: UTF8.self) } catch {
      preconditionFailure("limits and periods are finite numbers: \(error)")
    }
  }
}
