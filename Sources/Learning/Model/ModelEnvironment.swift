package import Control
package import Mathematics
import Networks
import Policies
package import Scenarios

/// A learned model as N copies of a scenario: branched rollouts (Janner et al. 2019, algorithm 2), on which any trainer
/// of a ``VectorEnvironment`` works; PPO on it is MBPO's other policy optimiser.
///
/// An episode begins at a state that a plant was in and is cut after `steps` steps, where the value of the state reached
/// is bootstrapped; it ends earlier where the task's terms say so. Noise and choice of member are drawn by shard and
/// step, so that a copy depends on the seed and on its number alone, whatever the threads. A step does not allocate
/// beside the matrix products.
///
/// Ensemble and starts belong to whoever made it and are no part of ``save(into:)``. Success is judged on readings and
/// only where a criterion is given, for rollouts that are full episodes.
package final class ModelEnvironment: VectorEnvironment {
  package let count: Int
  package let interface: ControlInterface
  package let layout: ObservationLayout
  package let rewardTermNames: [String]
  package let privilegedCount = 0
  /// Steps after which a rollout is cut; a change holds from each copy's next rollout on.
  package var steps: Int {
    didSet { for shard in shards { shard.steps = steps } }
  }
  private let shards: [Shard]
  private let threads: Int
  private let stateCount: Int
  private let seed: UInt64

  /// 256 rows keep the products of five members near 50 rows each.
  private static let copiesInShard = 256

  /// - Parameters:
  ///   - starts: whose states the rollouts begin at; nil: they are given before the first reset.
  ///   - steps: k.
  ///   - isDeterministic: whether the members' means alone are followed.
  ///   - isStaggered: whether the first rollouts have lengths of 1 to k, so that not all copies are cut at once.
  ///   - success: what a rollout that is cut must have met over its last seconds; nil: none succeeds.
  package init(
    _ ensemble: DynamicsEnsemble, task: ModelTask, starts: TransitionBuffer? = nil, copies: Int, steps: Int,
    isDeterministic: Bool = false, isStaggered: Bool = true, success: SuccessCriterion? = nil, seed: UInt64,
    threads: Int
  ) {
    precondition(copies > 0 && steps > 0, "a rollout has copies and steps")
    count = copies
    self.steps = steps
    self.seed = seed
    self.threads = threads
    interface = ensemble.interface
    layout = task.observation
    rewardTermNames = ensemble.coding.learnsReward ? ["reward"] : task.rewards.map(\.name)
    stateCount = ensemble.coding.state.count
    let number = (copies + Self.copiesInShard - 1) / Self.copiesInShard
    shards = (0..<number).map {
      Shard(
        ensemble, task: task, copies: Shards.rows(of: $0, count: number, total: copies), steps: steps,
        isDeterministic: isDeterministic, isStaggered: isStaggered, success: success)
    }
    if let starts { begin(from: starts) }
  }

  /// Rollouts begin at these states from now on.
  ///
  /// - Parameter recent: only at the latest so many; nil: at any of them.
  package func begin(from starts: TransitionBuffer, recent: Int? = nil) {
    precondition(starts.count > 0 && starts.state.count == stateCount, "the starts are not the model's")
    let rows = min(starts.count, recent ?? starts.count)
    var states = Matrix(rows: rows, columns: stateCount)
    for row in 0..<rows {
      let source = (starts.count - rows + row) * starts.width
      for i in 0..<stateCount { states[row, i] = starts.elements[source + i] }
    }
    for shard in shards { shard.starts = states }
  }

  package func reset(into batch: inout StepBatch) {
    let stream = RandomStream(seed: seed).split("model environment")
    for (number, shard) in shards.enumerated() {
      shard.restart(noise: stream.split("noise", number), copies: stream)
      shard.observe()
      gather(shard, into: &batch)
    }
  }

  /// - Precondition: no variant: a learned model has the one physics that it learned.
  package func reset(copy: Int, variant: Variant?, into batch: inout StepBatch) {
    precondition(variant == nil, "a learned model has no variants")
    guard let shard = shards.first(where: { $0.copies.contains(copy) }) else {
      preconditionFailure("there is no such copy")
    }
    shard.begin(row: copy - shard.copies.lowerBound)
    shard.observe()
    gather(shard, into: &batch)
  }

  package func step(_ actions: Matrix, into batch: inout StepBatch) {
    precondition(actions.rows == count && actions.columns == actionCount, "one action for each copy")
    let shards = shards
    Shards.run(shards.count, threads: threads) { shards[$0].step(actions) }
    for shard in shards { gather(shard, into: &batch) }
  }

  private func gather(_ shard: Shard, into batch: inout StepBatch) {
    func copy(_ source: FloatBuffer, _ width: Int, into matrix: inout Matrix) {
      let start = matrix.offset(ofRow: shard.copies.lowerBound)
      for row in 0..<shard.copies.count {
        for i in 0..<matrix.columns { matrix.elements[start + row * matrix.columns + i] = source[row * width + i] }
      }
    }
    let o = batch.observations.columns
    copy(shard.observations, o, into: &batch.observations)
    copy(shard.reachedObservations, o, into: &batch.reached)
    // A state begins with its newest reading.
    copy(shard.states, stateCount, into: &batch.readings)
    copy(shard.reached, stateCount, into: &batch.reachedReadings)
    copy(shard.applied, batch.applied.columns, into: &batch.applied)
    copy(shard.rewardTerms, rewardTermNames.count, into: &batch.rewardTerms)
    for row in 0..<shard.copies.count {
      let place = shard.copies.lowerBound + row
      batch.rewards[place] = shard.rewards[row]
      batch.endings[place] = shard.endings[row]
      batch.succeeded[place] = shard.succeeded[row]
    }
  }

  package func save(into state: inout SavedState) { for shard in shards { shard.save(into: &state) } }
  package func restore(_ state: inout SavedState) { for shard in shards { shard.restore(&state) } }
}

extension ModelEnvironment {
  /// A fixed part of the copies with a workspace of its own. Unchecked: one thread at a time runs it.
  fileprivate final class Shard: @unchecked Sendable {
    let copies: Range<Int>
    var steps: Int
    /// What rollouts begin at.                        (starts × s)
    var starts = Matrix(rows: 0, columns: 0)
    private let model: EnsembleModel
    private let task: ModelTask
    private let learnsReward: Bool
    private let isStaggered: Bool
    private let success: SuccessCriterion?
    /// Steps in a row that it must hold for.
    private let needed: Int
    private var holding: [Int]                      // (rows), steps in a row up to now that it held
    private var reading: [Double]                   // (sensors), of one row at a time
    private let inputCount: Int
    private var noise = RandomStream(seed: 0)
    private var streams: [RandomStream]             // (rows), of the starts
    private var left: [Int]                         // (rows), steps of the rollout
    private var terminated: [Bool]                  // (rows)
    private let actions: FloatBuffer                // (rows × a)
    let states: FloatBuffer                         // (rows × s), to act on next
    let reached: FloatBuffer                        // (rows × s), before any restart
    let observations: FloatBuffer                   // (rows × o)
    let reachedObservations: FloatBuffer            // (rows × o)
    let rewards: FloatBuffer                        // (rows)
    let rewardTerms: FloatBuffer                    // (rows × terms)
    private(set) var endings: [Ending]              // (rows)
    private(set) var succeeded: [Bool]              // (rows)

    init(
      _ ensemble: DynamicsEnsemble, task: ModelTask, copies: Range<Int>, steps: Int, isDeterministic: Bool,
      isStaggered: Bool, success: SuccessCriterion?
    ) {
      let rows = copies.count
      self.copies = copies
      self.steps = steps
      self.task = task
      self.isStaggered = isStaggered
      self.success = success
      needed = success.map { Int(($0.lastSeconds / ensemble.interface.period).rounded()) } ?? 0
      holding = [Int](repeating: 0, count: rows)
      succeeded = [Bool](repeating: false, count: rows)
      reading = [Double](repeating: 0, count: ensemble.interface.sensors.count)
      model = EnsembleModel(ensemble, task: task, capacity: rows, depth: 1, isDeterministic: isDeterministic)
      learnsReward = ensemble.coding.learnsReward
      inputCount = ensemble.coding.state.rewardInputs
      streams = [RandomStream](repeating: RandomStream(seed: 0), count: rows)
      left = [Int](repeating: 0, count: rows)
      terminated = [Bool](repeating: false, count: rows)
      endings = [Ending](repeating: .running, count: rows)
      actions = FloatBuffer(count: rows * model.actionCount)
      states = FloatBuffer(count: rows * model.stateCount)
      reached = FloatBuffer(count: rows * model.stateCount)
      observations = FloatBuffer(count: rows * model.observationCount)
      reachedObservations = FloatBuffer(count: rows * model.observationCount)
      rewards = FloatBuffer(count: rows)
      rewardTerms = FloatBuffer(count: rows * (learnsReward ? 1 : task.rewards.count))
    }

    /// What the supervisor let through in the last step.       (rows × actuators)
    var applied: FloatBuffer { model.records[0].applied }

    func restart(noise: RandomStream, copies stream: RandomStream) {
      self.noise = noise
      for row in 0..<copies.count {
        streams[row] = stream.split("copy", copies.lowerBound + row)
        begin(row: row)
        if isStaggered { left[row] = 1 + streams[row].index(below: steps) }
      }
    }

    func begin(row: Int) {
      let (s, start) = (model.stateCount, starts.offset(ofRow: streams[row].index(below: starts.rows)))
      for i in 0..<s { states[row * s + i] = starts.elements[start + i] }
      left[row] = steps
      holding[row] = 0
    }

    func observe() { model.observe(rows: copies.count, states: states, into: observations) }

    func step(_ all: Matrix) {
      let (rows, first) = (copies.count, all.offset(ofRow: copies.lowerBound))
      for i in 0..<actions.count { actions[i] = all.elements[first + i] }
      model.step(
        0, rows: rows, states: states, actions: actions, next: reached, rewards: rewards, terminated: &terminated,
        drawingFrom: &noise)
      model.observe(rows: rows, states: reached, into: reachedObservations)
      states.copy(states.count, of: reached, from: 0, to: 0)
      for row in 0..<rows {
        writeTerms(row)
        left[row] -= 1
        endings[row] = terminated[row] ? .terminated : left[row] <= 0 ? .truncated : .running
        succeeded[row] = judge(row)
        if endings[row] != .running { begin(row: row) }
      }
      observe()
    }

    /// Whether an episode that ends here has met the criterion.
    private func judge(_ row: Int) -> Bool {
      guard let success else { return false }
      for i in reading.indices { reading[i] = Double(reached[row * model.stateCount + i]) }
      holding[row] = success.holds(for: reading) ? holding[row] + 1 : 0
      return endings[row] == .truncated && holding[row] >= needed
    }

    private func writeTerms(_ row: Int) {
      guard !learnsReward else { return rewardTerms[row] = rewards[row] }
      for (i, term) in task.rewards.enumerated() {
        rewardTerms[row * task.rewards.count + i] =
          term.weight * term.kind.value(model.records[0].rewardInputs, at: row * inputCount)
      }
    }

    func save(into state: inout SavedState) {
      for i in 0..<states.count { state.append(Double(states[i])) }
      for stream in streams { state.append(stream) }
      for steps in left { state.append(steps) }
      for steps in holding { state.append(steps) }
      state.append(noise)
    }

    func restore(_ state: inout SavedState) {
      for i in 0..<states.count { states[i] = Float(state.takeReal()) }
      for row in streams.indices { streams[row] = state.takeStream() }
      for row in left.indices { left[row] = state.takeInt() }
      for row in holding.indices { holding[row] = state.takeInt() }
      noise = state.takeStream()
      observe()
    }
  }
}
