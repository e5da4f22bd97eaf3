import Foundation
import Robots
import Scenarios
import TestSupport
import Testing

@Suite struct ExternalScenarioTests {
  private func read(_ text: String, _ overrides: [String] = []) throws -> ScenarioFile {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("x.yaml")
    try text.write(to: file, atomically: true, encoding: .utf8)
    return try ScenarioFile(contentsOf: file, overrides: overrides)
  }

  private let good = """
    name: ant
    environment: gymnasium:Ant-v5
    arguments: {include_cfrc_ext_in_observation: false, healthy_z_range: [0.3, 1], frame_skip: 4, xml_file: "a \\"b\\""}
    learner:
      sac: {total_steps: 7000}
    """

  @Test("the file says which environment, with which arguments, and how it is learned")
  func reads() throws {
    guard case .external(let scenario) = try read(good) else {
      Issue.record("is no external scenario")
      return
    }
    #expect(scenario.environment == .gymnasium(id: "Ant-v5") && scenario.line == 2)
    #expect(
      scenario.arguments == [
        .init("include_cfrc_ext_in_observation", .flag(false)),
        .init("healthy_z_range", .list([.number(0.3), .integer(1)])), .init("frame_skip", .integer(4)),
        .init("xml_file", .text("a \"b\"")),
      ])
    guard case .sac(let settings) = scenario.learner else {
      Issue.record("another learner")
      return
    }
    #expect(settings.totalSteps == 7000)
  }

  @Test("the resolved text gives an equal scenario", arguments: [[], ["arguments.frame_skip=2", "learner=sac"]])
  func resolves(overrides: [String]) throws {
    let first = try read(good, overrides)
    #expect(try read(first.resolvedText).resolvedText == first.resolvedText)
  }

  @Test("the repository's own files can be read", arguments: [
    "inverted-pendulum", "hopper", "half-cheetah", "walker2d", "ant", "inverted-pendulum-mbpo", "hopper-dhmbpo",
    "half-cheetah-dhmbpo",
  ])
  func files(name: String) throws {
    let url = Repository.root.appendingPathComponent("scenarios/gymnasium/\(name).yaml")
    #expect(try ScenarioFile(contentsOf: url).name == name)
  }

  @Test(
    "what cannot be is one sentence with file, line, key and mend",
    arguments: [
      ("environment: gymnasium:Ant-v5", "environment: mujoco:Ant-v5", 2, "write gymnasium:ID"),
      ("environment: gymnasium:Ant-v5", "environment: \"gymnasium:\"", 2, "write gymnasium:ID"),
      ("name: ant", "name: ant\nrobot: ../robots/cartpole", 3, "environment: the file names a robot already"),
      ("name: ant", "name: ant\nepisode_s: 5", 2, "episode_s: this key is unknown"),
      ("frame_skip: 4", "frame_skip: {a: 4}", 3, "arguments.frame_skip: is a mapping"),
      ("sac: {total_steps: 7000}", "sack: {}", 5, "learner.sack: this key is unknown; the nearest is sac"),
    ])
  func refuses(target: String, replacement: String, line: Int, fragment: String) throws {
    let error = #expect(throws: InputError.self) { try read(good.replacing(target, with: replacement)) }
    let sentence = try #require(error).description
    #expect(sentence.contains("x.yaml:\(line): ") && sentence.contains(fragment), "\(sentence)")
  }
}
