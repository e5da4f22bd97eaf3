import Control
import Foundation
import Robots
import TestSupport
import Testing

/// Parts of robot.yaml that the cart-pole does without: velocity servos, differentiated velocities, buses.
@Suite struct DriveKindsTests {
  /// The cart-pole's description with a text replaced.
  private func robot(_ replacements: [(String, String)]) throws -> RobotDescription {
    try FilesToSpoil.with { files in
      var text = try String(contentsOf: files.robot, encoding: .utf8)
      for (target, replacement) in replacements {
        #expect(text.contains(target), "\(target)")
        text = text.replacing(target, with: replacement)
      }
      try text.write(to: files.robot, atomically: true, encoding: .utf8)
      return try RobotDescription(contentsOf: files.robot)
    }
  }

  private func line(_ key: String) throws -> String {
    try FilesToSpoil.with { files in
      let text = try String(contentsOf: files.robot, encoding: .utf8)
      return String(try #require(text.split(separator: "\n").first { $0.contains(key) }))
    }
  }

  @Test("a velocity servo holds a velocity and rests at zero")
  func velocityServo() throws {
    let damping = try line("safe_damping")
    let robot = try robot([
      (damping, damping + "\n    velocity_servo: {damping_Ns_per_m: 30, range_m_per_s: 2, rate_limit_m_per_s2: 10}")
    ])
    let actuator = robot.actuators[0]
    #expect(actuator.servo == .holdingVelocity(damping: 30, range: 2, rateLimit: 10) && actuator.quantity == .velocity)
    #expect(robot.interface(period: 1).keyUnit(ofActuator: 0) == "m_per_s")
    let copy = try JSONDecoder().decode(ControlInterface.Actuator.self, from: JSONEncoder().encode(actuator.withFiniteLimits))
    #expect(copy == actuator.withFiniteLimits)
  }

  @Test("a velocity worked out from the position sensor has that one's faults and a low-pass")
  func differentiation() throws {
    let velocity = try line("slider.velocity:")
    let robot = try robot([(velocity, "  slider.velocity: {from_position: {low_pass_hz: 20}}")])
    let sensor = try #require(robot.sensors.first { $0.sensor == .joint(0, .velocity) })
    #expect(sensor.differentiation == .init(lowPass: 20) && sensor.noise == 0)
  }

  @Test("joints of a bus have their turns, others are read and written at once")
  func bus() throws {
    let robot = try robot([("\ntiming:", "\nbuses:\n  line: {joints: [hinge, slider], slot_s: 0.001}\n\ntiming:")])
    #expect(robot.buses == [.init(joints: [1, 0], slot: 0.001)])
    #expect(robot.readingAge(joint: 1) == 0.001 && robot.readingAge(joint: 0) == 0)
    #expect(robot.writingDelay(joint: 1) == 0 && robot.writingDelay(joint: 0) == 0.001)
  }

  @Test("what cannot be is refused", arguments: [
    ("buses:\n  line: {joints: [hinge, slidr], slot_s: 0.001}", "the nearest is slider"),
    ("buses:\n  line: {joints: [hinge, hinge], slot_s: 0.001}", "on a bus already"),
    ("buses:\n  line: {joints: [hinge, slider], slot_s: 0.1}", "link.state_rate_hz"),
  ])
  func refusedBuses(lines: String, says: String) throws {
    let error = try #require(throws: InputError.self) { try robot([("\ntiming:", "\n\(lines)\n\ntiming:")]) }
    #expect("\(error)".contains(says), "\(error)")
  }

  @Test("a speed without a position sensor, two servos, and play that no servo would know of are refused")
  func refusedParts() throws {
    func sentence(_ replacements: [(String, String)]) throws -> String {
      "\(try #require(throws: InputError.self) { try robot(replacements) })"
    }
    let (position, velocity, damping) = (try line("slider.position:"), try line("slider.velocity:"), try line("safe_damping"))
    #expect(try sentence([(position, ""), (velocity, "  slider.velocity: {from_position: {}}")]).contains("slider.position"))
    let both = "\n    servo: {stiffness_N_per_m: 1, damping_Ns_per_m: 1, range_m: 1}\n    velocity_servo: {damping_Ns_per_m: 1, range_m_per_s: 1}"
    #expect(try sentence([(damping, damping + both)]).contains("remove one of the two"))
    #expect(try sentence([(damping, damping + "\n    drive: {backlash_m: 0.01}")]).contains("backlash_m"))
  }
}

extension ControlInterface.Actuator {
  /// JSON knows no infinity.
  fileprivate var withFiniteLimits: Self {
    var actuator = self
    actuator.effortRateLimit = min(effortRateLimit, 1e9)
    return actuator
  }
}
