public import ArgumentParser
import Foundation

extension ParsableCommand {
  /// Runs the command line.
  ///
  /// - Returns: the project's exit statuses: 0, 1 (ran, and the answer is no), 2 (bad input).
  public static func runCommandLine() -> Int32 {
    // A reader that goes away early, as `head` does, must not cut a command's work short.
    signal(SIGPIPE, SIG_IGN)
    // Beyond the largest file that is allowed, a write is to fail as on a full disk.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
      return 0
    } catch let answer as NegativeAnswer {
      Terminal.say(answer.sentence)
      return 1
    } catch where exitCode(for: error) == .success {
      Terminal.show(fullMessage(for: error))
      return 0
    } catch {
      // A parser's error knows its own sentence; every other error describes itself in one.
      Terminal.say(message(for: error))
      return 2
    }
  }
}
