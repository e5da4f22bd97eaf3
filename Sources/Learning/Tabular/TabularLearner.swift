package import Mathematics
package import Scenarios

/// Tabular Dyna-Q, Dyna-Q+ or prioritized sweeping: values, a model, and what one step teaches.
///
/// Nothing here allocates after `init`.
package struct TabularLearner: Sendable {
  package let variant: DynaQSettings.Variant
  private let planningSteps: Int
  private let stepSize: Double
  private let discount: Double
  private let bonus: Double
  private let threshold: Double

  package private(set) var values: ActionValues
  package private(set) var model: TableModel
  /// When each action was last taken, in steps; 0: never.        (states × actions)
  private var lastTimes: [Int32]
  private var queue: PriorityQueue
  private var predecessors: Predecessors
  private var stream: RandomStream
  /// Steps of the environment learned from.
  package private(set) var time = 0
  /// Changes of a value so far: those by experience and those by planning.
  package private(set) var updates = 0

  package init(settings: DynaQSettings, states: Int, actions: Int, stream: RandomStream) {
    variant = settings.variant
    planningSteps = settings.planningSteps
    stepSize = Double(settings.stepSize)
    discount = Double(settings.discount)
    bonus = Double(settings.bonus)
    threshold = Double(settings.threshold)
    self.stream = stream
    values = ActionValues(states: states, actions: actions, initial: Double(settings.initialValue))
    model = TableModel(states: states, actions: actions, depth: settings.outcomes)
    // What a variant does not use stays empty.
    lastTimes = [Int32](repeating: 0, count: settings.variant == .dynaQPlus ? states * actions : 0)
    let swept = settings.variant == .prioritizedSweeping ? states : 0
    queue = PriorityQueue(pairs: swept * actions)
    predecessors = Predecessors(states: swept, pairs: swept * actions)
  }

  /// ε-greedy in the values, ties broken at random.
  package mutating func act(in state: Int, exploration: Double) -> Int {
    if stream.uniform() < exploration { return stream.index(below: values.actions) }
    return values.greedy(state, breakingTies: &stream)
  }

  /// Learns from one step of the environment and plans after it.
  ///
  /// - Parameter terminates: nothing follows; an episode cut for time does not terminate.
  package mutating func learn(_ state: Int, _ action: Int, reward: Double, next: Int, terminates: Bool) {
    time += 1
    let outcome = TableModel.Outcome(reward: reward, successor: next, terminates: terminates)
    switch variant {
    case .dynaQ:
      update(values.pair(state, action), towards: outcome)
      model.record(state, action, outcome)
      planAtRandom()
    case .dynaQPlus:
      update(values.pair(state, action), towards: outcome)
      model.record(state, action, outcome)
      lastTimes[values.pair(state, action)] = Int32(clamping: time)
      planWithBonus()
    case .prioritizedSweeping:
      model.record(state, action, outcome)
      sweep(from: values.pair(state, action), outcome)
    }
  }

  /// r + γ max_a Q(s′, a), and r alone where the episode ends.
  private func target(_ outcome: TableModel.Outcome) -> Double {
    outcome.terminates ? outcome.reward : outcome.reward + discount * values.maximum(outcome.successor)
  }

  /// Q(s, a) ← Q(s, a) + α [target − Q(s, a)]
  private mutating func update(_ pair: Int, towards outcome: TableModel.Outcome) {
    values.values[pair] += stepSize * (target(outcome) - values.values[pair])
    updates += 1
  }

  /// n updates of random states observed before and random actions taken in them (the lecture's listing).
  private mutating func planAtRandom() {
    for _ in 0..<planningSteps {
      let state = model.randomState(from: &stream)
      let pair = values.pair(state, model.randomAction(in: state, from: &stream))
      update(pair, towards: model.outcome(pair, from: &stream)!)
    }
  }

  /// Dyna-Q+ (Sutton & Barto 2018, § 8.3): the reward has the bonus κ √τ. Actions never taken in a state observed before
  /// are planned with as well, and lead back to the state with no reward until they are.
  private mutating func planWithBonus() {
    for _ in 0..<planningSteps {
      let state = model.randomState(from: &stream)
      let pair = values.pair(state, stream.index(below: values.actions))
      var outcome =
        model.outcome(pair, from: &stream)
        ?? TableModel.Outcome(reward: 0, successor: state, terminates: false)
      outcome.reward += bonus * Double(time - Int(lastTimes[pair])).squareRoot()
      update(pair, towards: outcome)
    }
  }

  /// Prioritized sweeping for a deterministic environment (Sutton & Barto 2018, § 8.4; Moore & Atkeson 1993; Peng &
  /// Williams 1993): the n updates go where a value would change most, and on to what leads there. The listing has a
  /// step size of 1 in mind; a smaller one leaves a part of the change to be made, which is queued again.
  private mutating func sweep(from pair: Int, _ outcome: TableModel.Outcome) {
    if outcome.terminates { predecessors.unlink(pair) } else { predecessors.link(pair, to: outcome.successor) }
    enqueue(pair, outcome)
    for _ in 0..<planningSteps {
      guard !queue.isEmpty else { return }
      let first = queue.removeFirst()
      update(first, towards: model.outcome(first)!)
      enqueue(first, model.outcome(first)!)
      var before = predecessors.first(of: first / values.actions)
      while let pair = before {
        enqueue(pair, model.outcome(pair)!)
        before = predecessors.next(after: pair)
      }
    }
  }

  private mutating func enqueue(_ pair: Int, _ outcome: TableModel.Outcome) {
    let change = abs(target(outcome) - values.values[pair])
    if change > threshold { queue.insert(pair, priority: change) }
  }

  func save(into state: inout SavedState) {
    state.append(time)
    state.append(updates)
    state.append(stream)
    state.append(contentsOf: values.values)
    model.save(into: &state)
    for time in lastTimes { state.append(Int(time)) }
    queue.save(into: &state)
    predecessors.save(into: &state)
  }

  mutating func restore(_ state: inout SavedState) {
    time = state.takeInt()
    updates = state.takeInt()
    stream = state.takeStream()
    state.take(into: &values.values)
    model.restore(&state)
    for i in lastTimes.indices { lastTimes[i] = Int32(state.takeInt()) }
    queue.restore(&state)
    predecessors.restore(&state)
  }
}
