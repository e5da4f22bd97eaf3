import Glibc

/// Real-time scheduling and locked memory for the control loop, where the system permits them.
public struct RealTime: Sendable, Equatable {
  /// The calling thread has SCHED_FIFO.
  public let isScheduled: Bool
  /// The process's memory cannot be paged out.
  public let isLocked: Bool

  public init(isScheduled: Bool, isLocked: Bool) {
    self.isScheduled = isScheduled
    self.isLocked = isLocked
  }

  /// Asks for both; threads started from here on inherit the scheduling unless they say otherwise.
  public static func enter(priority: Int32 = 50) -> RealTime {
    var parameters = sched_param()
    parameters.sched_priority = priority
    return RealTime(
      isScheduled: sched_setscheduler(0, SCHED_FIFO, &parameters) == 0,
      isLocked: mlockall(Int32(MCL_CURRENT | MCL_FUTURE)) == 0)
  }

  /// Back to ordinary scheduling and memory.
  public static func leave() {
    var parameters = sched_param()
    sched_setscheduler(0, SCHED_OTHER, &parameters)
    munlockall()
  }

  /// In words, for people.
  public var description: String {
    switch (isScheduled, isLocked) {
    case (true, true): "real-time scheduling and locked memory"
    case (true, false): "real-time scheduling; memory could not be locked"
    case (false, true): "ordinary scheduling, for want of permission; memory locked"
    case (false, false): "ordinary scheduling and pageable memory, for want of permission"
    }
  }
}
