import Control
import Foundation
import Robots
import Testing

@Suite struct CommandScriptTests {
  private let interface = ControlInterface(
    robot: "arm", joints: [.init(name: "lift", kind: .prismatic), .init(name: "turn", kind: .continuous)], sensors: [],
    actuators: [.init(joint: 0, effortLimit: 1), .init(joint: 1, effortLimit: 1)], period: 0.01)

  @Test("columns stand in any order, comments and empty lines between rows, and what has no column is zero")
  func reads() throws {
    let text = "# a push\ntime_s, turn.effort_Nm\n0,0.5 # first\n\n0.25,-1e-2\n"
    let script = try CommandScript(csv: text, file: "push.csv", for: interface)
    #expect(script == CommandScript(times: [0, 0.25], values: [[0, 0.5], [0, -0.01]]))
    let both = try CommandScript(csv: "time_s,turn.effort_Nm,lift.effort_N\n1,2,3\n", file: "", for: interface)
    #expect(both.values == [[3, 2]])
  }

  @Test("what cannot be is refused with its line and its mend", arguments: [
    ("", "push.csv: holds no row of commands; write time_s,lift.effort_N,turn.effort_Nm"),
    ("time_s,turn.effort_Nm\n", "push.csv: holds no row"),
    ("t,turn.effort_Nm\n0,1", "push.csv:1: t: the first column is the time"),
    ("time_s,trun.effort_Nm\n0,1", "push.csv:1: trun.effort_Nm: the robot has no such actuator; the nearest is turn.effort_Nm"),
    ("time_s,turn.effort_N\n0,1", "write turn.effort_Nm"),
    ("time_s,turn.effort_Nm,turn.effort_Nm\n0,1,1", "push.csv:1: turn.effort_Nm: this column stands twice"),
    ("time_s,turn.effort_Nm\n0,1,2", "push.csv:2: has 3 values and the head 2 columns"),
    ("time_s,turn.effort_Nm\n\n0,much", "push.csv:3: turn.effort_Nm: \"much\" is not a finite number"),
    ("time_s,turn.effort_Nm\n0,1\n0,2", "push.csv:3: time_s: 0 is negative or not after the row before"),
    ("time_s,turn.effort_Nm\n-1,1", "push.csv:2: time_s: -1 is negative"),
  ])
  func refuses(text: String, sentence: String) throws {
    let error = try #require(throws: InputError.self) {
      try CommandScript(csv: text, file: "push.csv", for: interface)
    }
    #expect("\(error)".contains(sentence), "\(error)")
  }
}
