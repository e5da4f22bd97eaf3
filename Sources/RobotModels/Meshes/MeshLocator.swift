import Foundation

/// Finds the files that a model names.
struct MeshLocator {
  /// The model file's; nil: nothing is found.
  let folder: URL?
  /// Where ROS looks for packages.
  var packagePath = ProcessInfo.processInfo.environment["ROS_PACKAGE_PATH"] ?? ""

  /// - Parameter name: `package://NAME/path` (or Gazebo's `model://`), `file://path`, a path, absolute or from `folder`.
  func locate(_ name: String) -> URL? {
    candidates(name).first { FileManager.default.fileExists(atPath: $0.path) }?.standardizedFileURL
  }

  private func candidates(_ name: String) -> [URL] {
    for scheme in ["package://", "model://"] where name.hasPrefix(scheme) {
      return inPackages(String(name.dropFirst(scheme.count)))
    }
    let path = name.hasPrefix("file://") ? String(name.dropFirst("file://".count)) : name
    if path.hasPrefix("/") { return [URL(fileURLWithPath: path)] }
    return folder.map { [$0.appendingPathComponent(path)] } ?? []
  }

  /// Up the tree of folders, then in ROS_PACKAGE_PATH; last as if any folder above were the package.
  private func inPackages(_ path: String) -> [URL] {
    let package = String(path.prefix { $0 != "/" })
    let rest = String(path.dropFirst(package.count + 1))
    var above: [URL] = []
    if var place = folder?.standardizedFileURL {
      above.append(place)
      while place.path != "/" {
        place.deleteLastPathComponent()
        above.append(place)
      }
    }
    let known = above + packagePath.split(separator: ":").map { URL(fileURLWithPath: String($0)) }
    return known.flatMap { place in
      (place.lastPathComponent == package ? [place.appendingPathComponent(rest)] : [])
        + [place.appendingPathComponent(path)]
    } + above.map { $0.appendingPathComponent(rest) }
  }
}
