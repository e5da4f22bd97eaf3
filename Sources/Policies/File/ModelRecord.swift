import Control

/// A learned model in a policy file's metadata: `learned_model` is this JSON, `learned_model_weights` its numbers.
struct ModelRecord: Codable {
  static let key = "learned_model"
  static let weightsKey = "learned_model_weights"

  /// Readings and applied commands of a state.
  var frames: Int
  var commands: Int
  /// `residual`: outputs are what readings change by; `direct`: what they become, but for joints that turn.
  var prediction: Prediction
  var learns_reward: Bool
  var learns_termination: Bool
  /// What a network is given and asked for, for readers that are not ours.
  var input_names: [String]
  var output_names: [String]
  var network: NetworkRecord
  var members: Int
  var elites: [Int]
  /// Inputs of the terms count the sensors, then the commands, then by how much each differs from the one before.
  var rewards: [RewardTerm]
  var terminations: [End]

  enum Prediction: String, Codable { case residual, direct }

  struct End: Codable {
    var name: String
    var sensor: Int
    /// Missing where there is no bound.
    var lower: Double?
    var upper: Double?
  }

  init(_ model: LearnedModel, _ interface: ControlInterface) {
    let coding = model.coding
    frames = coding.state.frames
    commands = coding.state.commands
    prediction = coding.isIncrement.allSatisfy { $0 } ? .residual : .direct
    learns_reward = coding.learnsReward
    learns_termination = coding.learnsTermination
    (input_names, output_names) = Self.names(coding, interface)
    network = NetworkRecord(model.members[0].network)
    members = model.members.count
    elites = model.elites
    rewards = model.rewards
    terminations = model.terminations.map {
      End(
        name: $0.name, sensor: $0.sensor, lower: $0.lower.isFinite ? $0.lower : nil,
        upper: $0.upper.isFinite ? $0.upper : nil)
    }
  }

  private static func names(_ coding: DynamicsCoding, _ interface: ControlInterface) -> ([String], [String]) {
    let features = coding.features.names(for: interface).map(\.name)
    return (
      features + interface.actuators.indices.map { "command." + interface.actuatorName($0) },
      coding.isIncrement.indices.map { (coding.isIncrement[$0] ? "Δ" : "") + interface.sensorName($0) }
        + (coding.learnsReward ? ["reward"] : []) + (coding.learnsTermination ? ["end"] : [])
    )
  }

  /// Scales, then each member's network and bounds.
  static func weights(_ model: LearnedModel) -> String {
    var block = WeightBlock()
    block.append(model.targetMean)
    block.append(model.targetDeviation)
    for member in model.members {
      block.append(member.network)
      block.append(member.upper)
      block.append(member.lower)
    }
    return block.text
  }

  func model(for interface: ControlInterface, weights text: String) throws(PolicyFault) -> LearnedModel {
    func fault(_ problem: String) -> PolicyFault { PolicyFault(Self.key, problem + "; export it again") }
    guard frames > 0, frames < 1 << 16, commands >= 0, commands < 1 << 16 else {
      throw fault("needs at least one frame and no negative count")
    }
    guard members > 0, members < 1 << 16 else { throw fault("has no members") }
    let state = StateLayout(
      sensors: interface.sensors.count, actuators: interface.actuators.count, frames: frames, commands: commands)
    let coding = DynamicsCoding(
      interface: interface, state: state, isResidual: prediction == .residual, learnsReward: learns_reward,
      learnsTermination: learns_termination)
    guard Self.names(coding, interface) == (input_names, output_names) else {
      throw fault("names other inputs or outputs than control_interface gives")
    }
    if commands == 0, interface.actuators.contains(where: { $0.effortRateLimit < .infinity }) {
      throw fault("has no last command in its state, which the rate limit needs")
    }
    var reader = try WeightBlock.Reader(text, Self.weightsKey)
    let targetMean = try reader.take(coding.outputs)
    let targetDeviation = try reader.take(coding.outputs)
    var read: [LearnedModel.Member] = []
    for _ in 0..<members {
      let network = try network.network(from: &reader, Self.weightsKey)
      guard network.inputs == coding.inputs, network.outputs == 2 * coding.outputs else {
        throw fault("has networks of another size than its inputs and outputs")
      }
      read.append(
        LearnedModel.Member(
          network: network, upper: try reader.take(coding.outputs), lower: try reader.take(coding.outputs)))
    }
    try reader.finish()
    let model = LearnedModel(
      unchecked: coding, members: read, elites: elites, targetMean: targetMean, targetDeviation: targetDeviation,
      rewards: rewards,
      terminations: terminations.map {
        Termination(name: $0.name, sensor: $0.sensor, lower: $0.lower ?? -.infinity, upper: $0.upper ?? .infinity)
      })
    if let problem = model.problem { throw fault(problem) }
    return model
  }
}
