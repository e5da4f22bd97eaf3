import Control
import Foundation
import Mathematics
import Physics
import RobotModels
import Robots

/// A world with the robot's actuators: what acts on the joints, and the true state of those and of the links.
struct ActuatedWorld: ~Copyable {
  let model: SimulationModel
  let interface: ControlInterface
  /// Positions, velocities and efforts of the interface's joints, then what the sensors of links and the model's truths
  /// are about.                                                              (3 × joints + link quantities)
  var state: [Double]
  /// Commands at the actuators, and the share of the step in which the safe state is on.  (actuators + 1)
  var acting: [Double]
  private var world: World
  private var motors: [Motor]         // (actuators)
  private var push = Vector3.zero     // N
  private var clock = 0.0             // since placed, s
  private let probes: [LinkProbe]     // (link quantities)
  private let linkSensors: Int        // of the probes, before the truths
  private var positions: [Double]     // (mechanism joints), scratch
  private var velocities: [Double]    // (mechanism joints), scratch

  /// - Parameter memory: shared with worlds that are never stepped at the same time.
  init(
    model: SimulationModel, interface: ControlInterface, parameters: PhysicalParameters, memory: WorkingMemory? = nil
  ) {
    self.model = model
    self.interface = interface
    world = World(model.mechanism(for: parameters), memory: memory)
    motors = interface.actuators.indices.map {
      Motor(interface.actuators[$0], model.robot.drives[$0], joint: model.mechanismJoints[interface.actuators[$0].joint])
    }
    let quantities = (interface.sensors + model.truths).compactMap { sensor -> LinkProbe? in
      guard case .link(let link, let quantity) = sensor else { return nil }
      return LinkProbe(link, quantity, model: model)
    }
    probes = quantities
    linkSensors = quantities.count - model.truths.count
    state = [Double](repeating: 0, count: 3 * interface.joints.count + quantities.count)
    acting = [Double](repeating: 0, count: interface.actuators.count + 1)
    positions = [Double](repeating: 0, count: world.mechanism.joints.count)
    velocities = positions
    take(parameters)
  }

  /// Takes other physics; the world then stands at zero, so place it next.
  mutating func configure(_ parameters: PhysicalParameters) {
    world.configure(model.mechanism(for: parameters))
    take(parameters)
  }

  private mutating func take(_ parameters: PhysicalParameters) {
    for i in motors.indices { motors[i].parameters = parameters.actuators[i] }
    push = parameters.push
  }

  /// Sets the world to the positions and velocities in ``state``, at the beginning of an episode.
  ///
  /// - Parameter base: of a floating robot's root.
  mutating func placeAtState(base: Motion? = nil) {
    clock = 0
    for i in motors.indices { motors[i].reset() }
    place(base: base ?? Motion(pose: model.restPose))
  }

  /// Sets the world to ``state`` and the base's motion, in the middle of an episode.
  mutating func place(base: Motion) {
    let joints = interface.joints.count
    for (i, joint) in model.mechanismJoints.enumerated() {
      positions[joint] = state[i]
      velocities[joint] = state[joints + i]
    }
    for follower in model.followers {
      positions[follower.joint] = follower.mimic.position(following: positions[follower.leader])
      velocities[follower.joint] = follower.mimic.multiplier * velocities[follower.leader]
    }
    if model.isFloating {
      world.set(positions: positions, velocities: velocities, floating: [base])
    } else {
      world.set(positions: positions, velocities: velocities)
    }
    observe()
  }

  /// Motion of the root's frame.
  var base: Motion { model.isFloating ? world.motion(0) : Motion(pose: model.model.rootPose) }

  /// Positions of the model's moving joints, followers included, m or rad.
  var movingPositions: [Double] {
    var positions: [Double] = []
    for joint in (model.isFloating ? 1 : 0)..<world.mechanism.joints.count { positions.append(world.position(joint)) }
    return positions
  }

  /// One physics step under ``acting``; false when something left every plausible range.
  mutating func advance(by step: Double) -> Bool {
    let joints = interface.joints.count
    let braking = acting[acting.count - 1]
    var load = 0.0
    for i in motors.indices { load += motors[i].load }
    let sag = motors.isEmpty ? 0 : load / Double(motors.count)
    for i in motors.indices {
      let joint = interface.actuators[i].joint
      world.drives[motors[i].joint] = motors[i].drive(
        for: acting[i], braking: braking, position: state[joint], velocity: state[joints + joint], load: sag, at: clock)
    }
    for follower in model.followers {
      world.drives[follower.joint] = Drive(
        stiffness: Self.followingStiffness, damping: Self.followingDamping,
        position: follower.mimic.position(following: world.position(follower.leader)))
    }
    if push != .zero { world.push(0, force: push) }
    guard world.advance(by: step) == .fine else { return false }
    clock += step
    for i in motors.indices {
      let effort = world.effort(motors[i].joint)
      state[2 * joints + interface.actuators[i].joint] = effort
      motors[i].warm(effort: effort, for: step)
    }
    observe()
    return true
  }

  /// A joint that mimics another follows it as a stiff servo, N/m or N·m/rad and their dampings; what it feels does not
  /// act back on its leader.
  private static let followingStiffness = 1e3
  private static let followingDamping = 10.0

  private mutating func observe() {
    let joints = interface.joints.count
    for (i, joint) in model.mechanismJoints.enumerated() {
      state[i] = world.position(joint)
      state[joints + i] = world.velocity(joint)
    }
    for (i, probe) in probes.enumerated() { state[3 * joints + i] = probe.value(in: world) }
  }

  /// Where a sensor's true value stands in ``state``; nil for a goal.
  func stateIndex(ofSensor index: Int) -> Int? {
    let joints = interface.joints.count
    switch interface.sensors[index] {
    case .joint(let joint, .position): return joint
    case .joint(let joint, .velocity): return joints + joint
    case .joint(let joint, .effort): return 2 * joints + joint
    case .link:
      return 3 * joints + interface.sensors[..<index].reduce(0) { if case .link = $1 { $0 + 1 } else { $0 } }
    case .goal: return nil
    }
  }

  /// The present value of one of the model's truths.
  func truth(_ index: Int) -> Double { state[3 * interface.joints.count + linkSensors + index] }

  func save(into saved: inout SavedState) {
    world.save(into: &saved)
    saved.append(contentsOf: state)
    saved.append(clock)
    for motor in motors { motor.save(into: &saved) }
  }

  /// - Precondition: configured as when it was saved.
  mutating func restore(_ saved: inout SavedState) {
    world.restore(&saved)
    saved.take(into: &state)
    clock = saved.takeReal()
    for i in motors.indices { motors[i].restore(&saved) }
  }
}
