public import Control
import Mathematics
import RobotModels
import Robots
import Scenarios

/// A variant's numbers in the order in which the simulator uses them.
public struct PhysicalParameters: Sendable, Equatable {
  var links: [Link]          // (moving links)
  var joints: [Joint]        // (joints)
  var actuators: [Actuator]  // (actuators)
  var sensors: [Sensor]      // (robot's sensors)
  var objects: [Object]      // (objects)
  var goals: [Double]        // (goals)
  var timing: Timing
  var ground: Ground
  /// A force on the root of a floating robot, in the world, N.
  var push: Vector3
  public var gravity: Double  // m/s², downward

  struct Link: Sendable, Equatable {
    var mass: Double          // kg
    var lengthScale: Double
    var inertiaScale: Double
    var centre: Vector3       // m, beside the model's
    var payload: Double       // kg
    var sizeScale: Double     // of its collision shapes
  }

  struct Joint: Sendable, Equatable {
    var damping: Double       // N·s/m or N·m·s/rad
    var friction: Double      // N or N·m
  }

  struct Actuator: Sendable, Equatable {
    var strength: Double
    var rotorInertia: Double  // kg or kg·m²
    var backlash: Double      // m or rad
    var stiffnessScale: Double
    var dampingScale: Double
  }

  struct Sensor: Sendable, Equatable {
    var noise: Double         // standard deviation
    var bias: Double
    var biasWalk: Double      // standard deviation after 1 s
    var latency: Double       // s
    var dropout: Double
  }

  struct Object: Sendable, Equatable {
    var mass: Double          // kg
    var sizeScale: Double
    var friction: Double
    var restitution: Double
    var push: Vector3         // N, in the world

    /// Whether the other is the same body, whatever pushes it.
    func hasBody(of other: Object) -> Bool {
      mass == other.mass && sizeScale == other.sizeScale && friction == other.friction
        && restitution == other.restitution
    }
  }

  struct Timing: Sendable, Equatable {
    var actionDelay: Double        // s
    var observationDelay: Double   // s
    var periodJitter: Double       // s
    var actionJitter: Double       // s
    var observationJitter: Double  // s
    var actionLoss: Double
    var observationLoss: Double
  }

  struct Ground: Sendable, Equatable {
    var friction: Double
    var restitution: Double
    var slope: Double       // rad
    var stepHeight: Double  // m
    var pattern: Double     // number of the steps' pattern
  }

  /// Whether the mechanism is that of other parameters: they may differ in what is asked of it, what pushes it, and in
  /// its motors, sensors and delays.
  func hasMechanism(of other: PhysicalParameters) -> Bool {
    links == other.links && joints == other.joints && ground == other.ground && gravity == other.gravity
      && zip(actuators, other.actuators).allSatisfy { $0.rotorInertia == $1.rotorInertia }
      && zip(objects, other.objects).allSatisfy { $0.hasBody(of: $1) }
  }

  public var actionDelay: Double { timing.actionDelay }
  public var observationDelay: Double { timing.observationDelay }

  /// What the variant does not name is nominal.
  public init(_ variant: Variant, model: SimulationModel) {
    func value(_ parameter: Parameter) -> Double {
      let name = parameter.name(for: model.robot)
      return variant.parameters[name] ?? model.nominal.parameters[name] ?? 0
    }
    func vector(_ parameter: (Parameter.Axis) -> Parameter) -> Vector3 {
      Vector3(value(parameter(.x)), value(parameter(.y)), value(parameter(.z)))
    }
    links = model.links.map { index in
      let link = model.model.links[index].name
      return Link(
        mass: value(.mass(link: link)), lengthScale: value(.lengthScale(link: link)),
        inertiaScale: value(.inertiaScale(link: link)), centre: vector { .centre(link: link, axis: $0) },
        payload: value(.payload(link: link)),
        sizeScale: model.model.links[index].collisions.isEmpty ? 1 : value(.sizeScale(link: link)))
    }
    joints = model.robot.joints.map { joint in
      Joint(damping: value(.damping(joint: joint.name)), friction: value(.friction(joint: joint.name)))
    }
    actuators = model.robot.actuators.map { actuator in
      let joint = model.robot.joints[actuator.joint].name
      return Actuator(
        strength: value(.strength(joint: joint)), rotorInertia: value(.rotorInertia(joint: joint)),
        backlash: value(.backlash(joint: joint)),
        stiffnessScale: actuator.quantity == .position ? value(.servoStiffness(joint: joint)) : 1,
        dampingScale: actuator.servo == nil ? 1 : value(.servoDamping(joint: joint)))
    }
    let interface = model.robot.interface(period: 1)
    sensors = interface.sensors.indices.map { index in
      let sensor = interface.sensorName(index)
      return Sensor(
        noise: value(.noise(sensor: sensor)), bias: value(.bias(sensor: sensor)),
        biasWalk: value(.biasWalk(sensor: sensor)), latency: value(.latency(sensor: sensor)),
        dropout: value(.dropout(sensor: sensor)))
    }
    objects = model.objects.map { object in
      Object(
        mass: value(.objectMass(object: object.name)), sizeScale: value(.objectSize(object: object.name)),
        friction: value(.objectFriction(object: object.name)),
        restitution: value(.objectRestitution(object: object.name)),
        push: vector { .objectPush(object: object.name, axis: $0) })
    }
    goals = model.goals.map { value(.goal(name: $0.name)) }
    timing = Timing(
      actionDelay: value(.actionDelay), observationDelay: value(.observationDelay),
      periodJitter: value(.periodJitter), actionJitter: value(.actionJitter),
      observationJitter: value(.observationJitter), actionLoss: value(.actionLoss),
      observationLoss: value(.observationLoss))
    ground = Ground(
      friction: value(.contactFriction), restitution: value(.contactRestitution), slope: value(.slope),
      stepHeight: value(.stepHeight), pattern: value(.stepPattern).rounded(.down))
    push = model.robot.base == .fixed ? .zero : vector { .push(axis: $0) }
    gravity = value(.gravity)
  }

  /// The same physics as a planner foresees it: no noise, bias, loss or lateness, and the whole delay on the commands,
  /// since only the sum of both can be told from readings.
  public var foreseen: PhysicalParameters {
    var parameters = self
    for i in sensors.indices { parameters.sensors[i] = Sensor(noise: 0, bias: 0, biasWalk: 0, latency: 0, dropout: 0) }
    parameters.timing = Timing(
      actionDelay: actionDelay + observationDelay, observationDelay: 0, periodJitter: 0, actionJitter: 0,
      observationJitter: 0, actionLoss: 0, observationLoss: 0)
    return parameters
  }
}
