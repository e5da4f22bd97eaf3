import Control
public import RobotModels
public import Robots

/// A physical parameter that can be randomized; its name is the key in files, flags and variants.
public enum Parameter: Sendable, Hashable, Codable {
  /// `LINK.mass_kg`: the inertia scales along.
  case mass(link: String)
  /// `LINK.length_scale`: the link's geometry about its joint frame, at constant mass; inertia scales with the square.
  case lengthScale(link: String)
  /// `JOINT.damping_Ns_per_m` or `JOINT.damping_Nms_per_rad`.
  case damping(joint: String)
  /// `JOINT.friction_N` or `JOINT.friction_Nm`.
  case friction(joint: String)
  /// `JOINT.strength`: what the actuator gives of what it is asked for, nominally 1.
  case strength(joint: String)
  /// `JOINT.QUANTITY.noise`: standard deviation in the sensor's unit.
  case noise(sensor: String)
  /// `JOINT.QUANTITY.bias`: in the sensor's unit.
  case bias(sensor: String)
  /// `action_delay_s`
  case actionDelay
  /// `observation_delay_s`
  case observationDelay
  /// `period_jitter_s`
  case periodJitter
  /// `gravity_m_per_s2`: downward, nominally 9.81.
  case gravity
  /// `LINK.inertia_scale`, beside what the mass does.
  case inertiaScale(link: String)
  /// `LINK.centre_x_m` …: the centre of mass is moved so far along the link's axis, nominally 0.
  case centre(link: String, axis: Axis)
  /// `LINK.payload_kg`: a point mass at the link's centre of mass, nominally 0.
  case payload(link: String)
  /// `JOINT.rotor_inertia_kgm2` or `_kg`, seen from the joint.
  case rotorInertia(joint: String)
  /// `LINK.size_scale`: the dimensions of its collision shapes about their own centres; masses stay. Nominally 1.
  case sizeScale(link: String)
  /// `JOINT.stiffness_scale`, `JOINT.damping_scale`: of a servo's gains, nominally 1.
  case servoStiffness(joint: String)
  case servoDamping(joint: String)
  /// `JOINT.backlash_rad` or `_m`.
  case backlash(joint: String)
  /// `SENSOR.latency_s`: beside the observation delay.
  case latency(sensor: String)
  /// `SENSOR.dropout`: share of its measurements that are lost.
  case dropout(sensor: String)
  /// `SENSOR.bias_walk`: standard deviation of the error's random walk after a second.
  case biasWalk(sensor: String)
  /// `action_loss`, `observation_loss`: share of the messages that are lost; the last one stands.
  case actionLoss
  case observationLoss
  /// `action_jitter_s`, `observation_jitter_s`: mean of an exponential delay of each message, beside the constant one.
  case actionJitter
  case observationJitter
  /// `contact.friction`, `contact.restitution`: between the robot and the ground.
  case contactFriction
  case contactRestitution
  /// `terrain.slope_rad`: of the ground, rising along x.
  case slope
  /// `terrain.step_height_m`: the ground is a field of squares of random heights up to this.
  case stepHeight
  /// `terrain.pattern`: its whole part says which of the random patterns the steps have, nominally 1.
  case stepPattern
  /// `push.x_N` …: a force on the root of a floating robot, in the world.
  case push(axis: Axis)
  /// `OBJECT.mass_kg`: the inertia scales along.
  case objectMass(object: String)
  /// `OBJECT.size_scale`: of all its lengths, at constant mass, nominally 1.
  case objectSize(object: String)
  /// `OBJECT.friction`, `OBJECT.restitution`.
  case objectFriction(object: String)
  case objectRestitution(object: String)
  /// `OBJECT.push_x_N` …: a force on its middle, in the world, nominally 0.
  case objectPush(object: String, axis: Axis)
  /// `goal.NAME`.
  case goal(name: String)

  public enum Axis: String, Sendable, Hashable, Codable, CaseIterable { case x, y, z }

  /// The key for this robot.
  public func name(for robot: RobotDescription) -> String {
    switch self {
    case .mass(let link): return "\(link).mass_kg"
    case .lengthScale(let link): return "\(link).length_scale"
    case .damping(let joint):
      return Self.isPrismatic(joint, robot) ? "\(joint).damping_Ns_per_m" : "\(joint).damping_Nms_per_rad"
    case .friction(let joint): return Self.isPrismatic(joint, robot) ? "\(joint).friction_N" : "\(joint).friction_Nm"
    case .strength(let joint): return "\(joint).strength"
    case .noise(let sensor): return "\(sensor).noise"
    case .bias(let sensor): return "\(sensor).bias"
    case .actionDelay: return "action_delay_s"
    case .observationDelay: return "observation_delay_s"
    case .periodJitter: return "period_jitter_s"
    case .gravity: return "gravity_m_per_s2"
    case .inertiaScale(let link): return "\(link).inertia_scale"
    case .centre(let link, let axis): return "\(link).centre_\(axis.rawValue)_m"
    case .payload(let link): return "\(link).payload_kg"
    case .rotorInertia(let joint):
      return "\(joint).rotor_inertia_\(Self.isPrismatic(joint, robot) ? "kg" : "kgm2")"
    case .sizeScale(let link): return "\(link).size_scale"
    case .servoStiffness(let joint): return "\(joint).stiffness_scale"
    case .servoDamping(let joint): return "\(joint).damping_scale"
    case .backlash(let joint): return "\(joint).backlash_\(Self.isPrismatic(joint, robot) ? "m" : "rad")"
    case .latency(let sensor): return "\(sensor).latency_s"
    case .dropout(let sensor): return "\(sensor).dropout"
    case .biasWalk(let sensor): return "\(sensor).bias_walk"
    case .actionLoss: return "action_loss"
    case .observationLoss: return "observation_loss"
    case .actionJitter: return "action_jitter_s"
    case .observationJitter: return "observation_jitter_s"
    case .contactFriction: return "contact.friction"
    case .contactRestitution: return "contact.restitution"
    case .slope: return "terrain.slope_rad"
    case .stepHeight: return "terrain.step_height_m"
    case .stepPattern: return "terrain.pattern"
    case .push(let axis): return "push.\(axis.rawValue)_N"
    case .objectMass(let object): return "\(object).mass_kg"
    case .objectSize(let object): return "\(object).size_scale"
    case .objectFriction(let object): return "\(object).friction"
    case .objectRestitution(let object): return "\(object).restitution"
    case .objectPush(let object, let axis): return "\(object).push_\(axis.rawValue)_N"
    case .goal(let name): return "goal.\(name)"
    }
  }

  /// Whether a critic is always told of it; of the others only where the training randomizes them.
  public var isBasic: Bool {
    switch self {
    case .mass, .lengthScale, .damping, .friction, .strength, .noise, .bias, .actionDelay, .observationDelay,
      .periodJitter, .gravity:
      true
    default: false
    }
  }

  /// Every parameter of a robot with this model and the objects beside it, in a fixed order: the basic ones first.
  public static func all(
    of robot: RobotDescription, model: RobotModel, objects: [FreeObject] = [], goals: [Scenario.Goal] = []
  ) -> [Parameter] {
    let links = model.movingLinks.map { model.links[$0].name }
    let joints = robot.joints.map(\.name)
    let driven = robot.actuators.map { joints[$0.joint] }
    let servos = robot.actuators.filter { $0.servo != nil }
    let shaped = model.movingLinks.filter { !model.links[$0].collisions.isEmpty }.map { model.links[$0].name }
    let measured = robot.sensors.indices.filter { robot.sensors[$0].differentiation == nil }
    let interface = robot.interface(period: 1)
    let sensors = robot.sensors.indices.map(interface.sensorName)

    var all: [Parameter] = links.map { .mass(link: $0) } + links.map { .lengthScale(link: $0) }
    for joint in joints { all += [.damping(joint: joint), .friction(joint: joint)] }
    all += driven.map { .strength(joint: $0) }
    for sensor in sensors { all += [.noise(sensor: sensor), .bias(sensor: sensor)] }
    all += [.actionDelay, .observationDelay, .periodJitter, .gravity]

    for link in links {
      all += [.inertiaScale(link: link)] + Axis.allCases.map { .centre(link: link, axis: $0) } + [.payload(link: link)]
    }
    all += shaped.map { .sizeScale(link: $0) }
    all += driven.map { .rotorInertia(joint: $0) }
    for servo in servos {
      let joint = joints[servo.joint]
      if servo.quantity == .position { all += [.backlash(joint: joint), .servoStiffness(joint: joint)] }
      all.append(.servoDamping(joint: joint))
    }
    for (i, sensor) in sensors.enumerated() {
      if measured.contains(i) { all += [.latency(sensor: sensor), .dropout(sensor: sensor)] }
      all.append(.biasWalk(sensor: sensor))
    }
    all += [.actionLoss, .observationLoss, .actionJitter, .observationJitter]
    all += [.contactFriction, .contactRestitution, .slope, .stepHeight, .stepPattern]
    if robot.base != .fixed { all += Axis.allCases.map { .push(axis: $0) } }
    for object in objects.map(\.name) {
      all += [
        .objectMass(object: object), .objectSize(object: object), .objectFriction(object: object),
        .objectRestitution(object: object),
      ] + Axis.allCases.map { .objectPush(object: object, axis: $0) }
    }
    return all + goals.map { .goal(name: $0.name) }
  }

  private static func isPrismatic(_ joint: String, _ robot: RobotDescription) -> Bool {
    robot.joints.contains { $0.name == joint && $0.kind == .prismatic }
  }
}
