import ArgumentParser
import Foundation
import Wire

/// Where the deploys of this user on this computer listen: one socket for each link, in a folder of the user's own.
enum LocalAddress {
  /// `$XDG_RUNTIME_DIR/sim2real`, else `/tmp/sim2real-UID`.
  static var folder: String {
    if let runtime = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"],
      FileManager.default.fileExists(atPath: runtime)
    {
      return runtime + "/sim2real"
    }
    return "/tmp/sim2real-\(getuid())"
  }

  static func path(for link: LinkAddress) -> String {
    folder + "/" + String(link.description.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "_" }) + ".sock"
  }

  /// All sockets in the folder, running or left over.
  static var all: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".sock") }.sorted().map { folder + "/" + $0 }
  }

  /// Makes the folder, or makes sure that nobody else has made it.
  static func prepareFolder() throws {
    mkdir(folder, 0o700)
    var info = stat()
    guard lstat(folder, &info) == 0, info.st_mode & S_IFMT == S_IFDIR, info.st_uid == getuid(), info.st_mode & 0o077 == 0
    else { throw ValidationError("\(folder): must be a folder of yours that nobody else can enter: remove it.") }
  }

  /// The system's form of a path; nil for one that is too long.
  static func socketAddress(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }

  /// Calls `connect` or `bind` with a path.
  static func call(
    _ function: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ descriptor: Int32, _ path: String
  ) -> Int32 {
    guard var address = socketAddress(path) else {
      errno = ENAMETOOLONG
      return -1
    }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
