import ArgumentParser
import CommandLineSupport
import Foundation
import Policies
import RobotModels
import Robots
import Scenarios

/// The folder of a run, `runs/<name>/`, and the files in it.
struct RunFolder {
  let url: URL

  init(_ path: String) { url = URL(fileURLWithPath: path, isDirectory: true) }

  var path: String { url.relativePath }
  /// The resolved scenario: overrides and defaults written out.
  var scenario: String { file("scenario.yaml") }
  /// The same as it was before the training box moved.
  var declaredScenario: String { file("scenario-declared.yaml") }
  var policy: String { file("policy.onnx") }
  var checkpoint: URL { url.appendingPathComponent("checkpoint") }
  /// How it was trained: seed, version, seconds, last figures.
  var training: String { file("training.json") }
  /// Each evaluation of the policy on the way, a line.
  var evaluations: String { file("evaluations.csv") }
  /// How far a learned model can be trusted.
  var modelReport: String { file("model-report.json") }
  var certificate: String { file("certificate.json") }
  /// All that the last evaluation of every held-out set found, for `sim2real report`.
  var evaluation: String { file("evaluation.json") }
  /// Which randomization mattered, in an ablation's folder.
  var ablation: String { file("ablation.json") }
  /// How it was refined, and what it was worth before and after.
  var refinement: String { file("refine.json") }

  /// A file that a learner of its own kind keeps, such as a curve or a picture.
  func document(_ name: String) -> String { file(name) }

  private func file(_ name: String) -> String { url.appendingPathComponent(name).relativePath }

  func create() throws {
    do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
      throw ValidationError("\(path): cannot be made: name a folder that can be written to with --out.")
    }
  }

  var exists: Bool { FileManager.default.fileExists(atPath: url.path) }

  /// Makes the folder this process's own for as long as it lives, and clears away what killed ones left half written.
  func claim() throws {
    guard access(path, W_OK | X_OK) == 0 else {
      throw ValidationError(
        "\(path): cannot be written to (\(String(cString: strerror(errno)))): name a folder that can with --out.")
    }
    // Never closed: the lock goes with the process, however that ends. Not every file system has locks.
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw ValidationError("\(path): another training writes there: wait for its end, or name another folder with --out.")
    }
    AtomicFile.removeLeftovers(in: path)
  }

  /// Keeps the resolved scenario and, beside it, the robot that it names: the run can be used from any folder, and means
  /// the robot that it was made for, whatever becomes of that in `robots/`.
  func keep(_ scenario: ScenarioFile) throws {
    if case .robot(let scenario) = scenario, let path = scenario.portableRobotPath {
      let (source, copy) = (scenario.robot.folder, url.appendingPathComponent(path, isDirectory: true))
      if source.standardizedFileURL.path != copy.standardizedFileURL.path {
        try RunFolder(copy.relativePath).create()
        let model = source.appendingPathComponent(scenario.robot.model)
        try OutputFile.write(
          InputFile.text(of: source.appendingPathComponent("robot.yaml")),
          to: copy.appendingPathComponent("robot.yaml").relativePath)
        try OutputFile.write(
          RobotModel(contentsOf: model).textToMove(InputFile.text(of: model)),
          to: copy.appendingPathComponent(scenario.robot.model).relativePath)
      }
    }
    try OutputFile.write(scenario.resolvedText, to: self.scenario)
  }

  /// The policy file that `RUN|POLICY` means.
  static func policyPath(_ argument: String) -> String {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder)
    return exists && isFolder.boolValue ? RunFolder(argument).policy : argument
  }

  /// The scenario named on the command line, else the one beside a policy.
  static func scenarioFile(for policy: String, named name: String?) throws -> ScenarioFile {
    if let name { return try ScenarioFile(contentsOf: URL(fileURLWithPath: name)) }
    let beside = URL(fileURLWithPath: policy).deletingLastPathComponent().appendingPathComponent("scenario.yaml")
    guard FileManager.default.fileExists(atPath: beside.path) else {
      throw ValidationError("\(policy): has no scenario.yaml beside it: name the scenario with --scenario.")
    }
    return try ScenarioFile(contentsOf: beside)
  }

  /// The same where only a robot's scenario will do.
  static func scenario(for policy: String, named name: String?) throws -> Scenario {
    switch try scenarioFile(for: policy, named: name) {
    case .robot(let scenario): return scenario
    case .external(let scenario):
      throw ValidationError("\(scenario.file): its environment is \(scenario.environment.text) and no robot: give a robot's scenario with --scenario.")
    case .gridworld(let scenario):
      throw ValidationError("\(scenario.file): is a gridworld and no robot: give a robot's scenario with --scenario.")
    }
  }
}
