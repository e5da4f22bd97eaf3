import CommandLineSupport
import Foundation
import Simulation

/// Writes down the last second of simulations that diverged, `diverged-1.yaml` and on, and says so; the first few of a
/// run, since more of them teach nothing.
final class DivergenceRecords {
  private static let limit = 3
  private let folder: URL
  private var count = 0

  init(in folder: URL) { self.folder = folder }

  /// - Parameter run: what tells the run from others, such as the scenario and the seed.
  func add(_ second: LastSecond, run: [(key: String, value: String)]) {
    guard count < Self.limit else { return }
    count += 1
    let numbered = (1...).lazy.map { self.folder.appendingPathComponent("diverged-\($0).yaml") }
    let file = numbered.first { !FileManager.default.fileExists(atPath: $0.path) }!.relativePath
    Terminal.rewrite("")
    do {
      try OutputFile.write(second.yaml(of: run), to: file)
      let last = count == Self.limit ? " No more are written." : ""
      Terminal.say("\(Terminal.sentence("\(second.failure)")). What led there is in \(file).\(last)")
    } catch { Terminal.say("\(Terminal.sentence("\(second.failure)")). \(error)") }
  }
}
