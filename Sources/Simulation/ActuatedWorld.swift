import Control
import Mathematics
import Physics

/// A world with the robot's actuators: what acts on the joints, and the true state of those.
struct ActuatedWorld: ~Copyable {
  let model: SimulationModel
  let interface: ControlInterface
  /// Positions, velocities and efforts of the interface's joints.              (3 × joints)
  var state: [Double]
  /// Efforts asked of the actuators, and the share of the step in which the safe state is on.  (actuators + 1)
  var acting: [Double]
  private var world: World
  private var strengths: [Double]  // (actuators)
  private var efforts: [Double]    // (mechanism joints)
  private var positions: [Double]  // (mechanism joints), scratch
  private var velocities: [Double] // (mechanism joints), scratch

  init(model: SimulationModel, interface: ControlInterface, parameters: PhysicalParameters) {
    self.model = model
    self.interface = interface
    world = World(model.mechanism(for: parameters))
    strengths = parameters.strengths
    state = [Double](repeating: 0, count: 3 * interface.joints.count)
    acting = [Double](repeating: 0, count: interface.actuators.count + 1)
    efforts = [Double](repeating: 0, count: world.mechanism.joints.count)
    positions = efforts
    velocities = efforts
  }

  /// Takes other physics; the world then stands at zero, so place it next.
  mutating func configure(_ parameters: PhysicalParameters) {
    strengths = parameters.strengths
    world.configure(model.mechanism(for: parameters))
  }

  /// Sets the world to the positions and velocities in ``state``.
  mutating func placeAtState() {
    let joints = interface.joints.count
    for (i, joint) in model.mechanismJoints.enumerated() {
      positions[joint] = state[i]
      velocities[joint] = state[joints + i]
    }
    world.set(positions: positions, velocities: velocities)
    observe()
  }

  /// One physics step under ``acting``; false when the world diverged.
  mutating func advance(by step: Double) -> Bool {
    let joints = interface.joints.count
    let braking = acting[acting.count - 1]
    for (i, actuator) in interface.actuators.enumerated() {
      let demand = acting[i] - braking * actuator.safeDamping * state[joints + actuator.joint]
      let effort = max(-actuator.effortLimit, min(actuator.effortLimit, demand)) * strengths[i]
      efforts[model.mechanismJoints[actuator.joint]] = effort
      state[2 * joints + actuator.joint] = effort
    }
    let outcome = world.advance(by: step, efforts: efforts)
    observe()
    return outcome == .fine
  }

  private mutating func observe() {
    let joints = interface.joints.count
    for (i, joint) in model.mechanismJoints.enumerated() {
      state[i] = world.position(joint)
      state[joints + i] = world.velocity(joint)
    }
  }

  /// Where a sensor's true value stands in ``state``.
  func stateIndex(ofSensor index: Int) -> Int {
    let sensor = interface.sensors[index]
    let quantity = switch sensor.quantity {
    case .position: 0
    case .velocity: 1
    case .effort: 2
    }
    return quantity * interface.joints.count + sensor.joint
  }

  func save(into saved: inout SavedState) {
    world.save(into: &saved)
    saved.append(contentsOf: state)
  }

  /// - Precondition: configured as when it was saved.
  mutating func restore(_ saved: inout SavedState) {
    world.restore(&saved)
    saved.take(into: &state)
  }
}
