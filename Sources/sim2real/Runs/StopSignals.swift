import Foundation
import Synchronization

/// SIGINT and SIGTERM as a wish to stop at the next good moment.
enum StopSignals {
  private static let flag = Atomic<Bool>(false)

  static var requested: Bool { flag.load(ordering: .relaxed) }

  /// What was there before.
  struct Previous {
    fileprivate let interrupt: sigaction
    fileprivate let terminate: sigaction

    func restore() {
      var (interrupt, terminate) = (interrupt, terminate)
      sigaction(SIGINT, &interrupt, nil)
      sigaction(SIGTERM, &terminate, nil)
    }
  }

  static func install() -> Previous {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in StopSignals.flag.store(true, ordering: .relaxed) }
    var (interrupt, terminate) = (sigaction(), sigaction())
    sigaction(SIGINT, &action, &interrupt)
    sigaction(SIGTERM, &action, &terminate)
    return Previous(interrupt: interrupt, terminate: terminate)
  }
}
