import ArgumentParser
import Foundation

/// Runs the command line with the project's exit statuses: 0, 1 (ran, and the answer is no), 2 (bad input).
do {
  var command = try RobotBridge.parseAsRoot()
  try command.run()
} catch let answer as NegativeAnswer {
  Terminal.say(answer.sentence)
  exit(1)
} catch let error where RobotBridge.exitCode(for: error) == .success {
  print(RobotBridge.fullMessage(for: error))
} catch {
  // A parser's error knows its own sentence; every other error describes itself in one.
  Terminal.say(RobotBridge.message(for: error))
  exit(2)
}
