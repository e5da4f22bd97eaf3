public import Foundation
public import Mathematics
public import Robots

/// A robot's bodies, joints and shapes: a tree of links, as its model file (URDF or MJCF) describes it.
public struct RobotModel: Sendable, Equatable {
  public var name: String
  /// The file it was read from, as sentences to people name it.
  public var file: String
  /// In the order of the file.
  public var links: [Link]
  /// From the root outward: a joint's parent link is the root or the child of an earlier joint.
  public var joints: [Joint]
  /// Index into `links` of the tree's root.
  public var rootIndex: Int
  /// Whether the root is fixed to the world; most URDF files leave it open, and then it is.
  public var base: Base
  /// Where the root's frame is in the world when the robot is placed there.
  public var rootPose: Pose
  /// The drives that the file names (MJCF); empty where robot.yaml has them alone.
  public var actuators: [Actuator]
  /// Shapes that stand in the world beside the robot and do not move (MJCF).
  public var worldShapes: [Shape]
  /// Links that nothing holds, beside the robot: for files and pages that show them, not for the simulation.
  public var freeLinks: [Link] = []
  /// Endless planes of the world (MJCF).
  public var groundPlanes: [GroundPlane]
  /// Pairs of links that never touch each other, whatever their shapes' bits say.
  public var contactExclusions: [LinkPair]
  /// In the world's frame, m/s²; nil where the file says nothing of it.
  public var gravity: Vector3?
  /// The physics step that the file asks for, s; nil where it says nothing of it.
  public var timestep: Double?
  /// The files that it names and that were found, by the names that it gives them.
  public var references: [String: URL]
  /// What the file holds and this program does not use, with its place.
  public var warnings: [InputError]
  /// What the file says that keeps the model from being simulated, with its place; ``init(contentsOf:)`` throws the
  /// first of these and of ``bodyFaults``.
  public var faults: [InputError]

  public init(
    name: String, file: String, links: [Link], joints: [Joint], rootIndex: Int, base: Base = .fixed,
    rootPose: Pose = Pose(), actuators: [Actuator] = [], worldShapes: [Shape] = [], groundPlanes: [GroundPlane] = [],
    contactExclusions: [LinkPair] = [], gravity: Vector3? = nil, timestep: Double? = nil,
    references: [String: URL] = [:], warnings: [InputError] = [], faults: [InputError] = []
  ) {
    self.name = name
    self.file = file
    self.links = links
    self.joints = joints
    self.rootIndex = rootIndex
    self.base = base
    self.rootPose = rootPose
    self.actuators = actuators
    self.worldShapes = worldShapes
    self.groundPlanes = groundPlanes
    self.contactExclusions = contactExclusions
    self.gravity = gravity
    self.timestep = timestep
    self.references = references
    self.warnings = warnings
    self.faults = faults
  }

  public enum Base: String, Sendable, CaseIterable { case fixed, floating }

  public struct Link: Sendable, Equatable {
    public var name: String
    /// Line in the model file.
    public var line: Int
    /// Nil for a mere frame.
    public var inertial: Inertial?
    public var visuals: [Shape]
    public var collisions: [Shape]
    /// Whether it stands for no part of the robot, only for the place between two joints of one body: MJCF's several
    /// joints in a body, URDF's planar joint and its links without mass between two joints. It has no mass and no shape.
    public var isIntermediate: Bool

    public init(
      name: String, line: Int = 0, inertial: Inertial? = nil, visuals: [Shape] = [], collisions: [Shape] = [],
      isIntermediate: Bool = false
    ) {
      self.name = name
      self.line = line
      self.inertial = inertial
      self.visuals = visuals
      self.collisions = collisions
      self.isIntermediate = isIntermediate
    }
  }

  public struct Inertial: Sendable, Equatable {
    /// kg
    public var mass: Double
    /// Of the centre of mass and the inertia's axes in the link's frame.
    public var origin: Pose
    /// About the centre of mass, along the axes of `origin`.
    public var inertia: Inertia

    public init(mass: Double, origin: Pose, inertia: Inertia) {
      self.mass = mass
      self.origin = origin
      self.inertia = inertia
    }
  }

  /// Two links, indices into ``links``.
  public struct LinkPair: Sendable, Equatable {
    public var first: Int
    public var second: Int

    public init(_ first: Int, _ second: Int) {
      self.first = first
      self.second = second
    }
  }
}

extension RobotModel {
  public func linkIndex(named name: String) -> Int? { links.firstIndex { $0.name == name } }
  public func jointIndex(named name: String) -> Int? { joints.firstIndex { $0.name == name } }

  /// For each link, the link that moves it along: itself below a moving joint, else its parent's.   (links)
  ///
  /// Links that `fixed` joints hold together form one rigid body.
  public var bodies: [Int] {
    var bodies = Array(links.indices)
    for joint in joints where joint.kind == .fixed { bodies[joint.child] = bodies[joint.parent] }
    return bodies
  }

  /// The links with a mass that move, in the order of the file; their masses and lengths are parameters.
  public var movingLinks: [Int] {
    let bodies = bodies
    return links.indices.filter { (bodies[$0] != rootIndex || base == .floating) && links[$0].inertial != nil }
  }
}
