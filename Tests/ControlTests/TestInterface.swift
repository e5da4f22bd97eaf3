import Control

/// A cart with a pole, as small as the tests need it.
enum TestInterface {
  static let cartPole = ControlInterface(
    robot: "test",
    joints: [
      .init(name: "slider", kind: .prismatic, lowerLimit: -2, upperLimit: 2),
      .init(name: "hinge", kind: .continuous),
    ],
    sensors: [
      .joint(0, .position), .joint(1, .position), .joint(0, .velocity),
    ],
    actuators: [.init(joint: 0, effortLimit: 10, effortRateLimit: 200, safeDamping: 5)],
    period: 0.02)

  static let layout = ObservationLayout(terms: [.sensor(0), .sine(1), .cosine(1), .sensor(2)], frames: 2, commands: 2)

  static func reading(_ values: [Double], age: Double = 0) -> Reading {
    var reading = Reading(for: cartPole)
    reading.values = values
    reading.age = age
    return reading
  }

  static func command(_ value: Double) -> Command {
    var command = Command(for: cartPole)
    command.values = [value]
    return command
  }
}
