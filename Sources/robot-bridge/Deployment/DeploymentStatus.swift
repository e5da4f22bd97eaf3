import Control
import Synchronization

/// The present of a running loop, for those who watch it.
///
/// The loop writes when it can have the lock at once and never waits; it writes into arrays of its own, so nothing
/// is allocated in a tick.
final class DeploymentStatus: Sendable {
  struct Snapshot {
    var time = 0.0
    var readings: [Double]
    var commands: [Double]
    var isStopped = false
    var missed = 0
    var ticks = 0
    var roundTrip = Double.nan
  }

  let line: StatusLine
  private let snapshot: Mutex<Snapshot>

  init(_ interface: ControlInterface) {
    line = StatusLine(interface: interface)
    snapshot = Mutex(
      Snapshot(readings: interface.sensors.map { _ in .nan }, commands: interface.actuators.map { _ in 0 }))
  }

  func update(_ write: (inout Snapshot) -> Void) { _ = snapshot.withLockIfAvailable { write(&$0) } }

  /// The present in words.
  var text: String {
    snapshot.withLock { s in
      // Read under the lock: a copy that lived on would make the loop's next write allocate.
      let stopped = s.isStopped ? "  STOPPED" : ""
      return StatusLine.seconds(s.time) + "  " + line.readings(s.readings) + "  " + line.commands(s.commands)
        + "  \(s.missed) late  round trip \(StatusLine.milliseconds(s.roundTrip))" + stopped
    }
  }
}
