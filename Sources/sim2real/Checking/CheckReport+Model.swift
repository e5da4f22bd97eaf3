import Mathematics
import RobotModels

extension CheckReport {
  init(model: RobotModel) {
    file = model.file
    name = model.name
    base = model.base.rawValue
    totalMassKg = model.totalMass
    links = model.links.filter { !$0.isIntermediate }.map(Link.init)
    let efforts = zip(model.movingJoints, model.gravityEfforts(at: model.startPositions, gravity: model.gravity ?? Vector3(0, 0, -9.81)))
    joints = efforts.map { Joint(model.joints[$0], effort: $1, in: model) }
    actuators = model.actuators.map { actuator in
      Actuator(
        name: actuator.name, joint: model.joints[actuator.joint].name, kind: Self.kind(actuator.kind),
        gear: actuator.gear, effortLimit: actuator.effortLimit.ifFinite)
    }
    groundPlanes = model.groundPlanes.count
    worldShapes = model.worldShapes.count
    warnings = model.warnings.map(Finding.init)
    doubts = model.doubts.map(Finding.init)
    faults = (model.faults + model.bodyFaults + model.meshFaults).map(Finding.init)
    self.model = model
  }

  private static func kind(_ kind: RobotModel.Actuator.Kind) -> String {
    switch kind {
    case .motor: "motor"
    case .position: "position servo"
    case .velocity: "velocity servo"
    }
  }
}

extension CheckReport.Link {
  init(_ link: RobotModel.Link) {
    name = link.name
    massKg = link.inertial?.mass
    centreOfMassM = link.inertial.map { [$0.origin.position.x, $0.origin.position.y, $0.origin.position.z] }
    principalMomentsKgM2 = link.inertial.map { inertial in
      let moments = inertial.inertia.principalMoments
      return [moments.x, moments.y, moments.z]
    }
    collisions = link.collisions.map { Self.form($0.geometry) }
    visuals = link.visuals.map { Self.form($0.geometry) }
  }

  static func form(_ geometry: RobotModel.Shape.Geometry) -> String {
    switch geometry {
    case .box: "box"
    case .cylinder: "cylinder"
    case .sphere: "sphere"
    case .capsule: "capsule"
    case .mesh: "mesh"
    }
  }
}

extension CheckReport.Joint {
  init(_ joint: RobotModel.Joint, effort: Double, in model: RobotModel) {
    name = joint.name
    kind = joint.kind.rawValue
    unit = joint.kind == .prismatic ? "m" : "rad"
    parent = model.links[joint.parent].name
    child = model.links[joint.child].name
    lowerLimit = joint.lower.ifFinite
    upperLimit = joint.upper.ifFinite
    effortLimit = joint.effort.ifFinite
    velocityLimit = joint.velocity.ifFinite
    damping = joint.damping
    friction = joint.friction
    armature = joint.armature
    stiffness = joint.stiffness
    mimics = joint.mimic.map { model.joints[$0.joint].name }
    gravityEffort = effort
  }
}

extension Double {
  var ifFinite: Double? { isFinite ? self : nil }
}
