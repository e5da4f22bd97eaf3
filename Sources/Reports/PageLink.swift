import Mathematics
import RobotModels

/// A link's shapes as the page draws them.
struct PageLink: Encodable {
  var name: String
  /// Whether it stands still in the world.
  var isFixed: Bool
  /// Moving joints between it and the root: links at the same depth have the same paint.
  var depth: Int
  var shapes: [Shape]

  struct Shape: Encodable {
    /// `box`, `cylinder`, `sphere`, `capsule` or `mesh`; the script has a builder for each.
    var kind: String
    /// Side lengths; or radius and length; of a mesh, its number.
    var size: [Double]
    /// In the link's frame, m.
    var position: [Double]
    /// w, x, y, z
    var rotation: [Double]
    /// Red, green, blue, 0 … 1; null: the page chooses.
    var colour: [Double]?
  }

  /// The links that can be seen.
  static func shown(_ model: RobotModel) -> [Int] {
    model.links.indices.filter { !shapes(of: model.links[$0]).isEmpty }
  }

  /// What is drawn of a link: what is meant to be seen, else what it touches with.
  private static func shapes(of link: RobotModel.Link) -> [RobotModel.Shape] {
    link.visuals.isEmpty ? link.collisions : link.visuals
  }

  /// - Parameters:
  ///   - index: of a link, or behind those of a free link.
  ///   - isFree: whether the robot's root moves in the world.
  init(_ index: Int, of model: RobotModel, isFree: Bool, meshes: inout PageMeshes) {
    guard index < model.links.count else {
      let link = model.freeLinks[index - model.links.count]
      self.init(name: link.name, isFixed: false, shapes: Self.shapes(of: link), meshes: &meshes)
      return
    }
    let link = model.links[index]
    self.init(
      name: link.name, isFixed: !isFree && model.bodies[index] == model.rootIndex,
      depth: Self.depth(index, in: model), shapes: Self.shapes(of: link), meshes: &meshes)
  }

  private static func depth(_ link: Int, in model: RobotModel) -> Int {
    guard let joint = model.joints.first(where: { $0.child == link }) else { return 0 }
    return depth(joint.parent, in: model) + (joint.kind == .fixed ? 0 : 1)
  }

  /// - Parameter shapes: those that cannot be read, such as a mesh that is missing by now, are left out.
  init(name: String, isFixed: Bool, depth: Int = 0, shapes: [RobotModel.Shape], meshes: inout PageMeshes) {
    (self.name, self.isFixed, self.depth) = (name, isFixed, depth)
    self.shapes = []
    for shape in shapes {
      if let shape = Shape(shape, meshes: &meshes) { self.shapes.append(shape) }
    }
  }
}

extension PageLink.Shape {
  init?(_ shape: RobotModel.Shape, meshes: inout PageMeshes) {
    let (p, q) = (shape.origin.position, shape.origin.rotation.quaternion)
    position = [p.x, p.y, p.z]
    rotation = [q[0], q[1], q[2], q[3]]
    colour = shape.color.map { [$0.x, $0.y, $0.z] }
    switch shape.geometry {
    case .box(let sides): (kind, size) = ("box", [sides.x, sides.y, sides.z])
    case .cylinder(let radius, let length): (kind, size) = ("cylinder", [radius, length])
    case .sphere(let radius): (kind, size) = ("sphere", [radius])
    case .capsule(let radius, let length): (kind, size) = ("capsule", [radius, length])
    case .mesh(let mesh):
      guard let number = meshes.number(of: mesh) else { return nil }
      (kind, size) = ("mesh", [Double(number)])
    }
  }
}
