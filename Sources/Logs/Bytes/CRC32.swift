internal import CZlib

/// The CRC-32 of zlib, which MCAP uses for chunks and summary.
package func crc32(of bytes: ArraySlice<UInt8>) -> UInt32 {
  bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: CZlib.crc32_z(0, $0.baseAddress, $0.count)) }
}
