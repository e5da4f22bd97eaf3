import Foundation

/// A named, splittable stream of random numbers: xoshiro256** (Blackman & Vigna 2018).
///
/// Every consumer owns a stream that is split off by name, so that what one consumer draws never shifts what
/// another one sees. `split` depends on the names alone, not on how much was drawn before.
public struct RandomStream: RandomNumberGenerator, Sendable, Equatable, Codable {
  /// What the children's seeds are derived from.
  private let key: UInt64
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  public init(seed: UInt64) {
    key = seed
    var mixer = SplitMix(state: seed)
    s0 = mixer.next()
    s1 = mixer.next()
    s2 = mixer.next()
    s3 = mixer.next()
  }

  /// The child stream of that name and number.
  public func split(_ name: String, _ index: Int = 0) -> RandomStream {
    var hash = key ^ 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }  // FNV-1a
    var mixer = SplitMix(state: hash &+ UInt64(bitPattern: Int64(index)) &* 0x9e37_79b9_7f4a_7c15)
    return RandomStream(seed: mixer.next())
  }

  public mutating func next() -> UInt64 {
    let result = (s1 &* 5).rotatedLeft(7) &* 9
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = s3.rotatedLeft(45)
    return result
  }

  /// Uniform in [0, 1), 53 bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A whole number in 0 ..< count (Lemire's multiplication; the bias is below 2⁻³² for the counts used here).
  public mutating func index(below count: Int) -> Int {
    precondition(count > 0, "an index needs a positive count")
    return Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Standard normal, by Box and Muller; no spare is kept, so the state is these four words alone.
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  /// Two independent standard normal draws for the price of one (Box & Muller 1958).
  public mutating func normalPair() -> (Double, Double) {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    return (radius * cos(angle), radius * sin(angle))
  }

  /// Brings numbers into a random order (Fisher & Yates), whatever order the standard library would choose in its next
  /// version; generic over the elements it would allocate when called from another module.
  public mutating func shuffle(_ elements: inout [Int]) {
    for i in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(i, index(below: i + 1)) }
  }

  /// The state as words, for checkpoints: the key and the four of xoshiro.
  public var words: [UInt64] { [key, s0, s1, s2, s3] }

  /// - Precondition: five words, as ``words`` gives them.
  public init(words: some Collection<UInt64>) {
    precondition(words.count == 5, "a stream has five words")
    let w = Array(words)
    (key, s0, s1, s2, s3) = (w[0], w[1], w[2], w[3], w[4])
  }

  /// The same without an array.
  var record: (UInt64, UInt64, UInt64, UInt64, UInt64) { (key, s0, s1, s2, s3) }

  init(record: (UInt64, UInt64, UInt64, UInt64, UInt64)) { (key, s0, s1, s2, s3) = record }
}

/// SplitMix64 (Steele et al. 2014), which seeds the streams.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension UInt64 {
  fileprivate func rotatedLeft(_ count: UInt64) -> UInt64 { (self << count) | (self >> (64 - count)) }
}
