import ArgumentParser
import CommandLineSupport
import Foundation
import RobotModels
import Robots
import Scenarios
import Simulation

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what was read of a robot, a model file or a scenario, and what is wrong with it.",
    discussion: """
      Shows links, joints, masses, drives, sensors and shapes, and names with file and line everything that the file \
      holds and this program does not use. Ends with 1 when it would not simulate.

      Example:  sim2real check robots/cartpole
                sim2real check so101.urdf --starter robots/so101
      """)

  @Argument(help: "A folder of robots/, a robot.yaml, a URDF or MJCF file, or a file of scenarios/.")
  var path: String

  @Flag(help: "Of a model file that leaves it open, as most URDF files do: nothing holds its root.")
  var floating = false

  @Option(help: "Of a model file: write a robot.yaml to begin with into this folder, which must not have one.")
  var starter: String?

  @Option(help: "Write what was read to this file as JSON.")
  var json: String?

  func run() throws {
    let report = try self.report()
    Terminal.show(report.text)
    if let json { try OutputFile.write(report, to: json) }
    if let fault = report.faults.first {
      throw NegativeAnswer(sentence: "It would not simulate: \(fault)")
    }
    if let starter, let model = report.model {
      let written = try RobotStarter(model: model, file: URL(fileURLWithPath: path)).write(to: starter)
      Terminal.say("Wrote \(written). Its numbers marked \"own guess\" are to be replaced by your robot's.")
    }
  }

  private func report() throws -> CheckReport {
    let url = URL(fileURLWithPath: path)
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    let isModel = exists && !isFolder.boolValue && ["urdf", "xml", "mjcf"].contains(url.pathExtension.lowercased())
    guard starter == nil || isModel else {
      throw ValidationError("--starter: is made of a model file: give a .urdf or .xml file instead of \(path).")
    }
    guard !floating || isModel else {
      throw ValidationError("--floating: is said of a model file: robot.yaml says it by base.")
    }
    if isModel {
      var model = try RobotModel(reading: url)
      if floating { model.base = .floating }
      return CheckReport(model: model)
    }
    if exists && isFolder.boolValue { return try robot(at: url) }
    if exists, ["onnx", "mcap"].contains(url.pathExtension.lowercased()) {
      let command = url.pathExtension.lowercased() == "onnx" ? "evaluate" : "replay"
      throw ValidationError("\(path): is neither a robot nor a scenario: look at it with sim2real \(command).")
    }
    // A robot's file and a scenario's are told apart by their keys.
    let keys = try YAMLValue(contentsOf: url).namedFields().map(\.key)
    if keys.contains("joints") || keys.contains("model") { return try robot(at: url) }
    switch try ScenarioFile(contentsOf: url) {
    case .robot(let scenario):
      var report = try robot(scenario.robot)
      report.scenario = .init(scenario)
      return report
    case .external(let scenario):
      throw ValidationError("\(scenario.file): is a scenario of another environment, not of a robot: there is nothing to check.")
    case .gridworld(let scenario):
      throw ValidationError("\(scenario.file): is a gridworld, not a robot: there is nothing to check.")
    }
  }

  private func robot(at url: URL) throws -> CheckReport { try robot(RobotDescription(contentsOf: url)) }

  private func robot(_ robot: RobotDescription) throws -> CheckReport {
    var model = try RobotModel(reading: robot.folder.appendingPathComponent(robot.model))
    if robot.base != .fixed { model.base = .floating }
    var report = CheckReport(model: model)
    if report.faults.isEmpty { _ = try SimulationModel(robot: robot, model: model) }
    report.robot = .init(robot)
    return report
  }
}
