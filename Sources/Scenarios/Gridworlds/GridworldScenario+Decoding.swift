public import Foundation
public import Robots

extension GridworldScenario {
  /// Reads a file of `scenarios/` with the key `gridworld`.
  ///
  /// - Parameter overrides: `key.path=value`, as `--set` takes them.
  /// - Throws: ``InputError`` for the first thing that cannot be.
  public init(contentsOf url: URL, overrides: [String] = []) throws(InputError) {
    try self.init(parsing: InputFile.text(of: url), file: InputFile.name(of: url), overrides: overrides)
  }

  public init(parsing text: String, file: String, overrides: [String] = []) throws(InputError) {
    var tree = try YAMLValue(parsing: text, file: file)
    for override in overrides { try tree.set(override) }
    try self.init(tree, file: file)
  }

  init(_ tree: YAMLValue, file: String) throws(InputError) {
    let root = try tree.fields(["name", "gridworld", "learner"])
    let learner = try root.required("learner")
    self.init(
      name: try root.text("name"), file: file, gridworld: try Gridworld(root.required("gridworld")),
      learner: try Learner(learner))
    guard self.learner.isTabular else {
      throw learner.error(
        "\(self.learner.name) learns on robots and not on gridworlds; write dyna-q, or planner with planner: mcts")
    }
  }
}

extension Gridworld {
  init(_ value: YAMLValue) throws(InputError) {
    let fields = try value.fields(["map", "change", "goal_reward", "step_reward", "episode_steps"])
    let map = try GridMap(fields.required("map"))
    let change = try fields.optional("change").map { value throws(InputError) in try Change(value, from: map) }
    self.init(
      map: map, change: change,
      goalReward: try fields.number("goal_reward", otherwise: 1),
      stepReward: try fields.number("step_reward", otherwise: 0),
      episodeSteps: try fields.optional("episode_steps")?.integer(atLeast: 1))
  }
}

extension Gridworld.Change {
  init(_ value: YAMLValue, from first: GridMap) throws(InputError) {
    let fields = try value.fields(["step", "map"])
    let drawing = try fields.required("map")
    let map = try GridMap(drawing)
    guard map.rows == first.rows, map.columns == first.columns else {
      throw drawing.error(
        "has \(map.rows) × \(map.columns) cells and the first map \(first.rows) × \(first.columns); make them equal")
    }
    guard map.start == first.start, map.goals == first.goals else {
      throw drawing.error("moves the start or a goal; only walls may change, so leave S and G where they were")
    }
    self.init(step: try fields.required("step").integer(atLeast: 1), map: map)
  }
}

extension GridMap {
  /// Reads a drawing, one line for each row; see ``drawing``.
  init(_ value: YAMLValue) throws(InputError) {
    let rows = try value.text().split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    let lines = rows.last?.isEmpty == true ? rows.dropLast() : rows[...]
    /// The line of a row, where the drawing stands as a block below its key.
    func error(_ row: Int, _ problem: String) -> InputError {
      var place = value
      if case .scalar(_, quoted: false) = value.content, lines.count > 1 { place.line = value.line.map { $0 + 1 + row } }
      return place.error(problem)
    }
    var walls: [Bool] = []
    var goals: [Bool] = []
    var starts: [Int] = []
    for (row, line) in lines.enumerated() {
      guard line.count == lines[0].count else {
        throw error(row, "row \(row + 1) has \(line.count) cells and the first \(lines[0].count); make them equal")
      }
      for (column, character) in line.enumerated() {
        guard "#.SG".contains(character) else {
          throw error(
            row, "row \(row + 1) has \"\(character)\" in column \(column + 1); "
              + "write # for a wall, S for the start, G for a goal and . for any other cell")
        }
        if character == "S" {
          guard starts.isEmpty else { throw error(row, "row \(row + 1) has a second S; leave one start") }
          starts.append(walls.count)
        }
        walls.append(character == "#")
        goals.append(character == "G")
      }
    }
    guard let start = starts.first else { throw value.error("has no start; write S in one cell") }
    guard goals.contains(true) else { throw value.error("has no goal; write G in one cell or several") }
    self.init(rows: lines.count, columns: lines[0].count, walls: walls, goals: goals, start: start)
    guard shortestPathLength != nil else { throw value.error("no way leads from S to G; open a wall") }
  }
}
