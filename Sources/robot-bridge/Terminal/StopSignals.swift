import Foundation
import Synchronization

/// Signals and the local socket's stop as a wish to stop, which the loop sees at its next tick.
enum StopSignals {
  private static let flag = Atomic<Bool>(false)

  static var requested: Bool { flag.load(ordering: .relaxed) }

  static func request() { flag.store(true, ordering: .relaxed) }

  /// Takes SIGINT, SIGTERM and SIGHUP (a terminal that is closed); a broken pipe ends nothing.
  static func install() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in StopSignals.flag.store(true, ordering: .relaxed) }
    var taken = sigset_t()
    sigemptyset(&taken)
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      sigaction(signal, &action, nil)
      sigaddset(&taken, signal)
    }
    // A process can inherit that they are blocked, as from a parent's worker thread.
    pthread_sigmask(SIG_UNBLOCK, &taken, nil)
    signal(SIGPIPE, SIG_IGN)
  }
}
