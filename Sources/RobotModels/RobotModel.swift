public import Mathematics
public import Robots

/// A robot's bodies, joints and shapes: a tree of links, as its model file (URDF) describes it.
public struct RobotModel: Sendable, Equatable {
  public var name: String
  /// The file it was read from, as sentences to people name it.
  public var file: String
  /// In the order of the file.
  public var links: [Link]
  /// From the root outward: a joint's parent link is the root or the child of an earlier joint.
  public var joints: [Joint]
  /// Index into `links` of the tree's root, which is fixed to the world.
  public var rootIndex: Int
  /// What the file holds and this program does not use, with its place.
  public var warnings: [InputError]

  public init(
    name: String, file: String, links: [Link], joints: [Joint], rootIndex: Int, warnings: [InputError] = []
  ) {
    self.name = name
    self.file = file
    self.links = links
    self.joints = joints
    self.rootIndex = rootIndex
    self.warnings = warnings
  }

  public struct Link: Sendable, Equatable {
    public var name: String
    /// Line in the model file.
    public var line: Int
    /// Nil for a mere frame.
    public var inertial: Inertial?
    public var visuals: [Shape]
    public var collisions: [Shape]

    public init(
      name: String, line: Int = 0, inertial: Inertial? = nil, visuals: [Shape] = [], collisions: [Shape] = []
    ) {
      self.name = name
      self.line = line
      self.inertial = inertial
      self.visuals = visuals
      self.collisions = collisions
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

  /// A geometric primitive, its axes those of `origin` in the link's frame.
  public struct Shape: Sendable, Equatable {
    public enum Geometry: Sendable, Equatable {
      /// Full side lengths, m.
      case box(size: Vector3)
      /// Along z, m.
      case cylinder(radius: Double, length: Double)
      case sphere(radius: Double)
    }

    public var name: String?
    public var origin: Pose
    public var geometry: Geometry

    public init(name: String? = nil, origin: Pose = Pose(), geometry: Geometry) {
      self.name = name
      self.origin = origin
      self.geometry = geometry
    }
  }

  public struct Joint: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable { case revolute, continuous, prismatic, fixed }

    public var name: String
    /// Line in the model file.
    public var line: Int
    public var kind: Kind
    /// Index into `links`.
    public var parent: Int
    /// Index into `links`.
    public var child: Int
    /// Of the child's frame in the parent's, at position 0.
    public var origin: Pose
    /// Unit vector in the child's frame.
    public var axis: Vector3
    /// Limits of the position, m or rad; infinite for a continuous joint.
    public var lower: Double
    public var upper: Double
    /// Limit of the effort, N or N·m; infinite when the file gives none.
    public var effort: Double
    /// Limit of the speed, m/s or rad/s; infinite when the file gives none.
    public var velocity: Double
    /// N·s/m or N·m·s/rad
    public var damping: Double
    /// Dry friction, N or N·m.
    public var friction: Double

    public init(
      name: String, line: Int = 0, kind: Kind, parent: Int, child: Int, origin: Pose = Pose(),
      axis: Vector3 = Vector3(1, 0, 0), lower: Double = -.infinity, upper: Double = .infinity,
      effort: Double = .infinity, velocity: Double = .infinity, damping: Double = 0, friction: Double = 0
    ) {
      self.name = name
      self.line = line
      self.kind = kind
      self.parent = parent
      self.child = child
      self.origin = origin
      self.axis = axis
      self.lower = lower
      self.upper = upper
      self.effort = effort
      self.velocity = velocity
      self.damping = damping
      self.friction = friction
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
    return links.indices.filter { bodies[$0] != rootIndex && links[$0].inertial != nil }
  }
}
