/// Appending numbers in little-endian order, for every format of this target.
extension [UInt8] {
  @inlinable
  package mutating func append<T: FixedWidthInteger>(little value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  @inlinable
  package mutating func append(little value: Double) { append(little: value.bitPattern) }

  @inlinable
  package mutating func append(little value: Float) { append(little: value.bitPattern) }

  /// Overwrites the bytes from `offset` on, to fill in a length that is known only afterwards.
  @inlinable
  package mutating func write<T: FixedWidthInteger>(little value: T, at offset: Int) {
    for i in 0..<(T.bitWidth / 8) { self[offset + i] = UInt8(truncatingIfNeeded: value >> (8 * T(i))) }
  }

  /// The number at `offset`.
  ///
  /// - Precondition: its bytes lie within the array.
  @inlinable
  package func little<T: FixedWidthInteger>(_ type: T.Type = T.self, at offset: Int) -> T {
    withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
  }
}
