public import Control
import Foundation
import Mathematics
import Physics
public import RobotModels
public import Robots
public import Scenarios

/// The constant part of a simulated robot: its description, its mechanism and the names of its parameters.
public struct SimulationModel: Sendable {
  public let robot: RobotDescription
  public let model: RobotModel
  /// Free bodies beside the robot; the mechanism has them behind the robot's bodies.
  public let objects: [FreeObject]
  public let goals: [Scenario.Goal]
  public let truths: [ControlInterface.Sensor]
  /// Every parameter that can be randomized, in a fixed order.
  public let parameters: [Parameter]
  /// Every parameter at its nominal value.
  public let nominal: Variant
  /// Indices into the model's links: those whose masses and lengths are parameters.
  let links: [Int]
  /// For each joint of the robot's interface, the mechanism's joint.
  package let mechanismJoints: [Int]
  /// For each link, the mechanism's body that it belongs to; nil for what the world holds.
  package let bodyOfLink: [Int?]
  /// Bodies of the robot.
  let bodyCount: Int
  /// Of bodies that are merged with their parents: the model's joint between the two.
  let mergingJoint: [Int: Int]
  /// What each link's collision shapes are to the physics.                      (links, shapes)
  let surfaces: [[Mechanism.Shape.Geometry]]
  let worldSurfaces: [Mechanism.Shape.Geometry]  // (world shapes)
  let excludedPairs: [Mechanism.BodyPair]
  /// Joints that follow others, by the mechanism's numbers.
  let followers: [Follower]
  /// Whether some variant has steps in its ground, which then is a field of heights in all of them.
  let hasSteps: Bool

  struct Follower: Sendable {
    var joint: Int
    var leader: Int
    var mimic: RobotModel.Mimic
  }

  /// - Parameters:
  ///   - objects: free bodies beside the robot; their trackers are among the robot's sensors.
  ///   - goals: what the operator asks for, as the last values of a reading.
  ///   - truths: quantities without a sensor that a scenario looks at.
  ///   - hasSteps: whether some variant has steps in its ground.
  /// - Throws: ``InputError`` when the robot's file and its model disagree, and for a mesh that cannot be read.
  public init(
    robot: RobotDescription, model: RobotModel, objects: [FreeObject] = [], goals: [Scenario.Goal] = [],
    truths: [ControlInterface.Sensor] = [], hasSteps: Bool = false
  ) throws(InputError) {
    try model.check(against: robot)
    self.robot = robot
    self.model = model
    self.objects = objects
    self.goals = goals
    self.truths = truths
    self.hasSteps = hasSteps
    links = model.movingLinks
    parameters = Parameter.all(of: robot, model: model, objects: objects, goals: goals)
    nominal = Variant.nominal(of: robot, model: model, objects: objects, goals: goals)

    let first = model.base == .floating ? 1 : 0
    let moving = model.movingJoints
    let bodies = model.bodies
    bodyOfLink = bodies.map { body in
      body == model.rootIndex ? (first == 1 ? 0 : nil) : moving.firstIndex { model.joints[$0].child == body }! + first
    }
    bodyCount = moving.count + first
    func place(_ joint: Int) -> Int { moving.firstIndex(of: joint)! + first }
    mechanismJoints = robot.joints.map { joint in place(model.jointIndex(named: joint.name)!) }
    followers = moving.compactMap { joint in
      model.joints[joint].mimic.map { Follower(joint: place(joint), leader: place($0.joint), mimic: $0) }
    }
    mergingJoint = try Self.merging(robot.mergedLinks, model, bodyOfLink)
    surfaces = try Self.surfaces(of: model, as: robot.contact.meshes)
    var world: [Mechanism.Shape.Geometry] = []
    for shape in model.worldShapes { world.append(try Self.surface(of: shape.geometry, as: robot.contact.meshes)) }
    worldSurfaces = world
    excludedPairs = try Self.excludedPairs(of: model, robot, bodyOfLink)
    try checkLinkSensors()
  }

  /// Reads the robot's model file.
  public init(robot: RobotDescription) throws(InputError) {
    try self.init(robot: robot, model: try RobotModel(of: robot))
  }

  /// A scenario's robot, with what the scenario asks for and looks at.
  public init(of scenario: Scenario) throws(InputError) {
    let steps = Parameter.stepHeight.name(for: scenario.robot)
    try self.init(
      robot: scenario.robot, model: try RobotModel(of: scenario.robot), objects: scenario.objects, goals: scenario.goals,
      truths: scenario.truths,
      hasSteps: ([scenario.training] + scenario.heldOut + scenario.curriculum.map(\.scenario.training)).contains {
        $0.randomizations.contains { $0.field == steps }
      })
  }

  /// The robot's interface with the goals behind its sensors.
  public func interface(period: Double) -> ControlInterface {
    var interface = robot.interface(period: period)
    interface.sensors += goals.map { .goal($0.name, unit: $0.unit) }
    return interface
  }

  /// Whether the model's shapes have bits of their own for what they touch.
  var isMJCF: Bool { robot.model.hasSuffix(".xml") }

  public var isFloating: Bool { model.base == .floating }

  /// Where a floating robot's root rests.
  var restPose: Pose {
    guard case .floating(let height) = robot.base else { return model.rootPose }
    return Pose(position: Vector3(0, 0, height), rotation: model.rootPose.rotation)
  }

  /// Whether something that moves can touch something else.
  var hasMovingShapes: Bool {
    !objects.isEmpty || model.links.indices.contains { bodyOfLink[$0] != nil && !surfaces[$0].isEmpty }
  }

  private static func surfaces(
    of model: RobotModel, as meshes: RobotDescription.Contact.Meshes
  ) throws(InputError) -> [[Mechanism.Shape.Geometry]] {
    var surfaces: [[Mechanism.Shape.Geometry]] = []
    for link in model.links {
      var own: [Mechanism.Shape.Geometry] = []
      for shape in link.collisions { own.append(try surface(of: shape.geometry, as: meshes)) }
      surfaces.append(own)
    }
    return surfaces
  }

  static func surface(
    of geometry: RobotModel.Shape.Geometry, as meshes: RobotDescription.Contact.Meshes
  ) throws(InputError) -> Mechanism.Shape.Geometry {
    switch geometry {
    case .box(let size): return .box(size: size)
    case .cylinder(let radius, let length): return .cylinder(radius: radius, length: length)
    case .sphere(let radius): return .sphere(radius: radius)
    case .capsule(let radius, let length): return .capsule(radius: radius, length: length)
    case .mesh(let mesh):
      switch meshes {
      case .hull: return .hull(points: try mesh.hull().vertices)
      case .trimesh:
        let surface = try mesh.surface()
        return .mesh(points: surface.vertices, triangles: surface.triangles.flatMap { [Int($0.x), Int($0.y), Int($0.z)] })
      }
    }
  }

  private static func excludedPairs(
    of model: RobotModel, _ robot: RobotDescription, _ bodyOfLink: [Int?]
  ) throws(InputError) -> [Mechanism.BodyPair] {
    var pairs = model.contactExclusions.map { ($0.first, $0.second) }
    for names in robot.contact.excluded {
      var indices: [Int] = []
      for name in names {
        guard let index = model.linkIndex(named: name) else {
          throw InputError(
            file: model.file, key: name,
            problem: "robot.yaml excludes contacts of this link and the model has no such link; "
              + NearestName.mend(name, in: model.links.map(\.name)))
        }
        indices.append(index)
      }
      pairs.append((indices[0], indices[1]))
    }
    return pairs.compactMap { first, second in
      guard let a = bodyOfLink[first], let b = bodyOfLink[second], a != b else { return nil }
      return Mechanism.BodyPair(a, b)
    }
  }

  private static func merging(
    _ names: [String], _ model: RobotModel, _ bodyOfLink: [Int?]
  ) throws(InputError) -> [Int: Int] {
    var merging: [Int: Int] = [:]
    for name in names {
      func fault(_ problem: String) -> InputError { InputError(file: model.file, key: name, problem: problem) }
      guard let link = model.linkIndex(named: name) else {
        throw fault(
          "robot.yaml merges this link and the model has no such link; "
            + NearestName.mend(name, in: model.links.map(\.name)))
      }
      guard let body = bodyOfLink[link], let joint = model.movingJoints.first(where: { model.joints[$0].child == link }),
        bodyOfLink[model.joints[joint].parent] != nil
      else { throw fault("robot.yaml merges this link and no joint hangs it on a link that moves; leave it out there") }
      let others = model.links.indices.filter { bodyOfLink[$0] == body }
      guard others.allSatisfy({ model.links[$0].collisions.isEmpty }) else {
        throw fault("robot.yaml merges this link and it has a collision shape; leave it out there or remove the shape")
      }
      merging[body] = joint
    }
    return merging
  }

  private func checkLinkSensors() throws(InputError) {
    let seen = (robot.sensors.map(\.sensor) + truths).compactMap { if case .link(let link, _) = $0 { link } else { nil } }
    for link in seen + objects.compactMap(\.link) {
      if let body = model.linkIndex(named: link).flatMap({ bodyOfLink[$0] }), mergingJoint[body] != nil {
        throw InputError(
          file: model.file, key: link,
          problem: "robot.yaml merges this link and something looks at its motion; leave it out of merged_links")
      }
    }
    for link in seen where model.linkIndex(named: link) == nil {
      throw InputError(
        file: model.file, key: link,
        problem: "a sensor is on this link and the model has no such link; "
          + NearestName.mend(link, in: model.links.map(\.name)))
    }
  }
}
