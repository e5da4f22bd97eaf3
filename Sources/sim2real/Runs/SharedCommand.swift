import ArgumentParser
import CommandLineSupport
import Foundation
import Processes

/// A command whose work several processes may share, as `mpirun` starts them.
protocol SharedCommand: ParsableCommand {
  func run(in processes: any Communicator) throws
}

extension SharedCommand {
  /// The first process speaks for all; what any of them fails with ends all.
  func run() throws {
    let processes: any Communicator
    do { processes = try ProcessGroup.join() } catch { throw ValidationError(error.description) }
    defer { processes.leave() }
    guard processes.count > 1 else { return try run(in: processes) }
    Terminal.isQuiet = !processes.isFirst
    LostProcess.watch(isFirst: processes.isFirst)
    do {
      try run(in: processes)
    } catch {
      processes.fail(Self.message(for: error))
      throw error
    }
    // What the first one writes at the end may still fail.
    do { _ = try processes.gather([UInt8]()) } catch { throw ValidationError(error.description) }
  }
}

/// The other processes of one that `mpirun` lost: they would wait for it until `mpirun` ends them too.
private enum LostProcess {
  /// Shorter than `mpirun` leaves a process after its SIGTERM, s: one (odls_base_sigkill_timeout of Open MPI 4).
  private static let patience = 0.4

  /// From here on SIGTERM, which `mpirun` sends the others then, is a wish to stop.
  static func watch(isFirst: Bool) {
    StopSignals.install()
    Thread.detachNewThread {
      while true {
        Thread.sleep(forTimeInterval: 0.05)
        guard StopSignals.requested, ProcessGroup.secondsWaited > patience else { continue }
        if isFirst {
          Terminal.say(
            "mpirun ends this work, as when one of its processes has died: a training goes on from its last checkpoint with --resume.")
        }
        _exit(2)
      }
    }
  }
}
