import ArgumentParser
import CommandLineSupport
import Foundation
import Logs
import Reports
import RobotModels
import Robots

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write one HTML page on which a person sees the robot move, beside its plots.",
    discussion: """
      Of a log (from simulate or robot-bridge deploy): the robot in 3D, its joints' plots, what the safety supervisor did.
      Of a run: the same of one simulated episode of its policy, with the learning curves, the certificate, the
      pictures of its last evaluation and the settings. Of a training with --seeds all of its runs; of an ablation's
      folder, which randomization mattered. Several become tabs of one page. The page holds everything and loads nothing.

      Example:  sim2real report runs/swingup runs/nominal --out report.html
                sim2real report swingup.mcap --out report.html
                sim2real report runs/cartpole-swingup-ablation --out ablation.html
      """)

  @Argument(help: "Run folders and logs.")
  var sources: [String]

  @Option(help: "Where the page goes.")
  var out = "report.html"

  @Option(help: "The robot's folder, for its shapes; otherwise those of the log's /robot_description.")
  var robot: String?

  @Option(help: "So long at most is a run's policy simulated; otherwise the scenario's episode.")
  var seconds: Double?

  @Option(help: "Fixes the simulated episode of a run.")
  var seed: UInt64 = 1

  func validate() throws {
    if let seconds, !(seconds > 0 && seconds < 1e5) {
      throw ValidationError("--seconds \(seconds): give a positive number of seconds.")
    }
  }

  func run() throws {
    let entries = try sources.flatMap(entries)
    let title = sources.count == 1 ? entries[0].name : "\(entries.count) runs"
    let page = ReportPage(title: title, entries: entries).html()
    try OutputFile.write(page, to: out)
    Terminal.show("Wrote \(out), " + String(format: "%.1f MB.", Double(page.utf8.count) / 1e6))
  }

  private func entries(_ source: String) throws -> [ReportPage.Entry] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
      throw ValidationError("\(source): there is no such run or log: correct the path.")
    }
    guard isFolder.boolValue else { return [try logEntry(source)] }
    let (folder, seeds) = (RunFolder(source), SeedFolder(source))
    if FileManager.default.fileExists(atPath: folder.ablation) { return [try AblationFigures.entry(folder)] }
    if !seeds.seeds.isEmpty { return try SeedsReport(folder: seeds, seed: seed, seconds: seconds).entries() }
    return [try RunReport(folder, seed: seed, seconds: seconds).entry()]
  }

  private func logEntry(_ path: String) throws -> ReportPage.Entry {
    let log = try RecordedLog(reading: path)
    let model: RobotModel
    if let robot {
      model = try RobotModel(of: RobotDescription(contentsOf: URL(fileURLWithPath: robot)))
    } else {
      guard !log.header.urdf.isEmpty else {
        throw ValidationError("\(path): holds no /robot_description: name the robot's folder with --robot.")
      }
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      model = log.header.urdf.contains("<mujoco")
        ? try RobotModel(mjcf: log.header.urdf, file: path, folder: folder)
        : try RobotModel(urdf: log.header.urdf, file: path, folder: folder)
    }
    let recording = try RunRecording(log, transforms: RecordedTransforms(reading: path), model: model)
    return ReportPage.Entry(
      name: URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent, recording: recording,
      details: [.facts(title: "Log", LogFacts.of(log))])
  }
}
