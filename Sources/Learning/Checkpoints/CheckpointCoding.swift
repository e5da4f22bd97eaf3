package import Mathematics

/// Appends values to a checkpoint's payload, little-endian.
package struct CheckpointWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func append(_ word: UInt64) { withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) } }

  package mutating func append(_ text: String) {
    append(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// What another writer appended.
  package mutating func append(_ part: [UInt8]) { bytes.append(contentsOf: part) }

  package mutating func append(_ values: [Float]) {
    append(UInt64(values.count))
    guard UInt32(1).littleEndian != 1 else {
      // The bytes as they lie in memory: buffers hold millions of rows.
      values.withUnsafeBytes { bytes.append(contentsOf: $0) }
      return
    }
    for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) } }
  }

  package mutating func append(_ state: SavedState) {
    append(UInt64(state.reals.count))
    for real in state.reals { append(real.bitPattern) }
    append(UInt64(state.words.count))
    for word in state.words { append(word) }
  }
}

/// Takes them out again in the same order; nil where the payload ends too soon.
package struct CheckpointReader {
  private var bytes: ArraySlice<UInt8>

  package init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  package var isAtEnd: Bool { bytes.isEmpty }

  package mutating func takeWord() -> UInt64? {
    guard bytes.count >= 8 else { return nil }
    let word = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    bytes.removeFirst(8)
    return word
  }

  package mutating func takeText() -> String? {
    guard let count = takeCount(of: 1) else { return nil }
    defer { bytes.removeFirst(count) }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  package mutating func takeFloats() -> [Float]? {
    guard let count = takeCount(of: 4) else { return nil }
    var values = [Float](repeating: 0, count: count)
    bytes.withUnsafeBytes { source in
      for i in values.indices {
        let word = source.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self)
        values[i] = Float(bitPattern: UInt32(littleEndian: word))
      }
    }
    bytes.removeFirst(4 * count)
    return values
  }

  package mutating func takeState() -> SavedState? {
    var state = SavedState()
    guard let reals = takeCount(of: 8) else { return nil }
    for _ in 0..<reals { state.append(Double(bitPattern: takeWord() ?? 0)) }
    guard let words = takeCount(of: 8) else { return nil }
    for _ in 0..<words { state.append(takeWord() ?? 0) }
    return state
  }

  /// A number of elements that the rest really holds.
  private mutating func takeCount(of size: Int) -> Int? {
    guard let count = takeWord(), count <= UInt64(bytes.count / size) else { return nil }
    return Int(count)
  }
}
