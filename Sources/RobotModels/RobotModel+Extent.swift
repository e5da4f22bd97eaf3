public import Mathematics
public import Robots

extension RobotModel {
  /// The height of the lowest point of all shapes for contacts above the world's plane z = 0, m; nil without shapes.
  ///
  /// - Parameter base: the root's frame in the world; nil: ``rootPose``.
  /// - Throws: ``InputError`` for a mesh that cannot be read.
  public func lowestPoint(at positions: [Double], base: Pose? = nil) throws(InputError) -> Double? {
    let poses = linkPoses(at: positions, base: base)
    var lowest: Double?
    for (link, pose) in zip(links, poses) {
      for shape in link.collisions {
        let frame = pose * shape.origin
        let down = -(frame.rotation.rows.2)  // the world's −z along the shape's axes
        let depth = try shape.geometry.reach(along: down)
        lowest = min(lowest ?? .infinity, frame.position.z - depth)
      }
    }
    return lowest
  }
}

extension RobotModel.Shape.Geometry {
  /// How far the form reaches from its origin along a direction: its support function, m.
  ///
  /// - Parameter d: a unit vector along the shape's axes.
  public func reach(along d: Vector3) throws(InputError) -> Double {
    switch self {
    case .sphere(let r): return r
    case .capsule(let r, let length): return r + abs(d.z) * length / 2
    case .cylinder(let r, let length): return r * max(0, 1 - d.z * d.z).squareRoot() + abs(d.z) * length / 2
    case .box(let size): return (abs(d.x) * size.x + abs(d.y) * size.y + abs(d.z) * size.z) / 2
    case .mesh(let mesh): return try mesh.surface().vertices.reduce(-.infinity) { max($0, $1.dot(d)) }
    }
  }
}
