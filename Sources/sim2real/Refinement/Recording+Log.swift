import Control
import Learning
import Logs

extension Recording {
  /// The ticks of a log as steps to learn from.
  ///
  /// A step is left out where the next tick is missing, comes more than a quarter of a period early or late, or begins
  /// with a reading older than a period and a half; and where the robot was braked or a value is no number.
  init(_ log: RecordedLog) {
    self.init(interface: log.header.interface)
    let period = log.header.period
    for (i, tick) in log.ticks.enumerated() {
      var isWhole = false
      if i + 1 < log.ticks.count {
        let next = log.ticks[i + 1]
        isWhole = next.tick == tick.tick + 1 && abs(next.time - tick.time - period) <= 0.25 * period
          && next.reading.age <= 1.5 * period && tick.reading.age <= 1.5 * period && tick.applied.mode == .effort
          && (tick.reading.values + next.reading.values + tick.applied.values).allSatisfy(\.isFinite)
      }
      append(tick.reading, applied: tick.applied, isWhole: isWhole)
    }
  }
}
