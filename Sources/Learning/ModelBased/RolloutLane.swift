import Mathematics
package import Networks

/// Rollouts that are carried on together by one shard: their states, and what the last step of each came to.
package final class RolloutLane: @unchecked Sendable {
  package let capacity: Int
  /// Rollouts that have not terminated; theirs are the first rows.
  package private(set) var running = 0
  /// The model's states that the last step began at.       (capacity × s)
  package private(set) var states: FloatBuffer
  /// The last step.
  package let transitions: TransitionBatch
  private var next: FloatBuffer                            // (capacity × s)
  private var terminated: [Bool]                           // (capacity)
  private let model: EnsembleModel
  private let pass: NetworkPass
  private let sample: SquashedGaussian
  private let draws: FloatBuffer                           // (capacity × a)
  var stream: RandomStream

  init(
    _ ensemble: DynamicsEnsemble, task: ModelTask, actor: TrainableNetwork, capacity: Int, stream: RandomStream
  ) {
    self.capacity = capacity
    self.stream = stream
    model = EnsembleModel(ensemble, task: task, capacity: capacity, depth: 1)
    states = FloatBuffer(count: capacity * model.stateCount)
    next = FloatBuffer(count: states.count)
    terminated = [Bool](repeating: false, count: capacity)
    transitions = TransitionBatch(
      rows: capacity, observationCount: model.observationCount, actionCount: model.actionCount)
    pass = NetworkPass(actor, capacity: capacity)
    sample = SquashedGaussian(count: model.actionCount, capacity: capacity)
    draws = FloatBuffer(count: capacity * model.actionCount)
  }

  /// Begins rollouts at states drawn from the steps.
  func begin(_ count: Int, from steps: TransitionBuffer) {
    running = count
    let s = model.stateCount
    for row in 0..<count {
      let start = stream.index(below: steps.count) * steps.width
      for i in 0..<s { states[row * s + i] = steps.elements[start + i] }
    }
  }

  /// One step of the policy in the model for every running rollout.
  func step(_ normalizer: InputNormalizer?) {
    guard running > 0 else { return }
    let (o, a) = (model.observationCount, model.actionCount)
    model.observe(rows: running, states: states, into: transitions.observations)
    if let normalizer {
      normalizer.apply(to: transitions.observations, rows: running, into: pass.input)
    } else {
      pass.input.copy(running * o, of: transitions.observations, from: 0, to: 0)
    }
    pass.forward(rows: running)
    draws.fillNormal(running * a, from: &stream)
    sample.sample(rows: running, parameters: pass.output, draws: draws)
    transitions.actions.copy(running * a, of: sample.actions, from: 0, to: 0)
    model.step(
      0, rows: running, states: states, actions: sample.actions, next: next, rewards: transitions.rewards,
      terminated: &terminated, drawingFrom: &stream)
    model.observe(rows: running, states: next, into: transitions.reached)
    for row in 0..<running { transitions.continues[row] = terminated[row] ? 0 : 1 }
  }

  /// Leaves out what has terminated.
  func goOn() {
    let s = model.stateCount
    var kept = 0
    for row in 0..<running where !terminated[row] {
      states.copy(s, of: next, from: row * s, to: kept * s)
      kept += 1
    }
    running = kept
  }
}
