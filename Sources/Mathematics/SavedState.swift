/// The state of something that can be saved and restored to the same bits: a flat record.
///
/// Saving appends in a fixed order and restoring takes in the same order, so nested parts need no names. The arrays
/// keep their capacity between uses, so a planner that saves at each node does not allocate.
public struct SavedState: Sendable, Equatable, Codable {
  public private(set) var reals: [Double] = []
  public private(set) var words: [UInt64] = []
  private var nextReal = 0
  private var nextWord = 0

  public init() {}

  public mutating func removeAll() {
    reals.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    rewind()
  }

  /// Restoring begins at the first entry again.
  public mutating func rewind() {
    nextReal = 0
    nextWord = 0
  }

  public mutating func append(_ value: Double) { reals.append(value) }
  public mutating func append(contentsOf values: [Double]) { reals.append(contentsOf: values) }
  public mutating func append(_ word: UInt64) { words.append(word) }
  public mutating func append(_ value: Int) { words.append(UInt64(bitPattern: Int64(value))) }
  public mutating func append(_ flag: Bool) { words.append(flag ? 1 : 0) }
  public mutating func append(_ stream: RandomStream) {
    let record = stream.record
    words.append(record.0)
    words.append(record.1)
    words.append(record.2)
    words.append(record.3)
    words.append(record.4)
  }

  public mutating func takeReal() -> Double {
    defer { nextReal += 1 }
    return reals[nextReal]
  }

  /// Fills an array of known length.
  public mutating func take(into values: inout [Double]) { for i in values.indices { values[i] = takeReal() } }

  public mutating func takeWord() -> UInt64 {
    defer { nextWord += 1 }
    return words[nextWord]
  }

  public mutating func takeInt() -> Int { Int(Int64(bitPattern: takeWord())) }
  public mutating func takeFlag() -> Bool { takeWord() != 0 }

  public mutating func takeStream() -> RandomStream {
    RandomStream(record: (takeWord(), takeWord(), takeWord(), takeWord(), takeWord()))
  }
}
