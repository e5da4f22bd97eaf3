public import Mathematics

/// Commands on their way to the actuators: a sample-and-hold after a continuous delay.
///
/// A command issued at t acts from t + delay on. Over a physics step in which commands switch, the time-weighted mean
/// acts. The ring is allocated once.
public struct CommandDelay: Sendable {
  private let width: Int
  private let capacity: Int
  private var times: [Double]    // (capacity) when each begins to act, s
  private var values: [Double]   // (capacity × width)
  private var newest = -1
  private var count = 0

  /// - Parameters:
  ///   - width: values of a command.
  ///   - capacity: commands under way at most; an older one than that is forgotten.
  public init(width: Int, capacity: Int = 64) {
    self.width = width
    self.capacity = capacity
    times = [Double](repeating: 0, count: capacity)
    values = [Double](repeating: 0, count: capacity * width)
  }

  /// Nothing under way: zero acts until the first command arrives.
  public mutating func reset() {
    newest = -1
    count = 0
  }

  /// A command that acts from `time` on. One that would act before its predecessor takes the predecessor's time.
  public mutating func push(_ command: [Double], actingFrom time: Double) {
    let start = count > 0 ? max(time, times[newest]) : time
    newest = (newest + 1) % capacity
    count = min(count + 1, capacity)
    times[newest] = start
    for i in 0..<width { values[newest * width + i] = command[i] }
  }

  /// The mean over [start, end] of what acts.                         (width)
  public func mean(from start: Double, to end: Double, into result: inout [Double]) {
    for i in 0..<width { result[i] = 0 }
    var until = end
    for back in 0..<count {
      let slot = (newest - back + capacity) % capacity
      let from = max(start, times[slot])
      if from < until {
        let share = (until - from) / (end - start)
        for i in 0..<width { result[i] += share * values[slot * width + i] }
        until = from
      }
      if times[slot] <= start { return }
    }
  }

  /// The same with each value acting later by a time of its own.
  ///
  /// - Parameter offsets: s, not negative.                             (width)
  public func mean(from start: Double, to end: Double, later offsets: [Double], into result: inout [Double]) {
    for i in 0..<width {
      let begin = start - offsets[i]
      var until = end - offsets[i]
      result[i] = 0
      for back in 0..<count {
        let slot = (newest - back + capacity) % capacity
        let from = max(begin, times[slot])
        if from < until {
          result[i] += (until - from) / (end - start) * values[slot * width + i]
          until = from
        }
        if times[slot] <= begin { break }
      }
    }
  }

  public func save(into state: inout SavedState) {
    state.append(newest)
    state.append(count)
    state.append(contentsOf: times)
    state.append(contentsOf: values)
  }

  public mutating func restore(_ state: inout SavedState) {
    newest = state.takeInt()
    count = state.takeInt()
    state.take(into: &times)
    state.take(into: &values)
  }
}
