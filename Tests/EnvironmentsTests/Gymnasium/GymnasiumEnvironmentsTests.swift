import Control
import Environments
import Foundation
import Mathematics
import Scenarios
import TestSupport
import Testing

@Suite struct GymnasiumEnvironmentsTests {
  /// Environments that end in either way within these steps, and one without the first axis' observation.
  static let cases: [(id: String, arguments: [ExternalScenario.Argument], steps: Int)] = [
    ("InvertedPendulum-v5", [], 120),
    ("Hopper-v5", [], 60),
    ("Ant-v5", [.init("include_cfrc_ext_in_observation", .flag(false)), .init("max_episode_steps", .integer(25))], 60),
    ("Pendulum-v1", [.init("g", .number(9.81))], 210),
  ]

  static func environments(
    _ id: String, _ arguments: [ExternalScenario.Argument] = [], copies: Int, seed: UInt64 = 3
  ) throws -> GymnasiumEnvironments {
    var scenario = ExternalScenario(environment: .gymnasium(id: id), learner: .sac(SACSettings()))
    scenario.arguments = arguments
    return try GymnasiumEnvironments(scenario, copies: copies, seed: seed)
  }

  /// Normalised actions beyond ±1 among them.                    (steps × (copies × a))
  static func actions(_ environments: GymnasiumEnvironments, steps: Int) -> [Matrix] {
    var stream = RandomStream(seed: 11)
    return (0..<steps).map { _ in
      var actions = Matrix(rows: environments.count, columns: environments.actionCount)
      for i in actions.elements.indices { actions.elements[i] = Float(stream.uniform(in: -1.3...1.3)) }
      return actions
    }
  }

  @Test("one action of n is one of n levels; a learner of continuous actions is told which can")
  func discrete() throws {
    var settings = PPOSettings()
    settings.actionLevels = 3
    func make(_ learner: Learner) throws -> GymnasiumEnvironments {
      try GymnasiumEnvironments(
        ExternalScenario(environment: .gymnasium(id: "MountainCar-v0"), learner: learner), copies: 3, seed: 1)
    }
    let environments = try make(.ppo(settings))
    var batch = environments.makeBatch()
    try environments.reset(into: &batch)
    let before = batch.observations
    var actions = Matrix(rows: 3, columns: 1)
    for level in 0..<3 { actions[level, 0] = Float(level - 1) }
    try environments.step(actions, into: &batch)
    for level in 0..<3 {
      // Moore 1990 in Gymnasium's units: the velocity grows by 0.001 · (level − 1) − 0.0025 · cos 3x.
      let push = batch.observations[level, 1] - before[level, 1] + 0.0025 * cos(3 * before[level, 0])
      #expect(abs(push - 0.001 * Float(level - 1)) < 1e-7)
    }
    settings.actionLevels = nil
    for learner in [Learner.ppo(settings), .sac(SACSettings())] {
      #expect { _ = try make(learner) } throws: { "\($0)".contains("takes one of 3 actions; let ppo choose") }
    }
  }

  @Test("steps, endings and restarts are Gymnasium's own, to the bit", arguments: cases.indices)
  func agrees(index: Int) throws {
    let (id, arguments, steps) = Self.cases[index]
    let environments = try Self.environments(id, arguments, copies: 2)
    var batch = environments.makeBatch()
    try environments.reset(into: &batch)
    var lines = [hex(batch.observations.elements)]
    var commands: [Double] = []
    var ended = 0
    for actions in Self.actions(environments, steps: steps) {
      try environments.step(actions, into: &batch)
      commands += batch.applied.elements.map(Double.init)
      for copy in 0..<2 {
        ended += batch.endings[copy] == .running ? 0 : 1
        lines.append(
          hex(Array(batch.reached.row(copy)) + [batch.rewards[copy], Float(batch.endings[copy].rawValue)]
            + Array(batch.observations.row(copy))))
      }
      #expect(batch.readings == batch.observations && batch.reachedReadings == batch.reached)
    }
    #expect(ended > 1, "the test sees no episode end")

    let file = FileManager.default.temporaryDirectory.appendingPathComponent("actions-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try commands.withUnsafeBytes { try Data($0).write(to: file) }
    let text = ExternalScenario(
      name: "", file: "", environment: .gymnasium(id: id), arguments: arguments, learner: .sac(SACSettings())
    ).argumentsText
    let direct = try Repository.runPeer(
      "Tests/Peers/gymnasium_steps.py", [id, text, file.path] + environments.seeds.map { "\($0)" })
    #expect(direct.split(separator: "\n").map(String.init) == lines)
  }

  @Test("a restored environment goes on to the same bits", arguments: ["Hopper-v5", "Ant-v5", "Pendulum-v1"])
  func restores(id: String) throws {
    let first = try Self.environments(id, copies: 2)
    var batch = first.makeBatch()
    try first.reset(into: &batch)
    let actions = Self.actions(first, steps: 60)
    for row in actions[..<20] { try first.step(row, into: &batch) }
    var state = SavedState()
    try first.save(into: &state)
    var expected: [StepBatch] = []
    for row in actions[20...] {
      try first.step(row, into: &batch)
      expected.append(batch)
    }
    // Another process, which has never seen those episodes.
    let second = try Self.environments(id, copies: 2)
    try second.reset(into: &batch)
    try second.step(actions[0], into: &batch)
    try second.restore(&state)
    for (row, wanted) in zip(actions[20...], expected) {
      try second.step(row, into: &batch)
      #expect(batch.reached == wanted.reached && batch.rewards == wanted.rewards && batch.endings == wanted.endings)
      #expect(batch.observations == wanted.observations)
    }
  }

  @Test("a copy's episodes depend on the seed and its number alone, and a reset begins them again")
  func seeds() throws {
    let (two, three) = (try Self.environments("Pendulum-v1", copies: 2), try Self.environments("Pendulum-v1", copies: 3))
    var (a, b) = (two.makeBatch(), three.makeBatch())
    try two.reset(into: &a)
    try three.reset(into: &b)
    #expect(a.observations.elements[...] == b.observations.elements.prefix(6))
    #expect(a.observations.row(0) != a.observations.row(1))
    let first = a.observations
    try two.step(Matrix(rows: 2, columns: 1), into: &a)
    try two.reset(copy: 1, variant: nil, into: &a)
    #expect(a.observations.row(1) == first.row(1) && a.observations.row(0) != first.row(0))
    let other = try Self.environments("Pendulum-v1", copies: 2, seed: 4)
    try other.reset(into: &a)
    #expect(a.observations != first)
  }

  @Test("±1 is the environment's bounds, and the policy's robot is unnamed")
  func bounds() throws {
    let environments = try Self.environments("InvertedPendulum-v5", copies: 1)
    #expect(environments.decoder.scale == [3] && environments.interface.actuators[0].effortLimit == 3)
    #expect(environments.episodeSteps == 1000 && environments.interface.period == 0.04)
    #expect(environments.observationCount == 4 && environments.layout.commands == 0)
    var batch = environments.makeBatch()
    try environments.reset(into: &batch)
    var actions = Matrix(rows: 1, columns: 1)
    actions[0, 0] = -0.5
    try environments.step(actions, into: &batch)
    #expect(batch.applied[0, 0] == -1.5)
  }

  @Test("a helper that dies is a failure with its reason, and so is what comes after")
  func killed() throws {
    let environments = try Self.environments("Pendulum-v1", copies: 1)
    var batch = environments.makeBatch()
    try environments.reset(into: &batch)
    kill(environments.helper.processIdentifier, SIGKILL)
    for _ in 0..<2 {
      let failure = #expect(throws: EnvironmentFailure.self) {
        for _ in 0..<100 { try environments.step(Matrix(rows: 1, columns: 1), into: &batch) }
      }
      #expect(failure?.description.contains("was killed by signal 9") == true, "\(failure.debugDescription)")
      #expect(failure?.description.contains("--resume.") == true)
    }
  }

  @Test(
    "what cannot be trained in is said in one sentence",
    arguments: [
      ("Hoper-v5", "the nearest is gymnasium:Hopper-v5."), ("CartPole-v1", "takes one of 2 actions"),
      ("nowhere:Foo-v1", "No module named 'nowhere'"),
    ])
  func refused(id: String, fragment: String) throws {
    let failure = #expect(throws: EnvironmentFailure.self) { try Self.environments(id, copies: 1) }
    let sentence = try #require(failure).description
    #expect(sentence.contains(fragment) && sentence.contains("--environment: gymnasium:\(id): "), "\(sentence)")
    #expect(sentence.hasSuffix(".") && !sentence.contains("\n"))
  }

  @Test("wrong arguments name the place in the file")
  func arguments() throws {
    var scenario = ExternalScenario(
      name: "x", file: "x.yaml", line: 2, environment: .gymnasium(id: "Hopper-v5"), learner: .sac(SACSettings()))
    scenario.arguments = [.init("healty_reward", .number(1))]
    let failure = #expect(throws: EnvironmentFailure.self) { try GymnasiumEnvironments(scenario, copies: 1, seed: 1) }
    let sentence = try #require(failure).description
    #expect(sentence.hasPrefix("x.yaml:2: environment: ") && sentence.contains("healty_reward"), "\(sentence)")
  }

  private func hex(_ values: [Float]) -> String {
    values.map { value in
      withUnsafeBytes(of: value.bitPattern.littleEndian) { $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
    }.joined()
  }
}
