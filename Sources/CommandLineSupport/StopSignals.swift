import Foundation
import Synchronization

/// Signals, and what asks in their place, as a wish to stop that a loop sees at its next good moment.
public enum StopSignals {
  private static let flag = Atomic<Bool>(false)

  public static var requested: Bool { flag.load(ordering: .relaxed) }

  public static func request() { flag.store(true, ordering: .relaxed) }

  /// Takes SIGINT, SIGTERM and SIGHUP (a terminal that is closed).
  public static func install() {
    var taken = sigset_t()
    sigemptyset(&taken)
    for signal in [SIGINT, SIGTERM, SIGHUP] where signal != SIGHUP || !isIgnored(signal) {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in StopSignals.flag.store(true, ordering: .relaxed) }
      sigaction(signal, &action, nil)
      sigaddset(&taken, signal)
    }
    // A process can inherit that they are blocked, as from a parent's worker thread.
    pthread_sigmask(SIG_UNBLOCK, &taken, nil)
  }

  /// Whether whoever started this program wants it to outlive that signal, as `nohup` does.
  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
