import Foundation
import Robots
import TestSupport
import Testing

@Suite struct BrokenRobotTests {
  @Test("a broken robot.yaml is refused with its place and its mend", arguments: [
    BrokenFile("model: robot.urdf", "model: robot.udrf", says: "model", "the nearest is robot.urdf"),
    BrokenFile("joints:", "jonits:", says: "jonits", "the nearest is joints"),
    BrokenFile("kind: prismatic", "kind: prizmatic", says: "joints.slider.kind", "the nearest is prismatic"),
    BrokenFile("lower_limit_m: -2.4", "lower_limit_mm: -2400", says: "unit is m, not mm", "write lower_limit_m"),
    BrokenFile("lower_limit_m: -2.4", "lower_limit: -2.4", says: "slider.lower_limit", "write lower_limit_m"),
    BrokenFile("kind: prismatic, lower_limit_m: -2.4", "kind: revolute, lower_limit_deg: -90", says: "lower_limit_rad"),
    BrokenFile("lower_limit_m: -2.4", "lower_limit_m: 2.5", says: "2.5 is not below", "2.4"),
    BrokenFile("{kind: continuous}", "{kind: continuous, upper_limit_rad: 3}", says: "hinge.upper_limit_rad", "remove"),
    BrokenFile("actuators:\n  slider:", "actuators:\n  silder:", linesBelow: 1, says: "silder", "the nearest is slider"),
    BrokenFile("effort_limit_N: 14", "effort_limit_Nm: 14", says: "unit is N, not Nm", "write effort_limit_N"),
    BrokenFile("effort_limit_N: 14", "effort_limit_N: -14", says: "effort_limit_N", "give a positive number"),
    BrokenFile("effort_limit_N: 14", "effort_limit_N: strong", says: "effort_limit_N", "write a number"),
    BrokenFile("effort_limit_N: 14", "effort_limit_N: .inf", says: "effort_limit_N", "write a number"),
    BrokenFile("effort_limit_N: 14", "effort_limit_N: inf", says: "effort_limit_N", "write a finite number"),
    BrokenFile("    effort_limit_N: 14\n", "", linesBelow: -1, says: "actuators.slider.effort_limit_N", "add it"),
    BrokenFile("hinge.position:", "hinge.positon:", says: "sensors.hinge.positon", "the nearest is hinge.position"),
    BrokenFile("noise_rad: 0.001", "noise_deg: 0.05", says: "unit is rad, not deg", "write noise_rad"),
    BrokenFile("action_delay_s: 0.010", "action_delay_ms: 10", says: "unit is s, not ms", "write action_delay_s"),
    BrokenFile("action_delay_s: 0.010", "action_delay_s: -0.01", says: "timing.action_delay_s", "zero or more"),
    BrokenFile("action_delay_s: 0.010", "observation_delay_s: 0.010", says: "observation_delay_s", "remove one"),
    BrokenFile("position_margin_m: 0.05", "position_margin_m: 2.4", says: "position_margin_m", "smaller margin"),
    BrokenFile("maximum_reading_age_s: 0.1", "maximum_reading_age_s: 0.001", says: "raise it"),
    BrokenFile("udp:127.0.0.1:14600", "udp:127.0.0.1:99999", says: "link.address", "write udp:HOST:PORT"),
    BrokenFile("udp:127.0.0.1:14600", "tcp:127.0.0.1:14600", says: "link.address", "write udp:HOST:PORT"),
    BrokenFile("joints:\n  slider: {kind", "joints:\n  slider: [kind", linesBelow: 1, says: "is not YAML", "correct"),
  ])
  func refused(broken: BrokenFile) throws {
    try FilesToSpoil.with { files in
      let line = try broken.apply(to: files.robot)
      let error = try #require(throws: InputError.self) { try RobotDescription(contentsOf: files.robot) }
      #expect(broken.faults(in: "\(error)", file: "robot.yaml", line: line) == [])
    }
  }

  @Test("a missing file is refused with the nearest one beside it")
  func missing() throws {
    try FilesToSpoil.with { files in
      let wrong = files.robot.deletingLastPathComponent().appendingPathComponent("robto.yaml")
      let error = try #require(throws: InputError.self) { try RobotDescription(contentsOf: wrong) }
      #expect("\(error)".hasSuffix("robto.yaml: there is no such file; the nearest is robot.yaml."))
    }
  }

  @Test("an empty file is refused")
  func empty() throws {
    try FilesToSpoil.with { files in
      try "# nothing\n".write(to: files.robot, atomically: true, encoding: .utf8)
      let error = try #require(throws: InputError.self) { try RobotDescription(contentsOf: files.robot) }
      #expect("\(error)".hasSuffix("robot.yaml:1: is empty; write key: value lines."))
    }
  }
}
