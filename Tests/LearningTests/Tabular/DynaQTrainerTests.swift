import Control
import Foundation
import FoundationXML
import Learning
import Mathematics
import Planning
import Scenarios
import TestSupport
import Testing

enum Mazes {
  static func scenario(_ name: String, _ overrides: String...) throws -> GridworldScenario {
    try GridworldScenario(
      contentsOf: Repository.root.appendingPathComponent("scenarios/gridworlds/\(name).yaml"),
      overrides: overrides.map { "learner.dyna-q.\($0)" })
  }

  static func trainer(_ scenario: GridworldScenario, seed: UInt64 = 1) throws -> DynaQTrainer {
    guard case .dynaQ(let settings) = scenario.learner else { fatalError("not dyna-q") }
    return DynaQTrainer(environment: scenario.gridworld, settings: settings, seed: seed) { $0 }
  }
}

@Suite struct DynaQTrainerTests {
  @Test("each variant finds the shortest way through the Dyna maze", arguments: DynaQSettings.Variant.allCases)
  func dynaMaze(variant: DynaQSettings.Variant) throws {
    let trainer = try Mazes.trainer(
      Mazes.scenario(
        "dyna-maze", "variant=\(variant.rawValue)", "bonus=0.0001", "exploration=0.3", "total_steps=10000"))
    var last = TrainingProgress()
    while !trainer.isFinished { last = try trainer.step() }
    #expect(trainer.steps == 10000)
    #expect(last["evaluation/length"] == 14 && last["evaluation/success"] == 1)
    #expect(trainer.summary?.hasPrefix("greedy: 100 %") == true)
  }

  @Test("over 4,000 steps planning makes episodes half as long as Q-learning alone does")
  func planningHelps() throws {
    func lengths(_ planning: Int) throws -> Double {
      var sum = 0.0
      for seed in 1...10 as ClosedRange<UInt64> {
        let trainer = try Mazes.trainer(Mazes.scenario("dyna-maze", "planning_steps=\(planning)", "total_steps=4000"), seed: seed)
        var mean: Double?
        while !trainer.isFinished { mean = try trainer.step().meanLength }
        sum += mean ?? 4000
      }
      return sum
    }
    let (planned, plain) = (try lengths(20), try lengths(0))
    #expect(planned < plain / 2, "\(planned) and \(plain)")
  }

  @Test("a checkpoint and what follows have the bits of a run without", arguments: DynaQSettings.Variant.allCases)
  func resumes(variant: DynaQSettings.Variant) throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let scenario = try Mazes.scenario("blocking-maze", "variant=\(variant.rawValue)", "evaluation_interval=300")
    let straight = try Mazes.trainer(scenario)
    while !straight.isFinished { _ = try straight.step() }
    let first = try Mazes.trainer(scenario)
    for _ in 0..<5 { _ = try first.step() }
    try first.save(to: file)
    let second = try Mazes.trainer(scenario)
    try second.resume(from: file)
    #expect(second.steps == 1250 && second.iteration == 5)
    while !second.isFinished { _ = try second.step() }
    #expect(try second.documents() == straight.documents())
    try straight.save(to: file)
    let bytes = try Data(contentsOf: file)
    try second.save(to: file)
    #expect(try Data(contentsOf: file) == bytes)
    #expect(throws: TrainingError.self) { try Mazes.trainer(scenario, seed: 2).resume(from: file) }
  }

  @Test("the run folder's files hold every episode, the evaluations, and a picture of values and path")
  func documents() throws {
    let trainer = try Mazes.trainer(Mazes.scenario("dyna-maze"))
    while !trainer.isFinished { _ = try trainer.step() }
    let documents = try trainer.documents()
    #expect(documents.map(\.name) == ["episodes.csv", "evaluations.csv", "values.svg"])
    let rows = documents[0].text.split(separator: "\n").dropFirst().map { $0.split(separator: ",").compactMap { Int($0) } }
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $1[1] - $0[1] == $1[2] })
    let length = try #require(documents[1].text.firstMatch(of: /3000,1.0,(\d+).0,1.0\n$/)).1
    let svg = documents[2].text
    #expect(svg.contains("<polyline") && svg.contains(">S</text>") && svg.contains(">G</text>"))
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    #expect(svg.components(separatedBy: "#404040").count - 1 == 7)
    let points = try #require(svg.firstMatch(of: /points="([^"]*)"/)).1.split(separator: " ")
    #expect(points.count == Int(length)! + 1)
  }

  @Test("a robot's readings in bins: the point mass is brought home, and a run resumes to the same bits")
  func discretised() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    var settings = DynaQSettings()
    settings.totalSteps = 6000
    settings.stepSize = 0.2
    settings.evaluationInterval = 1000
    settings.evaluationEpisodes = 20
    let discretisation = Discretisation(
      axes: [
        .init(sensor: 0, name: "mass.position", unit: "m", wraps: false, partition: .uniform(bins: 13, lower: -3, upper: 3)),
        .init(sensor: 1, name: "mass.velocity", unit: "m_per_s", wraps: false, partition: .uniform(bins: 9, lower: -2, upper: 2)),
      ],
      levels: [.init(name: "mass.effort", unit: "N", values: [-2, 0, 2], limit: PointMass.force)], holdTicks: 2)
    settings.discretisation = discretisation
    func trainer() -> DynaQTrainer {
      DynaQTrainer(
        environment: DiscretisedEnvironment(PointMass(copies: 1, seed: 1), discretisation: discretisation),
        settings: settings, seed: 1
      ) { _ in DiscretisedEnvironment(PointMass(copies: 1, seed: 77), discretisation: discretisation) }
    }
    let straight = trainer()
    let untrained = try straight.step()
    #expect(untrained.meanReturn != nil)
    var returns: [Double] = []
    while !straight.isFinished { if let value = try straight.step()["evaluation/return"] { returns.append(value) } }
    // 50 is what nothing can exceed; doing nothing earns about 33 on average.
    #expect(try #require(returns.last) > 42, "\(returns)")

    let first = trainer()
    for _ in 0..<9 { _ = try first.step() }
    try first.save(to: file)
    let second = trainer()
    try second.resume(from: file)
    while !second.isFinished { _ = try second.step() }
    #expect(try second.documents() == straight.documents())
    #expect(try straight.documents()[2].text.contains("mass.velocity, m_per_s"))
  }
}
