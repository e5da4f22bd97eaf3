import Foundation
import Mathematics
import RobotModels
import TestSupport
import Testing

@Suite struct CartpoleModelTests {
  @Test("the model is the chain rail, cart, pole with the sourced numbers and no warning")
  func chain() throws {
    let model = try RobotModel(contentsOf: Repository.root.appendingPathComponent("robots/cartpole/robot.urdf"))
    #expect(model.warnings.isEmpty)
    #expect(model.links.map(\.name) == ["rail", "cart", "pole"])
    #expect(model.links[model.rootIndex].name == "rail")
    #expect(model.joints.map(\.name) == ["slider", "hinge"])
    #expect(model.movingLinks == [1, 2])

    let (slider, hinge) = (model.joints[0], model.joints[1])
    #expect(slider.kind == .prismatic && slider.axis == Vector3(1, 0, 0))
    #expect(slider.lower == -2.4 && slider.upper == 2.4)
    #expect((12...14).contains(slider.effort))
    #expect(hinge.kind == .continuous && hinge.axis == Vector3(0, 1, 0))
    #expect(hinge.lower == -.infinity && hinge.upper == .infinity)
    #expect(hinge.damping > 0 && hinge.damping <= 0.0002)
    #expect(hinge.friction > 0 && hinge.friction <= 0.0005)

    let cart = try #require(model.links[1].inertial)
    let pole = try #require(model.links[2].inertial)
    #expect(cart.mass == 1 && pole.mass == 0.3)
    #expect(pole.origin.position == Vector3(0, 0, 0.4))
    // A uniform slender rod of length 2 · 0.4 m about its centre: m · l² / 12.
    #expect(abs(pole.inertia.yy - 0.3 * 0.8 * 0.8 / 12) < 1e-12)
  }
}
