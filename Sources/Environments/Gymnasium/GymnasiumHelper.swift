import Control
import Foundation

/// Where the Gymnasium helper and a Python for it lie on this machine.
struct GymnasiumHelper {
  let python: URL
  let script: URL

  private static let path = "tools/python/gymnasium_environments.py"

  /// Looks in the folders above the working one and above the program; a `.venv` beside `tools` is preferred to the
  /// system's Python, and `SIM2REAL_PYTHON` to both.
  static func find() throws(EnvironmentFailure) -> GymnasiumHelper {
    let files = FileManager.default
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let bases = above(URL(fileURLWithPath: files.currentDirectoryPath)) + above(program.deletingLastPathComponent())
    guard let root = bases.first(where: { files.fileExists(atPath: $0.appendingPathComponent(path).path) }) else {
      throw EnvironmentFailure(
        "\(path) is in no folder above the working one or the program: work in a folder of the project.")
    }
    return GymnasiumHelper(python: python(root: root), script: root.appendingPathComponent(path))
  }

  private static func python(root: URL) -> URL {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["SIM2REAL_PYTHON"], !path.isEmpty { return URL(fileURLWithPath: path) }
    let own = root.appendingPathComponent(".venv/bin/python")
    if FileManager.default.isExecutableFile(atPath: own.path) { return own }
    let folders = (environment["PATH"] ?? "/usr/bin").split(separator: ":").map { URL(fileURLWithPath: String($0)) }
    let candidates = folders.map { $0.appendingPathComponent("python3") }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
      ?? URL(fileURLWithPath: "/usr/bin/python3")
  }

  /// The folder and all above it, the nearest first.
  private static func above(_ folder: URL) -> [URL] {
    var folders = [folder.standardizedFileURL]
    while folders[folders.count - 1].path != "/" { folders.append(folders[folders.count - 1].deletingLastPathComponent()) }
    return folders
  }
}
