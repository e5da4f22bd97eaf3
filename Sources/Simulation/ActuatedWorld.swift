import Control
import Foundation
import Mathematics
import Physics
import RobotModels
import Robots
import Scenarios

/// A world with the robot's actuators: what acts on the joints, and the true state of those and of the links.
struct ActuatedWorld: ~Copyable {
  let model: SimulationModel
  let interface: ControlInterface
  /// Positions, velocities and efforts of the interface's joints, then what the sensors of links and objects and the
  /// model's truths are about.                                               (3 × joints + probes)
  var state: [Double]
  /// Commands at the actuators, and the share of the step in which the safe state is on.  (actuators + 1)
  var acting: [Double]
  private var world: World
  private var motors: [Motor]         // (actuators)
  private var push = Vector3.zero     // N
  /// What drives and pushes have done or taken since ``takeWork()``, each part counted as positive, J.
  private var work = 0.0
  private var clock = 0.0             // since placed, s
  private let probes: [Probe]
  private let probedSensors: Int      // of the probes, before the truths
  private let objectFrames: [LinkFrame]  // (objects)
  private var objectPushes: [Vector3]    // (objects), N
  private var positions: [Double]     // (mechanism joints), scratch
  private var velocities: [Double]    // (mechanism joints), scratch

  private enum Probe {
    case link(LinkProbe)
    case object(ObjectProbe)

    init?(_ sensor: ControlInterface.Sensor, model: SimulationModel) {
      switch sensor {
      case .link(let link, let quantity): self = .link(LinkProbe(link, quantity, model: model))
      case .object(let object, let quantity): self = .object(ObjectProbe(object, quantity, model: model))
      case .joint, .goal: return nil
      }
    }
  }

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
    let quantities = (interface.sensors + model.truths).compactMap { Probe($0, model: model) }
    probes = quantities
    probedSensors = quantities.count - model.truths.count
    objectFrames = model.objectFrames
    objectPushes = model.objects.map { _ in .zero }
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

  /// Takes other physics in the middle of a motion, which goes on; what rests on what is remembered.
  ///
  /// - Parameter isSame: whether the mechanism stays as it is.
  mutating func change(to parameters: PhysicalParameters, mechanismStays isSame: Bool) {
    take(parameters)
    guard !isSame else { return }
    world.reconfigure(model.mechanism(for: parameters))
    observe(isFirst: false)
  }

  /// Takes what does not concern the mechanism: motors and pushes.
  mutating func take(_ parameters: PhysicalParameters) {
    for i in motors.indices { motors[i].parameters = parameters.actuators[i] }
    push = parameters.push
    for i in objectPushes.indices { objectPushes[i] = parameters.objects[i].push }
  }

  /// Sets the world to the positions and velocities in ``state``, at the beginning of an episode.
  ///
  /// - Parameters:
  ///   - base: of a floating robot's root.
  ///   - objects: where they begin.                                          (objects)
  mutating func placeAtState(base: Motion? = nil, objects: [ObjectStart]) {
    clock = 0
    work = 0
    for i in motors.indices { motors[i].reset() }
    placeRobot(base: base ?? Motion(pose: model.restPose))
    for (i, start) in objects.enumerated() {
      world.place(model.body(ofObject: i), start.motion(from: objectFrames[i].motion(in: world)))
    }
    observe(isFirst: true)
  }

  /// Sets the robot to ``state`` and the base's motion.
  private mutating func placeRobot(base: Motion) {
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
  }

  /// Motion of the root's frame.
  var base: Motion { model.isFloating ? world.motion(0) : Motion(pose: model.model.rootPose) }

  /// Positions of the model's moving joints, followers included, m or rad.
  var movingPositions: [Double] {
    var positions: [Double] = []
    for joint in (model.isFloating ? 1 : 0)..<model.bodyCount { positions.append(world.position(joint)) }
    return positions
  }

  /// Where the objects are in the world.                                      (objects)
  var objectPoses: [Pose] { model.objects.indices.map { world.pose(model.body(ofObject: $0)) } }

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
    for (i, push) in objectPushes.enumerated() where push != .zero { world.push(model.body(ofObject: i), force: push) }
    guard world.advance(by: step) == .fine else { return false }
    clock += step
    work += step * world.drivePower
    if push != .zero { work += step * abs(push.dot(world.motion(0).velocity)) }
    for (i, push) in objectPushes.enumerated() where push != .zero {
      work += step * abs(push.dot(world.motion(model.body(ofObject: i)).velocity))
    }
    for i in motors.indices {
      let effort = world.effort(motors[i].joint)
      state[2 * joints + interface.actuators[i].joint] = effort
      motors[i].warm(effort: effort, for: step)
    }
    observe(isFirst: false)
    return true
  }

  /// Mechanical energy, with what rotors and springs hold, J.
  var energy: Double { world.storedEnergy }
  /// Of all that moves, kg.
  var mass: Double { world.mass }

  /// What drives and pushes have done since the last call, each part counted as positive, J.
  mutating func takeWork() -> Double {
    defer { work = 0 }
    return work
  }

  /// A joint that mimics another follows it as a stiff servo, N/m or N·m/rad and their dampings; what it feels does not
  /// act back on its leader.
  private static let followingStiffness = 1e3
  private static let followingDamping = 10.0

  /// - Parameter isFirst: whether nothing came before this state.
  private mutating func observe(isFirst: Bool) {
    let joints = interface.joints.count
    for (i, joint) in model.mechanismJoints.enumerated() {
      state[i] = world.position(joint)
      state[joints + i] = world.velocity(joint)
    }
    for (i, probe) in probes.enumerated() {
      let place = 3 * joints + i
      switch probe {
      case .link(let probe): state[place] = probe.value(in: world)
      case .object(let probe): state[place] = probe.value(in: world, after: isFirst ? nil : state[place])
      }
    }
  }

  /// Where a sensor's true value stands in ``state``; nil for a goal.
  func stateIndex(ofSensor index: Int) -> Int? {
    let joints = interface.joints.count
    switch interface.sensors[index] {
    case .joint(let joint, .position): return joint
    case .joint(let joint, .velocity): return joints + joint
    case .joint(let joint, .effort): return 2 * joints + joint
    case .link, .object:
      return 3 * joints + interface.sensors[..<index].reduce(0) { count, sensor in
        switch sensor {
        case .link, .object: count + 1
        case .joint, .goal: count
        }
      }
    case .goal: return nil
    }
  }

  /// Sum of the normal forces on a link in the last step, N.
  func force(at probe: ContactProbe) -> Double { probe.probe.value(in: world) }

  /// The present value of one of the model's truths.
  func truth(_ index: Int) -> Double { state[3 * interface.joints.count + probedSensors + index] }

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
