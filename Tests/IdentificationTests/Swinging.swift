import Control
import Foundation
import Identification
import Logs
import Mathematics
import Policies
import Robots
import Scenarios
import Simulation
import TestSupport

/// The shipped cart-pole under a linear policy that keeps the cart near the middle and the pole swinging.
enum Swinging {
  static let scenario: Scenario = {
    do {
      return try Scenario(contentsOf: Repository.root.appendingPathComponent("scenarios/cartpole-swingup.yaml"))
    } catch { fatalError("\(error)") }
  }()

  static let model: SimulationModel = {
    do { return try SimulationModel(of: scenario) } catch { fatalError("\(error)") }
  }()

  /// action = −0.5 x − 0.25 ẋ + 0.12 θ̇, whatever else is seen.
  static let policy: PolicyFile = {
    let names = scenario.observation.names(for: scenario.interface).map(\.name)
    let gains: [String: Float] = ["slider.position": -0.5, "slider.velocity": -0.25, "hinge.velocity": 0.12]
    let layer = Network.Layer(
      inputs: names.count, outputs: 1, weights: names.map { gains[$0] ?? 0 }, biases: [0], activation: .identity)
    return PolicyFile(
      network: Network(
        mean: names.map { _ in 0 }, inverseDeviation: names.map { _ in 1 }, inputClip: 100, layers: [layer]),
      interface: scenario.interface, layout: scenario.observation, decoder: ActionDecoder(for: scenario.interface),
      limits: scenario.robot.safetyLimits(),
      provenance: PolicyProvenance(scenario: scenario.name, scenarioHash: "", seed: 0, version: "test"))
  }()

  static func trace(_ changes: [String: Double], ticks: Int = 500, seed: UInt64 = 1) -> Trace {
    var variant = model.nominal
    for (name, value) in changes {
      precondition(variant.parameters[name] != nil, name)
      variant.parameters[name] = value
    }
    return Trace.simulated(
      policy: policy.makeController(), scenario: scenario, model: model, variant: variant, ticks: ticks,
      stream: RandomStream(seed: seed))
  }

  /// The same gains on what a recurrent layer of random weights remembers of the observation.
  static func remembering(_ kind: Network.RecurrentLayer.Kind) -> PolicyFile {
    var stream = RandomStream(seed: 6)
    func draws(_ count: Int) -> [Float] { (0..<count).map { _ in Float(0.4 * stream.normal()) } }
    let (inputs, size) = (policy.network.inputs, 8)
    let columns = kind.gates * size
    var network = policy.network
    network.memory = Network.RecurrentLayer(
      kind: kind, inputs: inputs, size: size, inputWeights: draws(inputs * columns), inputBiases: draws(columns),
      stateWeights: draws(size * columns), stateBiases: draws(columns))
    network.layers = [
      // Weak enough to stay on the rail.
      Network.Layer(
        inputs: size, outputs: 1, weights: draws(size).map { 0.05 * $0 }, biases: [0], activation: .identity)
    ]
    return PolicyFile(
      network: network, interface: policy.interface, layout: policy.layout, decoder: policy.decoder,
      limits: policy.limits, provenance: policy.provenance)
  }

  /// A log of a run, as robot-bridge would record it.
  static func record(
    to path: String, policy: PolicyFile = policy, ticks: Int, exploration: ExplorationNoise? = nil,
    warmUpTicks: Int = 0, change: (inout TickRecord) -> Void = { _ in }
  ) throws {
    let header = LogHeader(
      interface: scenario.interface, limits: policy.limits,
      observationNames: policy.layout.names(for: policy.interface).map(\.name), actionCount: 1, urdf: "",
      policyHash: policy.identity, startTime: 0,
      exploration: exploration)
    var writer = try LogWriter(to: path, header: header)
    var plant = SimulatedPlant(model: model, period: scenario.controlPeriod, physicsStep: scenario.physicsStep)
    plant.prepare(
      PhysicalParameters(model.nominal, model: model), positions: [0, 3], velocities: [0, 0],
      noise: RandomStream(seed: 2))
    let plain = policy.makeController()
    var controller = PolicyController(
      policy: plain.policy, pipeline: plain.pipeline, exploration: exploration, warmUpTicks: warmUpTicks)
    var record = TickRecord(for: header)
    var failure: (any Error)?
    try run(&controller, on: &plant, steps: ticks) { reading, command, controller in
      record.time = reading.time
      record.reading = reading
      record.observation = controller.observation
      record.action = controller.action
      record.requested = controller.pipeline.requested
      record.applied = command
      record.events = controller.events
      var changed = record
      change(&changed)
      do { try writer.append(changed) } catch { failure = error }
      record.tick += 1
      return failure == nil ? .proceed : .finish
    }
    if let failure { throw failure }
    try writer.finish()
  }
}
