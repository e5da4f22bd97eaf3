public import Mathematics

/// Rigid bodies on joints, what they collide with, and the numbers that may change.
///
/// Body `i` hangs on joint `i`; parents come before their children. Link frames are the joints' frames: at position
/// zero the child's frame is `origin` in the parent's. Several joints may have no parent: each begins a tree of its
/// own, held by the world or floating.
///
/// A body of mass zero is a mere frame between joints that belong together, and costs nothing:
/// - two revolute joints whose axes cross at a right angle are a universal joint (lump a light link between them into
///   one of its neighbours);
/// - two or three prismatic joints at right angles, the first without a parent, let a body slide without turning;
/// - two prismatic joints and a revolute one, all at right angles and the first without a parent, leave a body free in
///   a plane; every other joint of such a mechanism must keep it in that plane.
public struct Mechanism: Sendable, Equatable {
  public var bodies: [Body]
  public var joints: [Joint]
  /// m/s², in the world's frame.
  public var gravity: Vector3
  public var terrain: Terrain
  /// Shapes that do not move, their poses in the world's frame; they collide with the bodies' shapes.
  public var obstacles: [Shape]
  /// Pairs of bodies whose shapes never collide; neighbours on a joint need no entry.
  public var excludedPairs: [BodyPair]

  /// - Precondition: one joint for each body, each after its parent.
  public init(
    bodies: [Body], joints: [Joint], gravity: Vector3 = Vector3(0, 0, -9.81), terrain: Terrain = Terrain(),
    obstacles: [Shape] = [], excludedPairs: [BodyPair] = []
  ) {
    precondition(bodies.count == joints.count, "each body hangs on one joint")
    for (i, joint) in joints.enumerated() { precondition(joint.parent ?? -1 < i, "a parent comes before its child") }
    self.bodies = bodies
    self.joints = joints
    self.gravity = gravity
    self.terrain = terrain
    self.obstacles = obstacles
    self.excludedPairs = excludedPairs
  }

  public struct BodyPair: Sendable, Equatable {
    public var first: Int
    public var second: Int

    public init(_ first: Int, _ second: Int) { (self.first, self.second) = (first, second) }
  }

  /// The pose of link `i` in the world's frame with every joint at zero and floating bodies at their joints' origins.
  public func linkPoseAtZero(_ i: Int) -> Pose {
    let joint = joints[i]
    return joint.parent.map { linkPoseAtZero($0) * joint.origin } ?? joint.origin
  }
}
