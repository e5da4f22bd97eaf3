/// Counts durations in bins that are 1/32 of an octave of nanoseconds wide, so quantiles are good to 3 %.
public struct DurationHistogram: Sendable {
  private static let binsPerOctave = 32
  private var bins = [Int](repeating: 0, count: 64 * binsPerOctave)
  public private(set) var count = 0
  /// ns.
  public private(set) var largest: Int64 = 0

  public init() {}

  /// - Parameter nanoseconds: one below 0 counts as 0.
  public mutating func add(_ nanoseconds: Int64) {
    bins[Self.bin(of: nanoseconds)] += 1
    count += 1
    largest = max(largest, nanoseconds)
  }

  public mutating func clear() {
    for i in bins.indices { bins[i] = 0 }
    count = 0
    largest = 0
  }

  /// The smallest duration that a fraction `q` of them does not exceed, s; NaN when there are none.
  public func quantile(_ q: Double) -> Double {
    guard count > 0 else { return .nan }
    let rank = max(1, Int((q * Double(count)).rounded(.up)))
    var seen = 0
    for (i, entries) in bins.enumerated() {
      seen += entries
      if seen >= rank { return min(Double(Self.upperEdge(ofBin: i)), Double(largest)) * 1e-9 }
    }
    return Double(largest) * 1e-9
  }

  /// Below 32 ns each nanosecond has its bin; from there on the leading bit and the five after it choose one.
  private static func bin(of nanoseconds: Int64) -> Int {
    let value = max(0, nanoseconds)
    guard value >= Int64(binsPerOctave) else { return Int(value) }
    let octave = 63 - value.leadingZeroBitCount - 5
    return (octave + 1) * binsPerOctave + Int(value >> Int64(octave)) - binsPerOctave
  }

  private static func upperEdge(ofBin bin: Int) -> UInt64 {
    guard bin >= binsPerOctave else { return UInt64(bin) }
    let octave = bin / binsPerOctave - 1
    return (UInt64(bin % binsPerOctave + binsPerOctave + 1) << UInt64(octave)) - 1
  }
}
