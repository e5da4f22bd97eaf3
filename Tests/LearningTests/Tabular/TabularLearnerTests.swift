import CMallocCount
import Control
import Learning
import Mathematics
import Scenarios
import Testing

@Suite struct TabularLearnerTests {
  private func learner(
    _ variant: DynaQSettings.Variant, planning: Int, stepSize: Float = 0.5, states: Int = 4, actions: Int = 2,
    change: (inout DynaQSettings) -> Void = { _ in }
  ) -> TabularLearner {
    var settings = DynaQSettings()
    settings.variant = variant
    settings.planningSteps = planning
    settings.stepSize = stepSize
    settings.discount = 0.5
    change(&settings)
    return TabularLearner(settings: settings, states: states, actions: actions, stream: RandomStream(seed: 1))
  }

  @Test("without planning it is Q-learning, by hand")
  func qLearning() {
    var learner = learner(.dynaQ, planning: 0)
    learner.learn(0, 1, reward: 2, next: 1, terminates: false)  // 0 + ½ (2 + ½·0 − 0) = 1
    #expect(learner.values.values == [0, 1, 0, 0, 0, 0, 0, 0])
    learner.learn(1, 0, reward: 4, next: 3, terminates: true)   // ½ · 4 = 2
    learner.learn(0, 1, reward: 2, next: 1, terminates: false)  // 1 + ½ (2 + ½·2 − 1) = 2
    #expect(learner.values.values == [0, 2, 2, 0, 0, 0, 0, 0])
    #expect(learner.updates == 3)
  }

  @Test("what follows a termination is worth nothing, whatever its state's values are")
  func termination() {
    var learner = learner(.dynaQ, planning: 0) { $0.initialValue = 10 }
    learner.learn(0, 0, reward: 0, next: 1, terminates: true)  // 10 + ½ (0 − 10)
    learner.learn(2, 0, reward: 0, next: 1, terminates: false) // 10 + ½ (½·10 − 10)
    #expect(learner.values.values[0] == 5 && learner.values.values[4] == 7.5)
  }

  @Test("a planning step repeats the one transition that was seen")
  func planning() {
    var learner = learner(.dynaQ, planning: 3)
    learner.learn(2, 1, reward: 8, next: 3, terminates: true)  // 1 − (½)⁴ of 8
    #expect(learner.values.values[5] == 7.5 && learner.updates == 4)
  }

  @Test("planning draws states observed and actions taken in them, all of them and no others")
  func drawn() {
    var model = TableModel(states: 5, actions: 3)
    for (state, action) in [(4, 2), (1, 0), (1, 2)] {
      model.record(state, action, TableModel.Outcome(reward: 1, successor: 0, terminates: false))
    }
    var stream = RandomStream(seed: 2)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<4000 {
      let state = model.randomState(from: &stream)
      counts[[state, model.randomAction(in: state, from: &stream)], default: 0] += 1
    }
    // A state is drawn first: 4 in half of the draws, and each action of 1 in a quarter.
    #expect(Set(counts.keys) == [[4, 2], [1, 0], [1, 2]])
    #expect(abs(counts[[4, 2]]! - 2000) < 150 && abs(counts[[1, 0]]! - 1000) < 120)
  }

  @Test("the model keeps the last outcome")
  func lastOutcome() {
    var model = TableModel(states: 3, actions: 1)
    #expect(model.outcome(0) == nil)
    for successor in [1, 2] {
      model.record(0, 0, TableModel.Outcome(reward: Double(successor), successor: successor, terminates: false))
    }
    #expect(model.outcome(0) == TableModel.Outcome(reward: 2, successor: 2, terminates: false))
    #expect(model.observedCount == 1)
  }

  @Test("with several outcomes kept, planning draws the latest of them, each as often")
  func severalOutcomes() {
    var model = TableModel(states: 6, actions: 1, depth: 3)
    for successor in 1...5 {
      model.record(0, 0, TableModel.Outcome(reward: 0, successor: successor, terminates: false))
    }
    #expect(model.outcome(0)?.successor == 5)
    var stream = RandomStream(seed: 6)
    var counts: [Int: Int] = [:]
    for _ in 0..<3000 { counts[model.outcome(0, from: &stream)!.successor, default: 0] += 1 }
    #expect(Set(counts.keys) == [3, 4, 5] && counts.values.allSatisfy { abs($0 - 1000) < 120 }, "\(counts)")
  }

  @Test("Dyna-Q+ plans with κ √τ, for actions never taken too")
  func bonus() {
    var learner = learner(.dynaQPlus, planning: 0, stepSize: 1, states: 3, actions: 1) { $0.bonus = 0.25 }
    learner.learn(0, 0, reward: 0, next: 1, terminates: true)
    var planner = self.learner(.dynaQPlus, planning: 1, stepSize: 1, states: 3, actions: 1) { $0.bonus = 0.25 }
    for _ in 0..<8 { planner.learn(1, 0, reward: 0, next: 2, terminates: true) }
    // The action was taken just now, so τ = 0 and there is no bonus.
    #expect(learner.values.values == [0, 0, 0] && planner.values.values == [0, 0, 0])

    // Two actions, one never taken: it leads back to its state with the bonus κ √τ = ¼ · √4 after four steps.
    var curious = self.learner(.dynaQPlus, planning: 200, stepSize: 1, states: 1, actions: 2) {
      $0.bonus = 0.25
      $0.discount = 0
    }
    for _ in 0..<4 { curious.learn(0, 0, reward: 0, next: 0, terminates: false) }
    #expect(abs(curious.values.values[1] - 0.5) < 1e-7 && curious.values.values[0] == 0)
  }

  @Test("prioritized sweeping carries a reward back along a chain in as many updates as it has links")
  func chain() {
    let length = 20
    var learner = learner(.prioritizedSweeping, planning: 0, stepSize: 1, states: length + 1, actions: 1)
    for state in 0..<length - 1 { learner.learn(state, 0, reward: 0, next: state + 1, terminates: false) }
    #expect(learner.updates == 0)
    var sweeping = self.learner(.prioritizedSweeping, planning: 1000, stepSize: 1, states: length + 1, actions: 1) {
      $0.threshold = 0
    }
    for state in 0..<length { sweeping.learn(state, 0, reward: state == length - 1 ? 1 : 0, next: state + 1, terminates: state == length - 1) }
    // Nothing was to be learned before the reward came, and then each link once: Q = ½^distance.
    #expect(sweeping.updates == length)
    for state in 0..<length { #expect(sweeping.values.values[state] == pow2(length - 1 - state)) }
  }

  private func pow2(_ exponent: Int) -> Double { (0..<exponent).reduce(1.0) { value, _ in value / 2 } }

  @Test("changes up to the threshold are not queued")
  func threshold() {
    var learner = learner(.prioritizedSweeping, planning: 1000, stepSize: 1, states: 21, actions: 1) {
      $0.threshold = 0.1
    }
    for state in 0..<20 { learner.learn(state, 0, reward: state == 19 ? 1 : 0, next: state + 1, terminates: state == 19) }
    // 1, ½, ¼ and ⅛ are above 0.1.
    #expect(learner.updates == 4)
  }

  @Test("equal values are chosen equally often, and the first without a stream")
  func ties() {
    var values = ActionValues(states: 1, actions: 4)
    values.values = [1, 3, 3, 3]
    var stream = RandomStream(seed: 3)
    var counts = [0, 0, 0, 0]
    for _ in 0..<3000 { counts[values.greedy(0, breakingTies: &stream)] += 1 }
    #expect(counts[0] == 0 && counts.dropFirst().allSatisfy { abs($0 - 1000) < 120 }, "\(counts)")
    #expect(values.greedy(0) == 1 && values.maximum(0) == 3)
  }

  @Test("the queue gives the greatest first, and a queued pair keeps its higher priority")
  func queue() {
    var queue = PriorityQueue(pairs: 50)
    var stream = RandomStream(seed: 4)
    var priorities = [Double](repeating: 0, count: 50)
    for _ in 0..<200 {
      let (pair, priority) = (stream.index(below: 50), stream.uniform())
      queue.insert(pair, priority: priority)
      priorities[pair] = max(priorities[pair], priority)
    }
    let expected = priorities.indices.filter { priorities[$0] > 0 }.sorted { priorities[$0] > priorities[$1] }
    var order: [Int] = []
    while !queue.isEmpty { order.append(queue.removeFirst()) }
    #expect(order == expected)
  }

  @Test("a pair is found under the state it leads to now, and under no other")
  func predecessors() {
    var predecessors = Predecessors(states: 3, pairs: 6)
    func list(_ state: Int) -> Set<Int> {
      var pairs: Set<Int> = []
      var next = predecessors.first(of: state)
      while let pair = next {
        pairs.insert(pair)
        next = predecessors.next(after: pair)
      }
      return pairs
    }
    for pair in [0, 2, 4, 5] { predecessors.link(pair, to: 1) }
    predecessors.link(2, to: 0)
    predecessors.link(2, to: 0)
    predecessors.unlink(5)
    #expect(list(1) == [0, 4] && list(0) == [2] && list(2) == [])
    predecessors.link(0, to: 2)
    #expect(list(1) == [4] && list(2) == [0])
  }

  @Test("a step with its planning does not allocate", arguments: DynaQSettings.Variant.allCases)
  func allocates(variant: DynaQSettings.Variant) {
    var learner = learner(variant, planning: 20, states: 50, actions: 4)
    var stream = RandomStream(seed: 5)
    func run(_ steps: Int) {
      for _ in 0..<steps {
        let (state, next) = (stream.index(below: 50), stream.index(below: 50))
        let action = learner.act(in: state, exploration: 0.2)
        learner.learn(state, action, reward: Double(next % 7), next: next, terminates: next == 0)
      }
    }
    run(100)
    let before = malloc_count()
    run(1000)
    #expect(malloc_count() == before)
  }
}
