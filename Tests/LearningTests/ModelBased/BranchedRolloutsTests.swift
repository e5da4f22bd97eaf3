import Control
import Learning
import Mathematics
import Networks
import Policies
import Scenarios
import Testing

@Suite struct BranchedRolloutsTests {
  private static let state = StateLayout(sensors: 2, actuators: 1, commands: 1)

  private static func rollouts(seed: UInt64, rows: Int) -> (BranchedRollouts, TransitionBuffer) {
    let ensemble = DynamicsEnsemble(
      interface: DrivenHinge.interface, state: state,
      settings: .quick {
        $0.maximumEpochs = 10
        $0.learnsReward = true
      }, stream: RandomStream(seed: 3))
    let steps = DrivenHinge(noise: 0.1).record(20, state: state, seed: 3)
    _ = ensemble.train(on: steps, threads: 1)
    let actor = TrainableNetwork(NetworkShape(inputs: 3, hidden: [8], outputs: 2, activation: .relu))
    var weights = RandomStream(seed: 4)
    actor.initializeUniform(from: &weights)
    let task = DrivenHinge.task(terminations: [Termination(name: "fast", sensor: 1, lower: -1.5, upper: 1.5)])
    return (
      BranchedRollouts(ensemble, task: task, actor: actor, stream: RandomStream(seed: seed), lanes: 3, rows: rows),
      steps
    )
  }

  /// Everything that the lanes hand over, row after row: speed reached, continues, lane's place.
  private static func taken(_ rollouts: BranchedRollouts, _ steps: TransitionBuffer, count: Int, length: Int, threads: Int) -> [[Float]] {
    var taken: [[Float]] = []
    rollouts.run(count, length: length, from: steps, threads: threads) { rows, lane in
      for row in 0..<rows {
        let t = lane.transitions
        taken.append([
          t.observations[3 * row + 2], t.reached[3 * row + 2], t.continues[row], t.rewards[row],
          lane.states[row * state.count + 1],
        ])
      }
    }
    return taken
  }

  @Test("a rollout ends where it terminates, and the others go on")
  func terminations() {
    let (rollouts, steps) = Self.rollouts(seed: 1, rows: 20)
    let rows = Self.taken(rollouts, steps, count: 100, length: 6, threads: 1)
    for row in rows {
      #expect((row[2] == 0) == (abs(row[1]) > 1.5))
      #expect(row[0] == row[4], "what is seen is the state that the step began at")
    }
    let ended = rows.count { $0[2] == 0 }
    #expect(ended > 10 && ended < 100)
    // Each rollout has six rows, but for those that ended: at least one.
    #expect(rows.count < 600 && rows.count >= 6 * (100 - ended) + ended)
    // No row begins where one has terminated, but for first ones, whose states were visited.
    let visited = Set((0..<steps.count).map { steps.elements[$0 * steps.width + 1] })
    #expect(rows.allSatisfy { abs($0[0]) <= 1.5 || visited.contains($0[0]) })
  }

  @Test("the bits do not depend on the threads; another seed gives others")
  func threads() {
    let (one, steps) = Self.rollouts(seed: 1, rows: 7)
    let (two, _) = Self.rollouts(seed: 1, rows: 7)
    let (other, _) = Self.rollouts(seed: 2, rows: 7)
    let rows = Self.taken(one, steps, count: 50, length: 3, threads: 1)
    #expect(rows == Self.taken(two, steps, count: 50, length: 3, threads: 2))
    #expect(rows != Self.taken(other, steps, count: 50, length: 3, threads: 1))
  }
}

@Suite struct RolloutLengthTests {
  @Test("the schedule is a line between its ends, rounded down")
  func schedule() {
    let schedule = RolloutLength.Schedule(from: 1, to: 15, start: 20_000, end: 150_000)
    for step in stride(from: 0, through: 200_000, by: 777) {
      let x = min(max(Double(step - 20_000) / 130_000, 0), 1)
      #expect(schedule.length(atStep: step) == Int(1 + 14 * x))
    }
    #expect(RolloutLength.Schedule(from: 2, to: 2, start: 0, end: 0).length(atStep: 7) == 2)
    #expect(RolloutLength.Schedule(from: 25, to: 1, start: 0, end: 24).length(atStep: 12) == 13)
  }

  @Test("the measured error decides as far as it stays within bounds, linear between horizons")
  func automatic() {
    let report = ModelReport(
      openLoop: [(1, 0.02), (5, 0.1), (10, 0.3)].map { (steps, error) in
        ModelReport.OpenLoop(steps: steps, sequences: 9, errors: [1, 1], relativeErrors: [error, error])
      })
    #expect(abs(report.relativeError(steps: 3)! - 0.06) < 1e-12 && report.relativeError(steps: 11) == nil)
    #expect(report.rolloutLength(within: 0.1001) == 5)
    #expect(report.rolloutLength(within: 0.17) == 6)
    #expect(report.rolloutLength(within: 0.01) == 1 && report.rolloutLength(within: 9) == 10)
  }
}

@Suite struct ReplayBufferTests {
  private static func buffer(_ capacity: Int, rows: Range<Int>) -> ReplayBuffer {
    let buffer = ReplayBuffer(observationCount: 1, actionCount: 1, capacity: capacity)
    for i in rows { append(Float(i), to: buffer) }
    return buffer
  }

  private static func append(_ reward: Float, to buffer: ReplayBuffer) {
    let batch = TransitionBatch(rows: 1, observationCount: 1, actionCount: 1)
    batch.rewards[0] = reward
    buffer.append(row: 0, of: batch)
  }

  private static func rewards(_ buffer: ReplayBuffer) -> Set<Float> {
    let batch = TransitionBatch(rows: 2000, observationCount: 1, actionCount: 1)
    var stream = RandomStream(seed: 1)
    buffer.sample(into: batch, from: &stream)
    return Set(batch.rewards.array)
  }

  @Test("of another size it keeps the newest rows", arguments: [(10, 6), (10, 25), (40, 6)], [7, 10, 23])
  func resizes(sizes: (from: Int, to: Int), rows: Int) {
    let buffer = Self.buffer(sizes.from, rows: 0..<rows)
    buffer.resize(to: sizes.to)
    let kept = min(rows, sizes.from, sizes.to)
    #expect(buffer.count == kept && Self.rewards(buffer) == Set((rows - kept..<rows).map { Float($0) }))
    // It goes on as one of that size would.
    Self.append(-1, to: buffer)
    let left = min(kept, sizes.to - 1)
    #expect(Self.rewards(buffer) == Set((rows - left..<rows).map { Float($0) } + [-1]))
  }

  @Test("rows of a batch are filled where they are asked for and nowhere else")
  func part() {
    let batch = TransitionBatch(rows: 256, observationCount: 1, actionCount: 1)
    var stream = RandomStream(seed: 1)
    Self.buffer(9, rows: 1..<10).sample(into: batch, rows: 12..<256, from: &stream)
    #expect(batch.rewards.array.prefix(12).allSatisfy { $0 == 0 } && batch.rewards.array.dropFirst(12).allSatisfy { $0 > 0 })
  }
}
