import Foundation
import Policies

/// A checkpoint's bytes on the disk: magic, version, length, checksum, payload; little-endian.
///
/// A file is replaced as a whole, so that an interrupted save leaves the last checkpoint as it was.
enum CheckpointFile {
  private static let magic: [UInt8] = Array("S2RCHECK".utf8)
  private static let version: UInt64 = 1
  private static let headerCount = 32

  static func write(_ payload: [UInt8], to file: URL) throws(TrainingError) {
    var header = CheckpointWriter()
    header.append(version)
    header.append(UInt64(payload.count))
    header.append(checksum(payload[...]))
    do {
      try AtomicFile.replace(file.path, with: magic + header.bytes + payload)
    } catch {
      throw .unwritableCheckpoint(file: file.path, problem: error.description)
    }
  }

  static func read(_ file: URL) throws(TrainingError) -> [UInt8] {
    func unreadable(_ problem: String) -> TrainingError { .unreadableCheckpoint(file: file.path, problem: problem) }
    guard let data = try? Data(contentsOf: file) else { throw unreadable("it does not exist or may not be read") }
    let bytes = [UInt8](data)
    guard bytes.count >= headerCount, bytes.starts(with: magic) else { throw unreadable("it is not a checkpoint") }
    var header = CheckpointReader(bytes[magic.count..<headerCount])
    guard let found = header.takeWord(), let length = header.takeWord(), let sum = header.takeWord() else {
      throw unreadable("it is cut off")
    }
    guard found == version else {
      throw unreadable("its version is \(found) and this program writes and reads version \(version)")
    }
    let payload = bytes[headerCount...]
    guard UInt64(payload.count) == length else { throw unreadable("it is cut off") }
    guard checksum(payload) == sum else { throw unreadable("its checksum does not fit its content") }
    return Array(payload)
  }

  /// FNV-1a, 64 bits.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
}
