public import Mathematics

/// The plant's recent states, from which a delayed reading is interpolated. The ring is allocated once.
public struct ReadingDelay: Sendable {
  private let width: Int
  private let capacity: Int
  private var times: [Double]   // (capacity), rising, s
  private var values: [Double]  // (capacity × width)
  private var newest = -1
  private var count = 0

  /// - Parameter capacity: states kept; at least ⌈largest delay / physics step⌉ + 2.
  public init(width: Int, capacity: Int) {
    precondition(capacity >= 2, "interpolation needs two states")
    self.width = width
    self.capacity = capacity
    times = [Double](repeating: 0, count: capacity)
    values = [Double](repeating: 0, count: capacity * width)
  }

  public mutating func reset() {
    newest = -1
    count = 0
  }

  public mutating func push(_ state: [Double], at time: Double) {
    newest = newest + 1 == capacity ? 0 : newest + 1
    count = min(count + 1, capacity)
    times[newest] = time
    let row = newest * width
    for i in 0..<width { values[row + i] = state[i] }
  }

  /// The state at `time`, linear between the two around it; before the first and after the last, that one.  (width)
  ///
  /// - Precondition: at least one state was pushed.
  public func sample(at time: Double, into result: inout [Double]) {
    let (earlier, later, weight) = place(of: time)
    for i in 0..<width { result[i] = between(earlier * width + i, later * width + i, weight) }
  }

  /// One value of the state at `time`.
  public func sample(at time: Double, column: Int) -> Double {
    let (earlier, later, weight) = place(of: time)
    return between(earlier * width + column, later * width + column, weight)
  }

  private func between(_ earlier: Int, _ later: Int, _ weight: Double) -> Double {
    let from = values[earlier]
    return from + weight * (values[later] - from)
  }

  /// The slots around a time, and how far it is from the earlier to the later.
  private func place(of time: Double) -> (earlier: Int, later: Int, weight: Double) {
    precondition(count > 0, "no state yet")
    var later = newest
    for back in 0..<count {
      let slot = (newest - back + capacity) % capacity
      if times[slot] <= time {
        let span = times[later] - times[slot]
        return (slot, later, span > 0 ? min(1, (time - times[slot]) / span) : 0)
      }
      later = slot
    }
    return (later, later, 0)
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
