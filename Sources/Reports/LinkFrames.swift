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

  /// The model's configuration. A joint that nobody measures follows the one that it mimics, or stands where it starts.
  ///
  /// - Parameter positions: m or rad.     (joints)
  /// - Returns: (movingJoints)
  public func configuration(_ positions: [Double]) -> [Double] {
    var all = model.joints.map(\.startPosition)
    for (joint, place) in zip(model.movingJoints, places) where place != nil { all[joint] = positions[place!] }
    for (joint, place) in zip(model.movingJoints, places) where place == nil {
      if let mimic = model.joints[joint].mimic { all[joint] = mimic.position(following: all[mimic.joint]) }
    }
    return model.movingJoints.map { all[$0] }
  }

  /// Each link's frame in the world.                                                   (links)
  ///
  /// - Parameter base: the root's frame in the world; nil: where the model places it.
  public func poses(at positions: [Double], base: Pose? = nil) -> [Pose] {
    model.linkPoses(at: configuration(positions), base: base)
  }

  /// The name of the frame that the root is placed in.
  public static let world = "world"

  /// What `/tf` says of a tick: the root in the world, each moving link in its parent, then what is free beside them.
  ///
  /// - Parameter poses: of the links and the free links in the world.     (links + free links)
  public func transforms(_ poses: [Pose]) -> [FrameTransform] {
    let name = model.links[model.rootIndex].name
    let root = FrameTransform(parent: Self.world, child: name, pose: poses[model.rootIndex])
    let moving = model.movingJoints.map { index in
      let joint = model.joints[index]
      return transform(of: joint, pose: poses[joint.child].seen(from: poses[joint.parent]))
    }
    let parent = model.freeLinkParent
    let origin = parent == name ? poses[model.rootIndex] : Pose()
    let free = model.freeLinks.enumerated().map { k, link in
      FrameTransform(parent: parent, child: link.name, pose: poses[model.links.count + k].seen(from: origin))
    }
    return (name == Self.world ? [] : [root]) + moving + free
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
  /// - Returns: (links + free links)
  public func poses(from transforms: [FrameTransform]) -> [Pose] {
    var own: [String: FrameTransform] = [:]
    for transform in transforms { own[transform.child] = transform }
    var poses = model.links.map { _ in Pose() }
    poses[model.rootIndex] = own[model.links[model.rootIndex].name]?.pose ?? model.rootPose
    for joint in model.joints {
      let (parent, child) = (model.links[joint.parent].name, model.links[joint.child].name)
      let transform = own[child].flatMap { $0.parent == parent ? $0 : nil }
      poses[joint.child] = poses[joint.parent] * (transform?.pose ?? joint.origin)
    }
    let parent = model.freeLinkParent
    let origin = parent == model.links[model.rootIndex].name ? poses[model.rootIndex] : Pose()
    return poses + model.freeLinks.map { origin * (own[$0.name]?.pose ?? Pose()) }
  }
}

extension Pose {
  /// This pose with another one as its origin.
  fileprivate func seen(from other: Pose) -> Pose {
    let back = other.rotation.transposed
    return Pose(position: back * (position - other.position), rotation: back * rotation)
  }
}
