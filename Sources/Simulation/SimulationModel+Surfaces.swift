import Foundation
import Mathematics
import Physics
import RobotModels
import Robots

/// What a robot touches the world with, and what it stands on.
extension SimulationModel {
  /// The collision shapes of a link in its body's frame.
  ///
  /// - Parameters:
  ///   - scale: of the link's geometry, where its shapes are included.
  ///   - size: of the shapes alone, about their own centres.
  func shapes(
    of link: Int, pose: Pose, scale: Double, size: Double, _ ground: PhysicalParameters.Ground
  ) -> [Mechanism.Shape] {
    zip(model.links[link].collisions, surfaces[link]).map { shape, surface in
      let place = Pose(position: shape.origin.position * scale, rotation: shape.origin.rotation)
      return Mechanism.Shape(
        Self.scaled(surface, by: scale * size), pose: pose * place, material: material(shape.contact.friction, ground),
        category: isMJCF ? shape.contact.type : 2,
        collidesWith: isMJCF ? shape.contact.affinity : (robot.contact.selfCollision ? 3 : 1))
    }
  }

  static func scaled(_ geometry: Mechanism.Shape.Geometry, by scale: Double) -> Mechanism.Shape.Geometry {
    guard scale != 1 else { return geometry }
    return switch geometry {
    case .box(let size): .box(size: size * scale)
    case .cylinder(let radius, let length): .cylinder(radius: radius * scale, length: length * scale)
    case .sphere(let radius): .sphere(radius: radius * scale)
    case .capsule(let radius, let length): .capsule(radius: radius * scale, length: length * scale)
    case .hull(let points): .hull(points: points.map { $0 * scale })
    case .mesh(let points, let triangles): .mesh(points: points.map { $0 * scale }, triangles: triangles)
    }
  }

  /// A file's own friction varies with the robot's.
  private func material(_ own: Double?, _ ground: PhysicalParameters.Ground) -> Mechanism.Material {
    let nominal = robot.contact.friction
    let friction = own.map { nominal > 0 ? $0 * ground.friction / nominal : $0 } ?? ground.friction
    return Mechanism.Material(friction: friction, restitution: ground.restitution)
  }

  /// Everything that stands still beside the robot: the model's own, and the shapes of a fixed root.
  func obstacles(_ poses: [Pose], _ ground: PhysicalParameters.Ground) -> [Mechanism.Shape] {
    var obstacles = zip(model.worldShapes, worldSurfaces).map { shape, surface in
      Mechanism.Shape(
        surface, pose: shape.origin, material: material(shape.contact.friction, ground), category: shape.contact.type,
        collidesWith: shape.contact.affinity)
    }
    guard robot.contact.selfCollision || !objects.isEmpty else { return obstacles }
    for link in model.links.indices where bodyOfLink[link] == nil {
      obstacles += shapes(of: link, pose: model.rootPose * poses[link], scale: 1, size: 1, ground)
    }
    return obstacles
  }

  /// The model's own ground, else one at height zero under everything that can touch it; a MJCF file says itself where
  /// there is one.
  ///
  /// Of two surfaces the greater friction holds, so the ground's own is zero and the robot's counts.
  func terrain(_ ground: PhysicalParameters.Ground) -> Mechanism.Terrain {
    let plane = model.groundPlanes.first
    guard plane != nil || hasMovingShapes && !isMJCF else { return Mechanism.Terrain() }
    let material = plane?.contact.friction.map { self.material($0, ground) } ?? Mechanism.Material(friction: 0)
    let (category, mask) = plane.map { ($0.contact.type, $0.contact.affinity) } ?? (1, 0)
    if hasSteps {
      return Mechanism.Terrain(
        .field(Self.steps(height: ground.stepHeight, slope: ground.slope, pattern: ground.pattern)), material: material, category: category,
        collidesWith: mask)
    }
    let normal = (plane?.origin.rotation ?? .identity) * Vector3(-sin(ground.slope), 0, cos(ground.slope))
    let height = plane.map { $0.origin.position.dot(normal) } ?? 0
    return Mechanism.Terrain(
      .plane(normal: normal, height: height), material: material, category: category, collidesWith: mask)
  }

  /// Squares of random heights around a level one at the origin.
  ///
  /// - Parameter pattern: which random heights, a whole number.
  private static func steps(height: Double, slope: Double, pattern number: Double) -> Mechanism.HeightField {
    let (side, cells, spacing) = (40, 4, 0.1)
    let columns = side * cells + 1
    var stream = RandomStream(seed: UInt64(max(0, min(number, 1e9)))).split("terrain")
    let pattern = (0..<side * side).map { _ in stream.uniform() }
    let half = Double(columns - 1) * spacing / 2
    var heights: [Double] = []
    for row in 0..<columns {
      for column in 0..<columns {
        let (i, j) = (min(row / cells, side - 1), min(column / cells, side - 1))
        let isCentre = abs(i - side / 2) <= 1 && abs(j - side / 2) <= 1
        let x = Double(column) * spacing - half
        heights.append((isCentre ? 0 : height * pattern[i * side + j]) + x * tan(slope))
      }
    }
    return Mechanism.HeightField(
      origin: Vector3(-half, -half, 0), spacing: spacing, columns: columns, heights: heights)
  }
}
