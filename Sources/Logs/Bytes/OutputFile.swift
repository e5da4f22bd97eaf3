import Glibc

/// A file being written by one owner; closed at the end of its life.
struct OutputFile: ~Copyable {
  let path: String
  private let descriptor: CInt
  /// Bytes written so far, which is where the next ones go.
  private(set) var offset = 0

  /// Creates the file, or empties it.
  init(creating path: String) throws(LogError) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.fault(path, nil, "cannot be created") }
    self.path = path
  }

  deinit { _ = close(descriptor) }

  /// Writes all of it, going on after interruptions and partial writes.
  mutating func write(_ bytes: [UInt8]) throws(LogError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.fault(path, offset + done, "cannot be written") }
      done += count
    }
    offset += done
  }

  /// Waits until what was written is on the disk, so that it outlives a pulled plug.
  func synchronize() throws(LogError) {
    // EINVAL: a pipe or a device such as /dev/full, which has no disk behind it.
    guard fdatasync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
      throw Self.fault(path, offset, "cannot be written")
    }
  }

  private static func fault(_ path: String, _ offset: Int?, _ what: String) -> LogError {
    LogError(.system, file: path, offset: offset, problem: "\(what): \(systemReason())")
  }
}

/// The whole content of a file.
func readFile(_ path: String) throws(LogError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    throw LogError(.system, file: path, problem: "cannot be opened: \(systemReason())")
  }
  defer { _ = close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    throw LogError(.system, file: path, problem: "is not a file; give the path of a log")
  }
  var failed = false
  let size = Int(status.st_size)
  let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    while count < size {
      let got = read(descriptor, buffer.baseAddress! + count, size - count)
      if got < 0 && errno == EINTR { continue }
      failed = got < 0
      if got <= 0 { break }
      count += got
    }
  }
  guard !failed else { throw LogError(.system, file: path, problem: "cannot be read: \(systemReason())") }
  return bytes
}

/// What the last system call said, such as "no space left on device".
func systemReason() -> String {
  let reason = String(cString: strerror(errno))
  return reason.prefix(1).lowercased() + reason.dropFirst()
}
