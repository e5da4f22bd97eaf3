package import Mathematics

/// Q(s, a) as a table.
package struct ActionValues: Sendable {
  package let states: Int
  package let actions: Int
  package var values: [Double]  // (states × actions)

  package init(states: Int, actions: Int, initial: Double = 0) {
    self.states = states
    self.actions = actions
    values = [Double](repeating: initial, count: states * actions)
  }

  /// Where a state's action stands in ``values``.
  @inline(__always)
  package func pair(_ state: Int, _ action: Int) -> Int { state * actions + action }

  /// max_a Q(s, a)
  package func maximum(_ state: Int) -> Double {
    var best = values[state * actions]
    for action in 1..<actions { best = max(best, values[state * actions + action]) }
    return best
  }

  /// An action of the greatest value, each of several equal ones as likely.
  package func greedy(_ state: Int, breakingTies stream: inout RandomStream) -> Int {
    var (best, ties) = (0, 1)
    for action in 1..<actions {
      let (value, greatest) = (values[pair(state, action)], values[pair(state, best)])
      if value > greatest {
        (best, ties) = (action, 1)
      } else if value == greatest {
        ties += 1
        if stream.index(below: ties) == 0 { best = action }
      }
    }
    return best
  }

  /// The first action of the greatest value.
  package func greedy(_ state: Int) -> Int {
    var best = 0
    for action in 1..<actions where values[pair(state, action)] > values[pair(state, best)] { best = action }
    return best
  }
}
