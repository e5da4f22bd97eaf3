import Mathematics
import Physics

/// The project's cart-pole under a swinging force, pole hanging at first.
enum CartPole {
  static let names = ["cart-pole-friction", "cart-pole-frictionless"]

  static func named(_ name: String) -> Model? {
    guard names.contains(name) else { return nil }
    let rubs = name == "cart-pole-friction"
    let mechanism = Mechanism(
      bodies: [
        .init(mass: 1, centreOfMass: .zero, inertia: .init(diagonal: Vector3(0.01, 0.01, 0.01))),
        .init(mass: 0.3, centreOfMass: Vector3(0, 0, 0.4), inertia: .init(diagonal: Vector3(0.016, 0.016, 0.001))),
      ],
      joints: [
        .init(
          kind: .prismatic, parent: nil, axis: Vector3(1, 0, 0), damping: rubs ? 0.05 : 0, friction: rubs ? 0.05 : 0),
        .init(
          kind: .revolute, parent: 0, axis: Vector3(0, 1, 0), damping: rubs ? 0.0001 : 0, friction: rubs ? 0.0003 : 0),
      ])
    var model = Model(
      mechanism, inputs: [.init(joint: 0, kp: 2, swing: 5, frequency: 0.795774715, phase: 0)], positions: [0, 3])
    model.episode = 1_000_000_000
    return model
  }
}
