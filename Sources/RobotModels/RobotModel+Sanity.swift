import Foundation
import Mathematics
public import Robots

/// What a model says that can be simulated and is hardly meant.
extension RobotModel {
  /// Numbers that no real robot has: an inertia far from that of a body as large as the link's shapes.
  public var doubts: [InputError] {
    links.compactMap { link in
      guard let inertial = link.inertial, !inertial.inertia.isNegative else { return nil }
      let moments = inertial.inertia.principalMoments
      let gyration = (moments.sum() / 2 / inertial.mass).squareRoot()
      guard let radius = radius(of: link), gyration > 1.5 * radius else { return nil }
      return InputError(
        file: file, line: link.line, key: link.name,
        problem: "the mass lies \(Self.short(gyration)) m from its centre on average (radius of gyration) and the shapes "
          + "reach \(Self.short(radius)) m; look at the inertia's unit, kg·m²")
    }
  }

  /// Meshes for contacts that are broken or flat; reads them all.
  public var meshFaults: [InputError] {
    links.flatMap { link in
      link.collisions.compactMap { shape in
        guard case .mesh(let mesh) = shape.geometry else { return nil }
        do throws(InputError) {
          _ = try mesh.hull()
          return nil
        } catch { return error }
      }
    }
  }

  /// How far the link's shapes reach from its centre of mass, m; nil where nothing is known of them.
  private func radius(of link: Link) -> Double? {
    guard let centre = link.inertial?.origin.position else { return nil }
    var radius: Double?
    for shape in link.collisions + link.visuals {
      let extent: Double
      switch shape.geometry {
      case .box(let size): extent = size.length / 2
      case .sphere(let r): extent = r
      case .cylinder(let r, let length): extent = (r * r + length * length / 4).squareRoot()
      case .capsule(let r, let length): extent = r + length / 2
      case .mesh(let mesh):
        guard let bounds = try? mesh.surface().bounds else { continue }
        extent = pointwiseMax(-bounds.lower, bounds.upper).length
      }
      radius = max(radius ?? 0, (shape.origin.position - centre).length + extent)
    }
    return radius
  }

  private static func short(_ value: Double) -> String { String(format: "%.3g", value) }
}
