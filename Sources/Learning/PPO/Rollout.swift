package import Control
package import Mathematics
package import Networks
package import Processes

/// What the copies did between two updates, flat; sample i is step i / copies of copy i % copies.
///
/// Networks that remember learn from sequences of several steps of a copy, each with the states that it began with;
/// for others a sequence is a sample.
package final class Rollout: @unchecked Sendable {
  /// Taken: `capacity`, or fewer where other processes did not wait for the rest.
  package private(set) var steps: Int
  /// Steps that there is room for.
  package let capacity: Int
  package let copies: Int
  /// Steps of a sequence; they divide the rollout's.
  package let sequenceSteps: Int
  package let observationCount: Int
  /// Normalised; one step more than the others, for the last bootstrap.   ((steps + 1) × copies × o)
  package let observations: FloatBuffer
  /// What the value function sees: the observation and, where it sees more than the policy, the privileged values
  /// behind it; without them this is `observations`.                      ((steps + 1) × copies × (o + p))
  package let criticRows: FloatBuffer
  /// Columns of a row of those.
  package let criticCount: Int
  /// What the policy sees: the observations, or as a teacher what the value function sees.
  package let policyRows: FloatBuffer
  package let actions: FloatBuffer           // (steps × copies × a), as drawn, before any clamp
  package let logProbabilities: FloatBuffer  // (steps × copies), when drawn
  /// Outputs of the policy that training stays near to, where there is one.   (steps × copies × its outputs)
  package let anchorOutputs: FloatBuffer?
  package let rewards: FloatBuffer           // (steps × copies), scaled before use
  package let advantages: FloatBuffer        // (steps × copies)
  /// V of each observation.                                               ((steps + 1) × copies)
  package let values: FloatBuffer
  /// V of the state truly reached.                                        (steps × copies)
  package let nextValues: FloatBuffer
  /// What the value function is to predict.                               (steps × copies)
  package let targets: FloatBuffer
  package private(set) var endings: [Ending]  // (steps × copies)

  /// The states reached by time-outs as the value function sees them, in the order of their samples.
  /// (up to steps × copies × (o + p))
  package let reached: FloatBuffer
  package let reachedValues: FloatBuffer
  package private(set) var truncated: [Int] = []
  /// The sequences in the order in which an epoch takes them; sequence k is the (k / copies)th of copy k % copies.
  package var order: [Int]
  /// The memories with which each sequence begins, as they were when its actions were drawn.
  package let policyStates: FloatBuffer  // (sequences × state)
  package let criticStates: FloatBuffer  // (sequences × state)

  /// - Parameters:
  ///   - privilegedCount: what the value function sees beside the observation.
  ///   - isTeacher: whether the policy sees it too.
  ///   - states: numbers of the policy's memory and of the value function's.
  package init(
    steps: Int, copies: Int, sequenceSteps: Int = 1, observationCount: Int, actionCount: Int,
    privilegedCount: Int = 0, isTeacher: Bool = false, states: (policy: Int, critic: Int) = (0, 0), anchorOutputs: Int = 0
  ) {
    precondition(steps % sequenceSteps == 0, "a rollout is whole sequences")
    self.steps = steps
    capacity = steps
    self.copies = copies
    self.sequenceSteps = sequenceSteps
    self.observationCount = observationCount
    criticCount = observationCount + privilegedCount
    let samples = steps * copies
    observations = FloatBuffer(count: (samples + copies) * observationCount)
    criticRows = privilegedCount > 0 ? FloatBuffer(count: (samples + copies) * criticCount) : observations
    policyRows = isTeacher ? criticRows : observations
    actions = FloatBuffer(count: samples * actionCount)
    logProbabilities = FloatBuffer(count: samples)
    self.anchorOutputs = anchorOutputs > 0 ? FloatBuffer(count: samples * anchorOutputs) : nil
    rewards = FloatBuffer(count: samples)
    advantages = FloatBuffer(count: samples)
    values = FloatBuffer(count: samples + copies)
    nextValues = FloatBuffer(count: samples)
    targets = FloatBuffer(count: samples)
    endings = [Ending](repeating: .running, count: samples)
    reached = FloatBuffer(count: samples * criticCount)
    reachedValues = FloatBuffer(count: samples)
    truncated.reserveCapacity(samples)
    order = Array(0..<samples / sequenceSteps)
    policyStates = FloatBuffer(count: order.count * states.policy)
    criticStates = FloatBuffer(count: order.count * states.critic)
  }

  package var sampleCount: Int { steps * copies }

  /// The sample that is a step of a sequence.
  package func sample(ofSequence sequence: Int, step: Int) -> Int {
    (sequence / copies * sequenceSteps + step) * copies + sequence % copies
  }

  /// The sequence of a copy that begins at a step; nil where none does.
  package func sequence(beginningAt step: Int, copy: Int) -> Int? {
    step % sequenceSteps == 0 && step < steps ? step / sequenceSteps * copies + copy : nil
  }

  package func begin() {
    steps = capacity
    truncated.removeAll(keepingCapacity: true)
  }

  /// Ends it early, behind a whole sequence.
  package func end(after steps: Int) {
    precondition(
      steps > 0 && steps <= capacity && steps % sequenceSteps == 0, "a rollout is whole sequences within its room")
    self.steps = steps
  }

  /// Takes in what copies see before a step; behind the last step, what the bootstrap is of.
  ///
  /// - Parameter privileged: normalises what the value function sees beside the observation; nil: it sees no more.
  package func observe(
    _ batch: StepBatch, rows: Range<Int>, at step: Int, normalizer: InputNormalizer, privileged: InputNormalizer? = nil
  ) {
    let (o, first) = (observationCount, step * copies)
    normalizer.apply(to: batch.observations, rows: rows, into: observations, at: (first + rows.lowerBound) * o)
    guard let privileged else { return }
    for row in rows {
      let place = (first + row) * criticCount
      criticRows.copy(o, of: observations, from: (first + row) * o, to: place)
      privileged.apply(to: batch.privileged, rows: row..<row + 1, into: criticRows, at: place + o)
    }
  }

  /// Takes in what a step gave.
  package func record(
    _ batch: StepBatch, at step: Int, normalizer: InputNormalizer, privileged: InputNormalizer? = nil
  ) {
    for copy in 0..<copies {
      let sample = step * copies + copy
      rewards[sample] = batch.rewards[copy]
      endings[sample] = batch.endings[copy]
      // A void step leads to where it began, so that next to nothing is learned from it.
      guard batch.endings[copy] == .truncated || batch.endings[copy].isVoid else { continue }
      let place = truncated.count * criticCount
      normalizer.apply(to: batch.reached, rows: copy..<copy + 1, into: reached, at: place)
      privileged?.apply(
        to: batch.reachedPrivileged, rows: copy..<copy + 1, into: reached, at: place + observationCount)
      truncated.append(sample)
    }
  }

  /// Where a step led: to the next observation, or to where time was up.
  package func linkValues() {
    nextValues.copy(sampleCount, of: values, from: copies, to: 0)
    for (place, sample) in truncated.enumerated() { nextValues[sample] = reachedValues[place] }
  }

  /// A fresh order.
  package func shuffle(using stream: inout RandomStream) { stream.shuffle(&order) }

  /// The order of the first epoch of a run, so that a resumed run shuffles the same.
  package func sortOrder() { for i in order.indices { order[i] = i } }

  /// Brings the advantages of all processes together to mean 0 and unit spread.
  package func normalizeAdvantages(in processes: any Communicator = SingleProcess()) {
    let scale = AdvantageScale(sampleCount, in: processes) { self.advantages[$0] }
    for i in 0..<sampleCount { advantages[i] = scale(advantages[i]) }
  }

  /// What brings the advantages of these places in the order, of all processes together, to mean 0 and unit spread.
  package func advantageScale(
    _ places: Range<Int>, in processes: any Communicator = SingleProcess()
  ) -> AdvantageScale {
    AdvantageScale(places.count * sequenceSteps, in: processes) {
      let sequence = self.order[places.lowerBound + $0 / self.sequenceSteps]
      return self.advantages[self.sample(ofSequence: sequence, step: $0 % self.sequenceSteps)]
    }
  }
}

/// Mean and spread of some advantages, in Double.
package struct AdvantageScale: Sendable {
  private let mean: Double
  private let inverse: Double

  /// - Parameter count: how many of them this process has.
  package init(_ count: Int, in processes: any Communicator = SingleProcess(), _ advantage: (Int) -> Float) {
    var (sum, squares) = ([Double(count), 0], [0.0])
    for i in 0..<count { sum[1] += Double(advantage(i)) }
    processes.sum(&sum)
    let mean = sum[1] / sum[0]
    for i in 0..<count {
      let difference = Double(advantage(i)) - mean
      squares[0] += difference * difference
    }
    processes.sum(&squares)
    self.mean = mean
    inverse = 1 / ((squares[0] / sum[0]).squareRoot() + 1e-8)
  }

  package func callAsFunction(_ advantage: Float) -> Float { Float((Double(advantage) - mean) * inverse) }
}
