import Foundation
import Synchronization

/// SIGINT, SIGTERM and the local socket's stop as a wish to stop, which the loop sees at its next tick.
enum StopSignals {
  private static let flag = Atomic<Bool>(false)

  static var requested: Bool { flag.load(ordering: .relaxed) }

  static func request() { flag.store(true, ordering: .relaxed) }

  /// A process can inherit that they are blocked, as from a parent's worker thread.
  static func install() {
    var both = sigset_t()
    sigemptyset(&both)
    sigaddset(&both, SIGINT)
    sigaddset(&both, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &both, nil)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in StopSignals.flag.store(true, ordering: .relaxed) }
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
  }
}
