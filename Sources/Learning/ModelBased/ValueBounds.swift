import Mathematics
import Networks

/// The range in which values lie, from the rewards' quantiles over 1 − γ, moving slowly; critics work in its units
/// (Kubo et al. 2025, as published with it).
///
/// Where episodes can terminate, nothing follows their end, so the range reaches to 0: a bound from the rewards alone
/// would promise a policy that is about to fall as much as one that goes on for ever with its poorest rewards.
struct ValueBounds {
  private(set) var lower: Float = 0
  private(set) var upper: Float = 0
  private var isSet = false
  private let quantile: Double
  private let horizon: Float
  private let rate: Float
  private let reachesZero: Bool
  private let sorted: FloatBuffer  // (rewards)

  /// - Parameters:
  ///   - quantile: of the rewards, and its complement.
  ///   - rate: how fast the range moves.
  ///   - reachesZero: whether episodes can terminate.
  ///   - count: rewards at a time.
  init(quantile: Float, discount: Float, rate: Float, reachesZero: Bool, count: Int) {
    self.quantile = Double(quantile)
    self.rate = rate
    self.reachesZero = reachesZero
    horizon = 1 / max(1 - discount, 1e-3)
    sorted = FloatBuffer(count: count)
  }

  var centre: Float { 0.5 * (upper + lower) }
  /// Half the range, and never so small that values blow up.
  var halfWidth: Float { max(0.5 * (upper - lower), 1e-3 * max(1, abs(upper), abs(lower))) }

  func clamp(_ value: Float) -> Float { min(max(value, lower), upper) }

  /// Takes rewards in, entropy's part included.   (count)
  mutating func add(_ rewards: FloatBuffer) {
    sorted.copy(sorted.count, of: rewards, from: 0, to: 0)
    let place = Int(quantile * Double(sorted.count - 1))
    var low = horizon * sorted.smallest(place)
    var high = horizon * sorted.smallest(sorted.count - 1 - place)
    if reachesZero { (low, high) = (min(low, 0), max(high, 0)) }
    guard low.isFinite && high.isFinite else { return }
    lower = isSet ? lower + rate * (low - lower) : low
    upper = isSet ? upper + rate * (high - upper) : high
    isSet = true
  }

  func save(into state: inout SavedState) {
    state.append(Double(lower))
    state.append(Double(upper))
    state.append(isSet)
  }

  mutating func restore(_ state: inout SavedState) {
    lower = Float(state.takeReal())
    upper = Float(state.takeReal())
    isSet = state.takeFlag()
  }
}

extension FloatBuffer {
  /// The element that would stand at `place` if all were sorted (Hoare's selection); it brings them into another order.
  fileprivate func smallest(_ place: Int) -> Float {
    var (first, last) = (0, count - 1)
    while first < last {
      let pivot = self[(first + last) / 2]
      var (i, j) = (first, last)
      while i <= j {
        while self[i] < pivot { i += 1 }
        while self[j] > pivot { j -= 1 }
        if i <= j {
          (self[i], self[j]) = (self[j], self[i])
          i += 1
          j -= 1
        }
      }
      if place <= j { last = j } else if place >= i { first = i } else { break }
    }
    return self[place]
  }
}
