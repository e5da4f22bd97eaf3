import Mathematics
import RobotModels

/// A link's shapes as the page draws them.
struct PageLink: Encodable {
  var name: String
  /// Whether it stands still in the world.
  var isFixed: Bool
  var shapes: [Shape]

  struct Shape: Encodable {
    /// `box`, `cylinder`, `sphere` …; the script has a builder for each.
    var kind: String
    /// Side lengths; or radius and length.
    var size: [Double]
    /// In the link's frame, m.
    var position: [Double]
    /// w, x, y, z
    var rotation: [Double]
  }

  /// The links that can be seen.
  static func shown(_ model: RobotModel) -> [Int] {
    model.links.indices.filter { !shapes(of: model.links[$0]).isEmpty }
  }

  /// What is drawn of a link: what is meant to be seen, else what it touches with.
  private static func shapes(of link: RobotModel.Link) -> [RobotModel.Shape] {
    link.visuals.isEmpty ? link.collisions : link.visuals
  }

  init(_ index: Int, of model: RobotModel) {
    let link = model.links[index]
    name = link.name
    isFixed = model.bodies[index] == model.rootIndex
    shapes = Self.shapes(of: link).map(Shape.init)
  }
}

extension PageLink.Shape {
  init(_ shape: RobotModel.Shape) {
    let (p, q) = (shape.origin.position, shape.origin.rotation.quaternion)
    position = [p.x, p.y, p.z]
    rotation = [q[0], q[1], q[2], q[3]]
    switch shape.geometry {
    case .box(let sides): (kind, size) = ("box", [sides.x, sides.y, sides.z])
    case .cylinder(let radius, let length): (kind, size) = ("cylinder", [radius, length])
    case .sphere(let radius): (kind, size) = ("sphere", [radius])
    }
  }
}
