import Foundation
import Robots
import TestSupport
import Testing

@Suite struct IdentityTextTests {
  /// Of the cart-pole's robot.yaml with something replaced.
  private func identity(_ edit: (String) throws -> String) throws -> String {
    try FilesToSpoil.with { files in
      let text = try String(contentsOf: files.robot, encoding: .utf8)
      try edit(text).write(to: files.robot, atomically: true, encoding: .utf8)
      return try RobotDescription(contentsOf: files.robot.deletingLastPathComponent()).identityText()
    }
  }

  @Test("comments, spaces and the link are no part of a robot's identity; a limit is")
  func identity() throws {
    let plain = try identity { $0 }
    #expect(try identity { "# another robot?\n\n" + $0 } == plain)
    #expect(try identity { $0.replacingOccurrences(of: "udp:127.0.0.1:", with: "udp:127.0.0.2:") } == plain)
    let stronger = try identity { text in
      let place = try #require(text.range(of: #"effort_limit_N: [0-9.]+"#, options: .regularExpression))
      return text.replacingCharacters(in: place, with: "effort_limit_N: 7.5")
    }
    #expect(stronger != plain && stronger.contains(#""effort_limit_N":"7.5""#))
  }
}
