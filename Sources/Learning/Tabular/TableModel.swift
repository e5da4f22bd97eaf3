package import Mathematics

/// Model(s, a) as a table: the rewards and the successors that were seen last.
///
/// With one outcome kept it takes the environment for deterministic, as the lecture's listing does. Where transitions
/// are random, as a discretised robot's are, one outcome is a sample of one, and planning with it pulls values towards
/// whatever happened last; with several kept, planning draws among them.
package struct TableModel: Sendable {
  package let states: Int
  package let actions: Int
  /// The latest outcomes kept of each pair.
  package let depth: Int
  // Rings of the latest outcomes.                                 (states × actions × depth)
  private var successors: [Int32]
  private var rewards: [Double]
  private var terminates: [Bool]
  /// Outcomes seen of each pair.                                  (states × actions)
  private var counts: [Int32]
  /// The states in which an action was taken, in the order of their first visit.
  private var observed: [Int32]
  /// The actions taken in each state, in the order of the first time.  (states × actions)
  private var taken: [Int32]
  private var takenCounts: [Int32]  // (states)

  package init(states: Int, actions: Int, depth: Int = 1) {
    self.states = states
    self.actions = actions
    self.depth = depth
    successors = [Int32](repeating: -1, count: states * actions * depth)
    rewards = [Double](repeating: 0, count: successors.count)
    terminates = [Bool](repeating: false, count: successors.count)
    counts = [Int32](repeating: 0, count: states * actions)
    observed = []
    observed.reserveCapacity(states)
    taken = [Int32](repeating: 0, count: states * actions)
    takenCounts = [Int32](repeating: 0, count: states)
  }

  /// What an action leads to, as far as is known.
  package struct Outcome: Equatable {
    package var reward: Double
    package var successor: Int
    package var terminates: Bool

    package init(reward: Double, successor: Int, terminates: Bool) {
      self.reward = reward
      self.successor = successor
      self.terminates = terminates
    }
  }

  /// The latest one; nil where the action was not taken yet.
  package func outcome(_ pair: Int) -> Outcome? {
    counts[pair] > 0 ? outcome(pair, (Int(counts[pair]) - 1) % depth) : nil
  }

  /// One of those kept, each as likely.
  package func outcome(_ pair: Int, from stream: inout RandomStream) -> Outcome? {
    // Without a choice nothing is drawn.
    guard depth > 1, counts[pair] > 1 else { return outcome(pair) }
    return outcome(pair, stream.index(below: min(depth, Int(counts[pair]))))
  }

  private func outcome(_ pair: Int, _ slot: Int) -> Outcome {
    let place = pair * depth + slot
    return Outcome(reward: rewards[place], successor: Int(successors[place]), terminates: terminates[place])
  }

  package mutating func record(_ state: Int, _ action: Int, _ outcome: Outcome) {
    let pair = state * actions + action
    if counts[pair] == 0 {
      let count = Int(takenCounts[state])
      if count == 0 { observed.append(Int32(state)) }
      taken[state * actions + count] = Int32(action)
      takenCounts[state] += 1
    }
    let place = pair * depth + Int(counts[pair]) % depth
    successors[place] = Int32(outcome.successor)
    rewards[place] = outcome.reward
    terminates[place] = outcome.terminates
    counts[pair] += 1
  }

  /// - Precondition: an action was taken somewhere.
  package func randomState(from stream: inout RandomStream) -> Int { Int(observed[stream.index(below: observed.count)]) }

  /// - Precondition: an action was taken in the state.
  package func randomAction(in state: Int, from stream: inout RandomStream) -> Int {
    Int(taken[state * actions + stream.index(below: Int(takenCounts[state]))])
  }

  package var observedCount: Int { observed.count }
  package func isObserved(_ state: Int) -> Bool { takenCounts[state] > 0 }

  func save(into state: inout SavedState) {
    state.append(observed.count)
    for index in observed {
      let s = Int(index)
      state.append(s)
      state.append(Int(takenCounts[s]))
      for i in 0..<Int(takenCounts[s]) {
        let action = Int(taken[s * actions + i])
        let pair = s * actions + action
        state.append(action)
        state.append(Int(counts[pair]))
        for place in pair * depth..<pair * depth + min(depth, Int(counts[pair])) {
          state.append(Int(successors[place]))
          state.append(terminates[place])
          state.append(rewards[place])
        }
      }
    }
  }

  mutating func restore(_ state: inout SavedState) {
    self = TableModel(states: states, actions: actions, depth: depth)
    for _ in 0..<state.takeInt() {
      let s = state.takeInt()
      observed.append(Int32(s))
      takenCounts[s] = Int32(state.takeInt())
      for i in 0..<Int(takenCounts[s]) {
        let action = state.takeInt()
        taken[s * actions + i] = Int32(action)
        let pair = s * actions + action
        counts[pair] = Int32(state.takeInt())
        for place in pair * depth..<pair * depth + min(depth, Int(counts[pair])) {
          successors[place] = Int32(state.takeInt())
          terminates[place] = state.takeFlag()
          rewards[place] = state.takeReal()
        }
      }
    }
  }
}
