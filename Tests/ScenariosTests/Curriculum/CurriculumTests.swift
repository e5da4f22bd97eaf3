import Control
import Foundation
import Mathematics
import Robots
import Scenarios
import Testing

@Suite struct CurriculumTests {
  private static let stages = """
    curriculum=[
    {name: still, set: ["training={}", "rewards.command_cost.weight=-0.01"], until: {success: 0.5, episodes: 4}},
    {name: narrow, set: ["training.cart.mass_kg.scale={uniform: [0.9, 1.1]}"], until: {steps: 100}},
    {name: more, until: {return: 10, episodes: 2}}, {name: all}]
    """

  @Test("stages are the scenario with their changes")
  func reads() throws {
    let scenario = try Swingup.scenario(Self.stages)
    let stages = scenario.curriculum
    #expect(stages.map(\.name) == ["still", "narrow", "more", "all"])
    #expect(
      stages.map(\.condition) == [.success(0.5, episodes: 4), .steps(100), .episodeReturn(10, episodes: 2), nil])
    #expect(stages[0].scenario.training.randomizations.isEmpty)
    #expect(stages[0].scenario.rewards.last?.weight == -0.01 && scenario.rewards.last?.weight == -0.002)
    #expect(stages[1].scenario.training.randomizations[0].distribution == .uniform([0.9...1.1]))
    #expect(stages[1].scenario.training.randomizations.count == scenario.training.randomizations.count)
    #expect(stages[3].scenario.training == scenario.training && stages[3].scenario.rewards == scenario.rewards)
  }

  @Test("a stage ends when its condition holds, and only its own episodes count")
  func advances() throws {
    let curriculum = Curriculum(try Swingup.scenario(Self.stages).curriculum)
    func end(_ stage: Int, _ succeeded: Bool, _ value: Double = 0) {
      curriculum.ended(stage, succeeded: succeeded, episodeReturn: value)
    }
    for succeeded in [true, false, false] { end(0, succeeded) }
    #expect(curriculum.stage == 0)  // too few
    end(0, false)
    #expect(curriculum.stage == 0)  // a quarter
    end(0, true)
    #expect(curriculum.stage == 0)  // the first success is no longer among the last four
    end(0, true)
    #expect(curriculum.stage == 1)
    curriculum.stepped(64)
    #expect(curriculum.stage == 1)
    curriculum.stepped(64)
    #expect(curriculum.stage == 2)
    end(1, true, 100)
    end(1, true, 100)
    #expect(curriculum.stage == 2)  // they began in an earlier stage
    end(2, false, 5)
    end(2, false, 16)
    #expect(curriculum.stage == 3)
    end(3, true, 100)
    curriculum.stepped(1_000)
    #expect(curriculum.stage == 3)
  }

  @Test("saved and restored it goes on as if it had never stopped")
  func restores() throws {
    let stages = try Swingup.scenario(Self.stages).curriculum
    let (one, other) = (Curriculum(stages), Curriculum(stages))
    for succeeded in [true, false, false, false, true] { one.ended(0, succeeded: succeeded, episodeReturn: 0) }
    var state = SavedState()
    one.save(into: &state)
    other.restore(&state)
    for curriculum in [one, other] {
      #expect(curriculum.stage == 0)
      curriculum.ended(0, succeeded: true, episodeReturn: 0)
      #expect(curriculum.stage == 1)
    }
  }

  @Test("a bad stage is refused with its line", arguments: [
    ("{name: a, until: {steps: 5}}, {name: a}", "curriculum[1].name: a is the name of another stage; choose another"),
    ("{name: a}, {name: b}", "curriculum[0].until: is missing; add it"),
    ("{name: a, until: {steps: 5}}", "curriculum[0].until: no stage follows the last one"),
    ("{name: a, until: {steps: 5, success: 1}}, {name: b}", "curriculum[0].until: has one condition and here are 2"),
    ("{name: a, until: {steps: 5, episodes: 1}}, {name: b}", "until.episodes: says nothing beside steps"),
    ("{name: a, until: {success: 2, episodes: 1}}, {name: b}", "until.success: 2 is out of range"),
    ("{name: a, until: {success: 0.5}}, {name: b}", "until.episodes: is missing"),
    ("{name: a, untli: {steps: 5}}", "curriculum[0].untli: this key is unknown; the nearest is until"),
    ("{name: a, set: [\"robot=x\"]}", "curriculum[0].set[0]: a stage cannot change robot"),
    ("{name: a, set: [\"observation.frames=2\"]}", "curriculum[0].set[0]: a stage cannot change observation"),
    ("{name: a, set: [\"rewards\"]}", "curriculum[0].set[0]: rewards: is not KEY.PATH=VALUE"),
    (
      "{name: a, set: [\"goals={}\", \"training.cart.mas_kg={scale: {uniform: [1, 1]}}\"]}",
      "curriculum[0].set[1]: training.cart.mas_kg: the robot has no such parameter; the nearest is cart.mass_kg"
    ),
    ("{name: a, set: [\"rewards.upright_bonus.weight=x\"]}", "set[0]: rewards.upright_bonus.weight: is \"x\"; write a number"),
    ("{name: a, set: [\"rewards.new={weight: 1, one: {}}\"]}", "set[0]: changes the names of the rewards, which must stay"),
    ("", "curriculum: has no stage"),
  ])
  func refuses(stages: String, sentence: String) throws {
    let text = try String(contentsOf: Swingup.file, encoding: .utf8) + "curriculum: [\(stages)]\n"
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    let error = try #require(throws: InputError.self) {
      try Scenario(parsing: text, file: "s.yaml", folder: Swingup.file.deletingLastPathComponent())
    }
    #expect("\(error)".hasPrefix("s.yaml:\(line): curriculum"), "\(error)")
    #expect("\(error)".contains(sentence), "\(error)")
  }
}
