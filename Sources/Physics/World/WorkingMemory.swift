internal import COde

/// Scratch memory of a step, which worlds that are never stepped at the same time may share.
///
/// ODE keeps some hundred KiB a world otherwise; shared they also stay in the processor's cache.
public final class WorkingMemory: @unchecked Sendable {
  let owner: dWorldID

  public init() {
    Library.initialize
    owner = dWorldCreate()
  }

  deinit { dWorldDestroy(owner) }
}

enum Library {
  /// Once in a process.
  static let initialize: Void = { _ = dInitODE2(0) }()
}
