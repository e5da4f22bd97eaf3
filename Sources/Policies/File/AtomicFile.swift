#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files that are either the old ones or the new ones, whatever happens while they are written.
public enum AtomicFile {
  /// The system's error number and its words.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    public let number: Int32
    public var description: String { String(cString: strerror(number)) }
    /// Whether more space is what it needs.
    public var isFull: Bool { [ENOSPC, EDQUOT, EFBIG].contains(number) }
  }

  /// Writes beside the file, flushes to the disk, and renames.
  public static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
    let temporary = "\(path).\(getpid()).tmp"
    do throws(Failure) {
      let file = try check(open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644))
      do throws(Failure) {
        try writeAll(bytes, to: file)
        try check(fsync(file))
      } catch {
        close(file)
        throw error
      }
      try check(close(file))
      try check(rename(temporary, path))
    } catch {
      unlink(temporary)
      throw error
    }
    // The rename itself reaches the disk with the folder.
    let end = path.lastIndex(of: "/")
    let folder = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let directory = try check(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    defer { close(directory) }
    try check(fsync(directory))
  }

  /// Removes what processes that were killed while they wrote left in a folder: `NAME.PROCESS.tmp` of ones that are gone.
  public static func removeLeftovers(in folder: String) {
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
          String(cString: $0)
        }
      }
      let parts = name.split(separator: ".")
      guard parts.count > 2, parts.last == "tmp", let process = pid_t(parts[parts.count - 2]), process > 0,
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      unlink("\(folder)/\(name)")
    }
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32) throws(Failure) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { write(file, $0.baseAddress! + written, $0.count - written) }
      if count < 0 {
        guard errno == EINTR else { throw Failure(number: errno) }
      } else {
        written += count
      }
    }
  }

  @discardableResult
  private static func check(_ result: Int32) throws(Failure) -> Int32 {
    guard result >= 0 else { throw Failure(number: errno) }
    return result
  }
}
