import Control
import Mathematics
import Simulation

/// The simulator with its true state laid open, tick by tick, to whoever watches the loop.
struct WatchedPlant: ~Copyable, Plant {
  typealias Failure = SimulationFailure

  private var plant: SimulatedPlant
  let truth: TrueState

  init(_ plant: consuming SimulatedPlant) {
    truth = TrueState(joints: plant.interface.joints.count)
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
}

/// What a simulated robot truly does at a tick.
final class TrueState {
  /// m or rad, m/s or rad/s, N or N·m.                                     (joints)
  private(set) var positions, velocities, efforts: [Double]
  /// The true values of the sensors.                                       (sensors)
  private(set) var sensors: [Double] = []
  /// Of the model's root in the world; nil for a robot that is fixed there.
  private(set) var base: Pose?

  init(joints: Int) {
    positions = [Double](repeating: 0, count: joints)
    (velocities, efforts) = (positions, positions)
  }

  fileprivate func take(from plant: borrowing SimulatedPlant) {
    let (state, count) = (plant.state, positions.count)
    positions = Array(state[..<count])
    velocities = Array(state[count..<2 * count])
    efforts = Array(state[2 * count..<3 * count])
    sensors = plant.interface.sensors.indices.map { state[plant.stateIndex(ofSensor: $0)] }
  }
}
