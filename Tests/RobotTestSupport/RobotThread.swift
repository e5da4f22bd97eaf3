public import Control
import Dispatch
public import Firmware
import Foundation
import Synchronization
public import Wire

/// A robot's firmware on a thread of its own, until the test stops it.
public final class RobotThread: Sendable {
  private let shouldStop = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)
  private let fault = Mutex<String?>(nil)

  /// - Parameter link: the robot's end; nobody else uses it from here on.
  public init<P: Plant & Sendable>(
    _ plant: P, on link: any Link, configuration: FirmwareConfiguration = FirmwareConfiguration()
  ) {
    nonisolated(unsafe) let link = link
    Thread.detachNewThread { [self] in
      var firmware = RobotFirmware(plant: plant, link: link, configuration: configuration)
      do {
        try firmware.run { self.shouldStop.load(ordering: .relaxed) }
      } catch {
        fault.withLock { $0 = "\(error)" }
      }
      ended.signal()
    }
  }

  /// Ends the firmware.
  ///
  /// - Returns: what went wrong with it, nil for nothing.
  @discardableResult
  public func stop() -> String? {
    shouldStop.store(true, ordering: .relaxed)
    ended.wait()
    ended.signal()
    return fault.withLock { $0 }
  }
}
