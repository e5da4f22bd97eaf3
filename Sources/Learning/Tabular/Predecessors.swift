import Mathematics

/// For each state the state–action pairs that the model says lead to it: doubly linked lists in flat arrays, since a
/// pair of a deterministic model leads to one state at a time.
package struct Predecessors: Sendable {
  private var firsts: [Int32]      // (states), −1 at an end
  private var nexts: [Int32]       // (pairs)
  private var befores: [Int32]     // (pairs)
  /// Which state's list a pair is in; −1: none.
  private var successors: [Int32]  // (pairs)

  package init(states: Int, pairs: Int) {
    firsts = [Int32](repeating: -1, count: states)
    nexts = [Int32](repeating: -1, count: pairs)
    befores = nexts
    successors = nexts
  }

  /// The pair leads to this state now, and to no other.
  package mutating func link(_ pair: Int, to state: Int) {
    guard successors[pair] != Int32(state) else { return }
    unlink(pair)
    successors[pair] = Int32(state)
    nexts[pair] = firsts[state]
    if firsts[state] >= 0 { befores[Int(firsts[state])] = Int32(pair) }
    befores[pair] = -1
    firsts[state] = Int32(pair)
  }

  /// The pair leads nowhere: it ends the episode.
  package mutating func unlink(_ pair: Int) {
    guard successors[pair] >= 0 else { return }
    let (next, before) = (nexts[pair], befores[pair])
    if before >= 0 { nexts[Int(before)] = next } else { firsts[Int(successors[pair])] = next }
    if next >= 0 { befores[Int(next)] = before }
    successors[pair] = -1
  }

  /// The first pair that leads to a state, and the one after a pair; nil at the end.
  package func first(of state: Int) -> Int? { firsts[state] < 0 ? nil : Int(firsts[state]) }
  package func next(after pair: Int) -> Int? { nexts[pair] < 0 ? nil : Int(nexts[pair]) }

  func save(into state: inout SavedState) {
    for s in firsts.indices where firsts[s] >= 0 {
      state.append(s)
      var pair = first(of: s)
      while let p = pair {
        state.append(p)
        pair = next(after: p)
      }
      state.append(-1)
    }
    state.append(-1)
  }

  mutating func restore(_ state: inout SavedState) {
    self = Predecessors(states: firsts.count, pairs: nexts.count)
    while case let s = state.takeInt(), s >= 0 {
      var pairs: [Int] = []
      while case let pair = state.takeInt(), pair >= 0 { pairs.append(pair) }
      // Linking puts a pair at the front.
      for pair in pairs.reversed() { link(pair, to: s) }
    }
  }
}
