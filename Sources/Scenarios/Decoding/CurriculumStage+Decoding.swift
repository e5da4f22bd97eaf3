import Control
import Foundation
import Robots

extension CurriculumStage {
  /// What a stage may change: not what the policy sees, nor the robot, nor how it is learned or judged in the end.
  private static let changeable = [
    "goals", "rewards", "terminations", "success", "starts", "training", "training_episode_s",
  ]

  /// Reads a scenario's `curriculum:`, a list of `{name: …, set: [KEY.PATH=VALUE, …], until: {…}}`.
  ///
  /// - Parameters:
  ///   - tree: the whole scenario's.
  ///   - base: what it is without a curriculum.
  static func decode(
    _ value: YAMLValue, in tree: YAMLValue, of base: Scenario, folder: URL
  ) throws(InputError) -> [CurriculumStage] {
    let entries = try value.list()
    guard !entries.isEmpty else { throw value.error("has no stage; add one or remove it") }
    var stages: [CurriculumStage] = []
    for (i, entry) in entries.enumerated() {
      let fields = try entry.fields(["name", "set", "until"])
      let name = try fields.text("name")
      guard !stages.contains(where: { $0.name == name }) else {
        throw try fields.required("name").error("\(name) is the name of another stage; choose another")
      }
      let isLast = i == entries.count - 1
      if let until = fields.optional("until"), isLast {
        throw until.error("no stage follows the last one, so it cannot be over; leave until out")
      }
      let condition = isLast ? nil : try Condition(fields.required("until"))
      let changes = try fields.optional("set")?.list() ?? []
      stages.append(
        CurriculumStage(
          name: name, changes: try changes.map { value throws(InputError) in try value.text() }, condition: condition,
          scenario: try scenario(changes, in: tree, of: base, folder: folder)))
    }
    return stages
  }

  private static func scenario(
    _ changes: [YAMLValue], in tree: YAMLValue, of base: Scenario, folder: URL
  ) throws(InputError) -> Scenario {
    var tree = tree
    if case .fields(let fields) = tree.content {
      tree.content = .fields(fields.filter { $0.key != "curriculum" && $0.key != "adr" })
    }
    for change in changes {
      let text = try change.text()
      let key = String(text.prefix { $0 != "=" && $0 != "." && $0 != "[" })
      guard changeable.contains(key) else {
        throw change.error("a stage cannot change \(key); \(NearestName.mend(key, in: changeable))")
      }
      do { try tree.set(text) } catch { throw error.moved(to: change) }
    }
    var scenario: Scenario
    do { scenario = try Scenario(tree, text: "", file: base.file, folder: folder) } catch {
      guard error.file == YAMLValue.overrideFile else { throw error }
      let source = try changes.last { value throws(InputError) in
        error.key?.hasPrefix(try value.text().prefix { $0 != "=" }) == true
      }
      throw source.map(error.moved) ?? error
    }
    // What evaluations are made on is the whole training's.
    (scenario.file, scenario.heldOut) = ("", base.heldOut)
    for (what, agrees) in [
      ("the names of the rewards", scenario.rewards.map(\.name) == base.rewards.map(\.name)),
      ("the names of the goals", scenario.goals.map(\.name) == base.goals.map(\.name)),
      ("the quantities that rewards and terminations look at", scenario.truths == base.truths),
    ] where !agrees {
      throw (changes.first ?? tree).error("changes \(what), which must stay the same; change weights and values instead")
    }
    return scenario
  }
}

extension CurriculumStage.Condition {
  /// Reads `{success: 0.8, episodes: 200}`, `{return: 50, episodes: 200}` or `{steps: 5e5}`.
  fileprivate init(_ value: YAMLValue) throws(InputError) {
    let kinds = ["success", "return", "steps"]
    let fields = try value.fields(kinds + ["episodes"])
    let found = kinds.filter { fields.optional($0) != nil }
    guard found.count == 1 else {
      throw value.error("has one condition and here are \(found.count); write one of \(kinds.joined(separator: ", "))")
    }
    if found[0] == "steps" {
      if let episodes = fields.optional("episodes") { throw episodes.error("says nothing beside steps; leave it out") }
      self = .steps(try fields.required("steps").integer(atLeast: 1))
      return
    }
    let episodes = try fields.required("episodes").integer(atLeast: 1)
    self =
      found[0] == "success"
      ? .success(try fields.number("success", .between(0, 1)), episodes: episodes)
      : .episodeReturn(try fields.number("return"), episodes: episodes)
  }
}

extension InputError {
  /// The same fault of an override, at the place of the file that holds it.
  fileprivate func moved(to place: YAMLValue) -> InputError {
    InputError(
      file: place.file, line: place.line, key: [place.path, key].compactMap { $0 }.joined(separator: ": "),
      problem: problem)
  }
}

extension [YAMLValue] {
  fileprivate func last(_ holds: (YAMLValue) throws(InputError) -> Bool) throws(InputError) -> YAMLValue? {
    for value in reversed() where try holds(value) { return value }
    return nil
  }
}
