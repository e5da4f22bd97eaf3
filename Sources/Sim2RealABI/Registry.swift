import CSim2RealABI
import Synchronization

/// The open environments by handle: a handle that is closed, or never was, finds nothing instead of freed memory.
enum Registry {
  private struct Entries: Sendable {
    var environments: [sim2real_environment: Environment] = [:]
    var newest: sim2real_environment = 0
  }

  private static let entries = Mutex(Entries())

  static func open(_ environment: Environment) -> sim2real_environment {
    entries.withLock { entries in
      entries.newest += 1
      entries.environments[entries.newest] = environment
      return entries.newest
    }
  }

  /// Runs a call on an environment that no other thread uses meanwhile.
  static func use(
    _ handle: sim2real_environment, _ body: (Environment) throws(Refusal) -> Void
  ) throws(Refusal) {
    guard let environment = entries.withLock({ $0.environments[handle] }) else { throw unknown(handle) }
    guard environment.enter() else {
      throw Refusal("environment \(handle) is in use by another thread: give each thread an environment of its own.")
    }
    defer { environment.leave() }
    try body(environment)
  }

  /// Frees it now, or when the call that another thread is in has ended.
  static func close(_ handle: sim2real_environment) throws(Refusal) {
    guard entries.withLock({ $0.environments.removeValue(forKey: handle) }) != nil else { throw unknown(handle) }
  }

  private static func unknown(_ handle: sim2real_environment) -> Refusal {
    Refusal("environment \(handle) is not open: create one with sim2real_create.")
  }
}
