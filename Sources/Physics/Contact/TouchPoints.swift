import Mathematics

/// A shape as the ground feels it: points with a radius, in the body's frame (at its centre of mass).
struct TouchPoints {
  /// Where the points are in the list of all shapes' points.
  private(set) var range = 0..<0
  private(set) var radius = 0.0
  /// A cylinder's rims depend on which way is down: centre, unit axis, radius and half length.
  private var rims: (centre: Vector3, axis: Vector3, radius: Double, half: Double)?
  /// normal · p ≤ distance for every point p of a box or a hull.
  private(set) var faces: [(normal: Vector3, distance: Double)] = []
  private var isHull = false
  /// A ball that holds the shape.
  private(set) var centre = Vector3.zero
  private(set) var reach = 0.0

  /// - Parameters:
  ///   - pose: of the shape in the body's frame.
  ///   - all: all shapes' points, to which its own are added.
  init(_ geometry: Mechanism.Shape.Geometry, at pose: Pose, addingTo all: inout [Vector3]) {
    var points: [Vector3] = []
    centre = pose.position
    switch geometry {
    case .sphere(let radius):
      points = [pose.position]
      (self.radius, reach) = (radius, radius)
    case .capsule(let radius, let length):
      let arm = pose.rotation * Vector3(0, 0, length / 2)
      points = [pose.position - arm, pose.position + arm]
      self.radius = radius
      reach = radius + length / 2
    case .box(let size):
      for x in [-0.5, 0.5] { for y in [-0.5, 0.5] { for z in [-0.5, 0.5] {
        points.append(pose.position + pose.rotation * (size * Vector3(x, y, z)))
      } } }
      reach = size.length / 2
      let (x, y, z) = pose.rotation.transposed.rows
      for (axis, width) in [(x, size.x), (y, size.y), (z, size.z)] {
        for normal in [axis, -axis] { faces.append((normal, normal.dot(pose.position) + width / 2)) }
      }
    case .cylinder(let radius, let length):
      rims = (pose.position, pose.rotation * Vector3(0, 0, 1), radius, length / 2)
      points = [Vector3](repeating: pose.position, count: 8)
      reach = (radius * radius + length * length / 4).squareRoot()
    case .hull(let corners), .mesh(let corners, _):
      points = corners.map { pose.position + pose.rotation * $0 }
      centre = points.reduce(.zero, +) / Double(points.count)
      reach = points.reduce(0) { max($0, ($1 - centre).length) }
      if case .hull = geometry {
        isHull = true
        faces = ConvexHull(points).planes
      }
    }
    range = all.count..<all.count + points.count
    all += points
  }

  /// Whether the engine finds only one point where these two touch: then ``ContactSolver`` looks for the others.
  func needsPatch(with other: TouchPoints) -> Bool { (isHull || other.isHull) && !faces.isEmpty && !other.faces.isEmpty }

  /// Whether a point of the body's frame lies in the shape, or within a tolerance of it.
  func holds(_ p: Vector3, tolerance: Double) -> Bool {
    for face in faces where face.normal.dot(p) > face.distance + tolerance { return false }
    return true
  }

  /// Puts a cylinder's points where its rims are lowest, highest and between.
  ///
  /// - Parameter up: in the body's frame.
  func turnRims(up: Vector3, _ points: inout [Vector3]) {
    guard let rims else { return }
    var down = rims.axis * rims.axis.dot(up) - up
    let length = down.length
    down = length > 1e-6 ? down / length : rims.axis.across
    let side = rims.axis.cross(down)
    for k in 0..<2 {
      let sign = k == 0 ? -1.0 : 1
      let first = range.lowerBound + 4 * k
      let middle = rims.centre + rims.axis * (sign * rims.half)
      points[first] = middle + down * rims.radius
      points[first + 1] = middle - down * rims.radius
      points[first + 2] = middle + side * rims.radius
      points[first + 3] = middle - side * rims.radius
    }
  }
}
