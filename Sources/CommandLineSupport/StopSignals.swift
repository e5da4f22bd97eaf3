import Foundation
import Synchronization

/// Signals, and what asks in their place, as a wish to stop that a loop sees at its next good moment.
public enum StopSignals {
  private static let flag = Atomic<Bool>(false)

  public static var requested: Bool { flag.load(ordering: .relaxed) }

  public static func request() { flag.store(true, ordering: .relaxed) }

  /// Takes SIGINT, SIGTERM and SIGHUP (a terminal that is closed).
  public static func install() {
    takeStack()
    var taken = sigset_t()
    sigemptyset(&taken)
    for signal in [SIGINT, SIGTERM, SIGHUP] where signal != SIGHUP || !isIgnored(signal) {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in StopSignals.flag.store(true, ordering: .relaxed) }
      action.sa_flags = SA_ONSTACK
      sigaction(signal, &action, nil)
      sigaddset(&taken, signal)
    }
    // A process can inherit that they are blocked, as from a parent's worker thread.
    pthread_sigmask(SIG_UNBLOCK, &taken, nil)
  }

  /// Gives this thread a stack for its signals' handlers, unless it has one.
  ///
  /// oneDNN's products on AVX-512 let the stack pointer point into the heap for a while; a handler on that stack writes
  /// over what lies beside (github.com/uxlfoundation/oneDNN/issues/4845), and the program breaks when it frees that.
  private static func takeStack() {
    var stack = stack_t()
    sigaltstack(nil, &stack)
    guard stack.ss_sp == nil else { return }
    let size = 65_536
    stack = stack_t()
    // For as long as the thread lives, which is the program's.
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    stack.ss_size = size
    sigaltstack(&stack, nil)
  }

  /// Whether whoever started this program wants it to outlive that signal, as `nohup` does.
  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
