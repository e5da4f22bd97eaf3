import Control
import Physics
import Scenarios
import Simulation
import Testing

@Suite struct ShapeParameterTests {
  private static let walk = Shipped("quadruped-walk")

  /// The dimensions of a shape, m.
  private func dimensions(_ shape: Mechanism.Shape) -> [Double] {
    switch shape.geometry {
    case .box(let size): [size.x, size.y, size.z]
    case .sphere(let radius): [radius]
    case .cylinder(let radius, let length), .capsule(let radius, let length): [radius, length]
    case .hull(let points): points.flatMap { [$0.x, $0.y, $0.z] }
    case .mesh(let points, _): points.flatMap { [$0.x, $0.y, $0.z] }
    }
  }

  @Test("a link's size scales its shapes about their own centres, and nothing else")
  func size() throws {
    let s = Self.walk
    let names = s.model.nominal.parameters.keys.filter { $0.hasSuffix(".size_scale") }.sorted()
    let plain = s.model.mechanism(for: s.parameters())
    #expect(names.count > 4)
    var changed = 0
    for name in names {
      let scaled = s.model.mechanism(for: s.parameters([name: 1.25]))
      #expect(scaled.joints == plain.joints)
      for (a, b) in zip(plain.bodies, scaled.bodies) {
        #expect(a.mass == b.mass && a.centreOfMass == b.centreOfMass && a.inertia == b.inertia)
        for (p, q) in zip(a.shapes, b.shapes) where p != q {
          changed += 1
          #expect(p.pose == q.pose && p.material == q.material)
          for (x, y) in zip(dimensions(p), dimensions(q)) { #expect(abs(y - 1.25 * x) < 1e-12) }
        }
      }
    }
    #expect(changed == plain.bodies.reduce(0) { $0 + $1.shapes.count }, "each shape is one link's")
  }

  @Test("the steps' pattern follows from its number's whole part")
  func pattern() throws {
    let s = Shipped("quadruped-walk", overrides: ["training.terrain.step_height_m={set: {uniform: [0, 0.05]}}"])
    func heights(_ pattern: Double) throws -> [Double] {
      let parameters = s.parameters(["terrain.step_height_m": 0.05, "terrain.pattern": pattern])
      guard case .field(let field) = s.model.mechanism(for: parameters).terrain.surface else {
        Issue.record("there are no steps")
        return []
      }
      return field.heights
    }
    let first = try heights(1)
    #expect(try heights(1.9) == first && heights(2) != first && heights(123_456) != heights(123_457))
    #expect(first.allSatisfy { $0 >= 0 && $0 <= 0.05 } && first.max()! > 0.045)
    #expect(try heights(7)[first.count / 2] == 0, "it begins on level ground")
  }
}
