import Control
import Mathematics
import Scenarios
import Simulation

/// The simulator with its true state laid open, tick by tick, to whoever watches the loop.
struct WatchedPlant: ~Copyable, Plant {
  typealias Failure = SimulationFailure

  private var plant: SimulatedPlant
  let truth: TrueState

  init(_ plant: consuming SimulatedPlant) {
    truth = TrueState(of: plant)
    self.plant = plant
  }

  var interface: ControlInterface { plant.interface }

  mutating func start(into reading: inout Reading) {
    plant.start(into: &reading)
    truth.take(from: plant)
  }

  mutating func advance(applying command: Command, into reading: inout Reading) throws(SimulationFailure) {
    try plant.advance(applying: command, into: &reading)
    truth.take(from: plant)
  }

  mutating func stop() { plant.stop() }

  /// See ``SimulatedPlant/lastSecond(_:variant:)``.
  func lastSecond(_ failure: SimulationFailure, variant: Variant) -> LastSecond {
    plant.lastSecond(failure, variant: variant)
  }
}

/// What a simulated robot truly does at a tick.
final class TrueState {
  /// m or rad, m/s or rad/s, N or N·m.                                     (joints)
  private(set) var positions, velocities, efforts: [Double]
  /// The true values of the sensors.                                       (sensors)
  private(set) var sensors: [Double] = []
  /// What a scenario looks at beside them.                                 (scenario's truths)
  private(set) var others: [Double] = []
  /// Of the model's links in the world, then of the objects.               (links + objects)
  private(set) var linkPoses: [Pose] = []
  /// Normal forces on the links that can touch something, N.
  private(set) var contactForces: [Double] = []
  private let probes: [ContactProbe]

  fileprivate init(of plant: borrowing SimulatedPlant) {
    probes = ContactProbe.all(of: plant.model)
    positions = [Double](repeating: 0, count: plant.interface.joints.count)
    (velocities, efforts) = (positions, positions)
  }

  /// Writes what a scenario judges by.
  func show(to judge: EpisodeJudge) {
    for (i, value) in sensors.enumerated() { judge.values[i] = value }
    let start = judge.values.count - others.count
    for (i, value) in others.enumerated() { judge.values[start + i] = value }
  }

  fileprivate func take(from plant: borrowing SimulatedPlant) {
    let (state, count) = (plant.state, positions.count)
    positions = Array(state[..<count])
    velocities = Array(state[count..<2 * count])
    efforts = Array(state[2 * count..<3 * count])
    sensors.removeAll(keepingCapacity: true)
    for i in plant.interface.sensors.indices { sensors.append(plant.truth(ofSensor: i)) }
    others.removeAll(keepingCapacity: true)
    for i in plant.model.truths.indices { others.append(plant.truth(i)) }
    linkPoses = plant.linkPoses + plant.objectPoses
    contactForces.removeAll(keepingCapacity: true)
    for probe in probes { contactForces.append(plant.force(at: probe)) }
  }
}
