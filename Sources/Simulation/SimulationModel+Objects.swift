import Mathematics
import Physics
import RobotModels
import Scenarios

/// Objects as bodies of the mechanism, and where they begin.
extension SimulationModel {
  /// The mechanism's body and joint of an object.
  func body(ofObject object: Int) -> Int { bodyCount + object }

  var objectJoints: [Mechanism.Joint] { objects.map { _ in Mechanism.Joint(kind: .floating, parent: nil) } }

  func objectBodies(_ parameters: PhysicalParameters) -> [Mechanism.Body] {
    zip(objects, parameters.objects).map { object, numbers in
      let geometry = Self.scaled(Self.surface(of: object.geometry), by: numbers.sizeScale)
      let moments = FreeObject.momentsPerMass(of: object.geometry) * (numbers.mass * numbers.sizeScale * numbers.sizeScale)
      let shape = Mechanism.Shape(
        geometry, material: .init(friction: numbers.friction, restitution: numbers.restitution),
        category: Self.objectCategory, collidesWith: .max)
      return Mechanism.Body(
        mass: numbers.mass, centreOfMass: .zero, inertia: Mechanism.Rows(diagonal: moments), shapes: [shape])
    }
  }

  /// A bit that no shape of a robot has: an object touches whatever touches something.
  private static let objectCategory: UInt32 = 1 << 31

  private static func surface(of geometry: RobotModel.Shape.Geometry) -> Mechanism.Shape.Geometry {
    switch geometry {
    case .box(let size): .box(size: size)
    case .sphere(let radius): .sphere(radius: radius)
    case .capsule(let radius, let length): .capsule(radius: radius, length: length)
    case .cylinder(let radius, let length): .cylinder(radius: radius, length: length)
    case .mesh: preconditionFailure("an object is a simple solid")
    }
  }

  /// The links in whose frames the objects are seen.                                               (objects)
  var objectFrames: [LinkFrame] {
    objects.map { LinkFrame($0.link.flatMap(model.linkIndex) ?? model.rootIndex, model: self) }
  }
}
