import ArgumentParser
import Foundation
import Logs
import Robots

/// Runs the command line with the project's exit statuses: 0, 1 (ran, and the answer is no), 2 (bad input).
do {
  var command = try Sim2Real.parseAsRoot()
  try command.run()
} catch let answer as NegativeAnswer {
  Terminal.say(answer.sentence)
  exit(1)
} catch let error where Sim2Real.exitCode(for: error) == .success {
  print(Sim2Real.fullMessage(for: error))
} catch let error as ExitCode {
  exit(error.rawValue)
} catch {
  // A parser's error knows its own sentence; every other error describes itself in one.
  Terminal.say(Sim2Real.message(for: error))
  exit(2)
}
