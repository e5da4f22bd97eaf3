public import Control
import FoundationEssentials

/// One `policy.onnx`: observation in physical units → command in physical units, and all that a controller needs.
public struct PolicyFile: Sendable, Equatable {
  public let network: Network
  public let interface: ControlInterface
  public let layout: ObservationLayout
  public let decoder: ActionDecoder
  public let limits: SafetyLimits
  public let provenance: PolicyProvenance
  /// The learned model that the policy was trained with, or that it plans with.
  public let model: LearnedModel?
  /// Networks that value what the policy sees, observation | action → discounted return in units of the reward: what a
  /// planner around the policy takes for the time after its plans.
  public let critics: [Network]
  /// How it plans; `network` then answers zero, and is there for readers of ONNX. Nil: `network` is the policy.
  public let planner: PlannerDescription?
  /// What `evaluate` proved about this policy, as JSON; it is no part of the policy's identity.
  public let certificate: String?
  /// The file without its certificate.
  private let content: [UInt8]

  /// - Precondition: network, layout, decoder and limits fit the interface.
  public init(
    network: Network, interface: ControlInterface, layout: ObservationLayout, decoder: ActionDecoder,
    limits: SafetyLimits, provenance: PolicyProvenance, model: LearnedModel? = nil, critics: [Network] = []
  ) {
    self.init(network, interface, layout, decoder, limits, provenance, model, critics, nil)
  }

  /// A planner's file. What it sees is the state: every sensor's last readings and the last commands.
  ///
  /// - Parameter model: what it plans with, unless that is the simulator.
  /// - Precondition: planner, model and limits fit the interface and the state.
  public init(
    planner: PlannerDescription, state: StateLayout, interface: ControlInterface, decoder: ActionDecoder,
    limits: SafetyLimits, provenance: PolicyProvenance, model: LearnedModel?
  ) {
    precondition(
      planner.settings.problem == nil && planner.guide?.problem(for: interface, state) == nil,
      "the planner does not fit the robot")
    precondition(planner.settings.model != .learned || model?.coding.state == state, "the planner has no model")
    let (inputs, outputs) = (state.count, interface.actuators.count)
    let silent = Network.Layer(
      inputs: inputs, outputs: outputs, weights: [Float](repeating: 0, count: inputs * outputs),
      biases: [Float](repeating: 0, count: outputs), activation: .identity)
    let network = Network(
      mean: [Float](repeating: 0, count: inputs), inverseDeviation: [Float](repeating: 1, count: inputs),
      layers: [silent])
    self.init(network, interface, ObservationLayout(state), decoder, limits, provenance, model, [], planner)
  }

  private init(
    _ network: Network, _ interface: ControlInterface, _ layout: ObservationLayout, _ decoder: ActionDecoder,
    _ limits: SafetyLimits, _ provenance: PolicyProvenance, _ model: LearnedModel?, _ critics: [Network],
    _ planner: PlannerDescription?
  ) {
    precondition(
      Self.mismatch(network, interface, layout) == nil && Self.valued(critics, interface, layout) && decoder.scale.count == interface.actuators.count,
      "the policy does not fit the robot")
    self.network = network
    self.interface = interface
    self.layout = layout
    self.decoder = decoder
    self.limits = limits
    self.provenance = provenance
    self.model = model
    self.critics = critics
    self.planner = planner
    certificate = nil
    content = ONNXModel(
      producer: "sim2real", producerVersion: provenance.version, graph: PolicyGraph.encode(network, decoder),
      metadata: PolicyMetadata.encode(
        interface, layout, limits, provenance, decoder, network.memory, model, critics, planner)
    ).encoded()
  }

  /// - Parameter file: the name that errors give.
  public init(decoding bytes: [UInt8], file: String) throws(PolicyFileError) {
    do throws(PolicyFault) {
      let model = try ONNXModel(decoding: bytes)
      (network, decoder) = try PolicyGraph.decode(model.graph)
      let read = try PolicyMetadata.decode(model.metadata, decoder, network.memory)
      (interface, layout, limits, provenance) = (read.interface, read.layout, read.limits, read.provenance)
      (self.model, critics, planner) = (read.model, read.critics, read.planner)
      if let mismatch = Self.mismatch(network, interface, layout) { throw mismatch }
      guard Self.valued(critics, interface, layout) else {
        throw PolicyFault(PolicyMetadata.critics, "are of another size than observation and action; export it again")
      }
      (content, certificate) = try ONNXModel.remove(PolicyMetadata.certificate, from: bytes)
    } catch {
      throw PolicyFileError(file: file, key: error.key, problem: error.problem)
    }
  }

  public init(reading path: String) throws(PolicyFileError) {
    let bytes: [UInt8]
    do { bytes = Array(try Data(contentsOf: URL(filePath: path))) } catch {
      throw PolicyFileError(file: path, problem: "cannot be read; give a policy.onnx as sim2real train writes it")
    }
    try self.init(decoding: bytes, file: path)
  }

  /// Writes the file whole or not at all.
  public func write(to path: String) throws(PolicyFileError) {
    do throws(AtomicFile.Failure) { try AtomicFile.replace(path, with: encoded()) } catch {
      throw PolicyFileError(file: path, problem: "cannot be written (\(error)); free the place or choose another")
    }
  }

  public func encoded() -> [UInt8] {
    content + (certificate.map { ONNXModel.encodedMetadata(PolicyMetadata.certificate, $0) } ?? [])
  }

  /// SHA-256 of the file without its certificate, in hexadecimal.
  public var identity: String { Fingerprint.sha256(content) }

  /// The same policy with another certificate, every other byte as it was.
  public func settingCertificate(_ json: String?) -> PolicyFile { PolicyFile(self, certificate: json) }

  private init(_ other: PolicyFile, certificate: String?) {
    network = other.network
    interface = other.interface
    layout = other.layout
    decoder = other.decoder
    limits = other.limits
    provenance = other.provenance
    model = other.model
    critics = other.critics
    planner = other.planner
    content = other.content
    self.certificate = certificate
  }

  /// The network within its pipeline; a planner's file needs `Planning`'s ``makePolicy``.
  ///
  /// - Parameter effortScale: scales the effort limits further; below 1 for the first try on a robot.
  public func makeController(effortScale: Double = 1) -> PolicyController<NetworkPolicy> {
    var limits = limits
    limits.effortScale *= effortScale
    return PolicyController(
      policy: NetworkPolicy(network),
      pipeline: ControlPipeline(interface: interface, layout: layout, decoder: decoder, limits: limits))
  }

  /// Whether each critic takes an observation and an action and gives one value.
  private static func valued(
    _ critics: [Network], _ interface: ControlInterface, _ layout: ObservationLayout
  ) -> Bool {
    let inputs = layout.count(for: interface) + interface.actuators.count
    return critics.allSatisfy { $0.inputs == inputs && $0.outputs == 1 }
  }

  private static func mismatch(
    _ network: Network, _ interface: ControlInterface, _ layout: ObservationLayout
  ) -> PolicyFault? {
    let count = layout.count(for: interface)
    if network.inputs != count {
      return PolicyFault(
        "observation_layout", "gives \(count) values, but the network takes \(network.inputs); export it again")
    }
    if network.actions != interface.actuators.count {
      return PolicyFault(
        "control_interface",
        "has \(interface.actuators.count) actuators, but the network gives \(network.actions) values; export it again")
    }
    return nil
  }
}
