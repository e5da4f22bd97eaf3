public import Foundation

/// How input files are read and named in sentences to people.
public enum InputFile {
  /// The path to show: relative to the working directory where the file lies below it.
  public static func name(of url: URL) -> String {
    let path = url.standardizedFileURL.path
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).standardizedFileURL.path + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }

  /// The whole text of a file.
  ///
  /// - Throws: ``InputError`` when there is no such file or it is not UTF-8 text.
  public static func text(of url: URL) throws(InputError) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw InputError(file: name(of: url), problem: "there is no such file; \(mend(forMissing: url))")
    }
    guard !isFolder.boolValue else {
      throw InputError(file: name(of: url), problem: "is a folder; name a file in it")
    }
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw InputError(file: name(of: url), problem: "cannot be read; look at its permissions")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw InputError(file: name(of: url), problem: "is not UTF-8 text; save it as UTF-8")
    }
    return text
  }

  /// Names the nearest file beside a missing one.
  private static func mend(forMissing url: URL) -> String {
    let folder = url.deletingLastPathComponent()
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      return "there is no folder \(name(of: folder)) either, so correct the path"
    }
    return NearestName.of(url.lastPathComponent, in: names.sorted()).map { "the nearest is \($0)" }
      ?? "create it or correct the path"
  }
}
