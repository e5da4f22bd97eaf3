/// The cells of a gridworld, row by row from the top: walls, one start, one goal or several.
public struct GridMap: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  public let walls: [Bool]  // (rows × columns)
  public let goals: [Bool]  // (rows × columns)
  /// Index of the cell where episodes begin.
  public let start: Int

  /// - Precondition: the counts agree and the start is a free cell.
  public init(rows: Int, columns: Int, walls: [Bool], goals: [Bool], start: Int) {
    precondition(walls.count == rows * columns && goals.count == walls.count, "one entry for each cell")
    precondition(walls.indices.contains(start) && !walls[start], "the start is a free cell")
    self.rows = rows
    self.columns = columns
    self.walls = walls
    self.goals = goals
    self.start = start
  }

  /// Cells that are no walls: the states of the literature.
  public var freeCount: Int { walls.count { !$0 } }

  /// The cell that a move leads to; walls and the border leave one where one is.
  @inlinable
  public func cell(after move: GridMove, from cell: Int) -> Int {
    let (row, column) = (cell / columns, cell % columns)
    let next: Int
    switch move {
    case .up: next = row > 0 ? cell - columns : cell
    case .down: next = row + 1 < rows ? cell + columns : cell
    case .right: next = column + 1 < columns ? cell + 1 : cell
    case .left: next = column > 0 ? cell - 1 : cell
    }
    return walls[next] ? cell : next
  }

  /// Moves of the shortest way from the start to a goal, by breadth-first search; nil where there is none.
  public var shortestPathLength: Int? {
    var distances = [Int?](repeating: nil, count: walls.count)
    distances[start] = 0
    var frontier = [start]
    while let cell = frontier.first {
      let distance = distances[cell]!
      if goals[cell] { return distance }
      frontier.removeFirst()
      for move in GridMove.allCases {
        let next = self.cell(after: move, from: cell)
        guard distances[next] == nil else { continue }
        distances[next] = distance + 1
        frontier.append(next)
      }
    }
    return nil
  }

  /// As files draw it: `#` a wall, `S` the start, `G` a goal, `.` any other cell; one line for each row.
  public var drawing: [String] {
    (0..<rows).map { row in
      String((row * columns..<(row + 1) * columns).map { cell -> Character in
        if walls[cell] { return "#" }
        if cell == start { return "S" }
        return goals[cell] ? "G" : "."
      })
    }
  }
}

/// The actions of a gridworld, in the order of their indices.
public enum GridMove: Int, Sendable, CaseIterable { case up, down, right, left }
