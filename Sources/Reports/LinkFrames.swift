public import Logs
public import Mathematics
public import RobotModels

/// Where a robot's links are, from the positions of the joints that a control interface names.
public struct LinkFrames: Sendable {
  public let model: RobotModel
  /// For each moving joint of the model, its place among the given joints; nil where nobody measures it.
  private let places: [Int?]

  /// - Parameter joints: names, in the order in which positions will come.
  public init(_ model: RobotModel, joints: [String]) {
    self.model = model
    places = model.movingJoints.map { joints.firstIndex(of: model.joints[$0].name) }
  }

  /// The model's configuration; a joint that nobody measures stands at 0.             (movingJoints)
  ///
  /// - Parameter positions: m or rad.     (joints)
  public func configuration(_ positions: [Double]) -> [Double] { places.map { $0.map { positions[$0] } ?? 0 } }

  /// Each link's frame in the world.                                                   (links)
  ///
  /// - Parameter base: the root's frame in the world.
  public func poses(at positions: [Double], base: Pose = Pose()) -> [Pose] {
    model.linkPoses(at: configuration(positions), base: base)
  }

  /// The name of the frame that the root is placed in.
  public static let world = "world"

  /// What `/tf` says of a tick: the root in the world, then each moving link in its parent.
  public func transforms(at positions: [Double], base: Pose = Pose()) -> [FrameTransform] {
    let root = FrameTransform(parent: Self.world, child: model.links[model.rootIndex].name, pose: base)
    return [root] + zip(model.movingJoints, configuration(positions)).map { index, position in
      let joint = model.joints[index]
      return transform(of: joint, pose: joint.origin * joint.motion(position))
    }
  }

  /// What `/tf_static` says once: the links that do not move in their parents.
  public var fixedTransforms: [FrameTransform] {
    model.joints.filter { $0.kind == .fixed }.map { transform(of: $0, pose: $0.origin) }
  }

  private func transform(of joint: RobotModel.Joint, pose: Pose) -> FrameTransform {
    FrameTransform(parent: model.links[joint.parent].name, child: model.links[joint.child].name, pose: pose)
  }

  /// Each link's frame in the world, out of transforms; a link that they leave out stands where it is at position 0.
  ///
  /// - Returns: (links)
  public func poses(from transforms: [FrameTransform]) -> [Pose] {
    var own: [String: FrameTransform] = [:]
    for transform in transforms { own[transform.child] = transform }
    var poses = model.links.map { _ in Pose() }
    poses[model.rootIndex] = own[model.links[model.rootIndex].name]?.pose ?? Pose()
    for joint in model.joints {
      let (parent, child) = (model.links[joint.parent].name, model.links[joint.child].name)
      let transform = own[child].flatMap { $0.parent == parent ? $0 : nil }
      poses[joint.child] = poses[joint.parent] * (transform?.pose ?? joint.origin)
    }
    return poses
  }
}
