package import Control
import Evaluation
package import Foundation
import Mathematics
import Networks
package import Policies

/// PPO on a learned model of one plant beside the randomized simulator, within a trust region of the policy that it
/// begins with; what it gives is the candidate most often successful in the model among those that stay good inside the
/// training box.
///
/// How a PPO policy becomes the actor: its network with its normaliser, which stands still from then on, is the mean of
/// a Gaussian. The width is the run's last, one σ for each action from its checkpoint, times
/// ``RefinementSettings/deviationScale``. A deployed policy is the mean alone, so nothing of what is deployed changes by
/// becoming the actor.
///
/// Where the critic comes from: it is the value function of the run's own checkpoint, which stands behind the policy's
/// parameters and σ there, see ``PPOTrainer/start(from:policy:settings:trustRegion:)``. It sees the same normalised
/// observation and is in units of the scaled reward, so the scale comes along. It knows mean returns over the training
/// box and learns on from there. Without it, or where the checkpoint holds another policy, as after a refinement that
/// gave an earlier candidate, the critic begins untrained, the scale is found anew, and the policy is held for
/// ``RefinementSettings/heldIterations`` while the critic learns.
package final class RefinementTrainer: PolicyTrainer {
  /// A policy on the way, and what was seen of it.
  package struct Candidate: Sendable, Equatable, Codable {
    /// 0: the old policy.
    package var iteration: Int
    /// Of full episodes in the model: success, and mean return.
    package var modelSuccess: Double
    package var modelReturn: Double
    /// In the simulator, inside the training box.
    package var insideSuccess: Double
  }

  package let trainer: PPOTrainer
  /// In order; the first is the old policy.
  package private(set) var candidates: [Candidate] = []
  /// Of the candidates; the policy that this gives.
  package private(set) var best = Candidate(iteration: 0, modelSuccess: 0, modelReturn: 0, insideSuccess: 0)
  private var bestPolicy: Network
  private let settings: RefinementSettings
  private let model: any VectorEnvironment
  private let inside: any VectorEnvironment
  private let variants: [Variant]
  /// Both environments before their first evaluation: each one begins there, so that all candidates are judged by the
  /// same episodes, in a resumed run too, whatever an environment makes of a second reset.
  private var modelStart: SavedState?
  private var insideStart: SavedState?

  /// - Parameters:
  ///   - model: full episodes in the learned model from the scenario's own start.
  ///   - inside: the simulator from the scenario's own start, a copy for each variant.
  ///   - variants: of the training box.
  package init(
    _ trainer: PPOTrainer, from old: Network, settings: RefinementSettings, model: any VectorEnvironment,
    inside: any VectorEnvironment, variants: [Variant]
  ) {
    self.trainer = trainer
    self.settings = settings
    self.model = model
    self.inside = inside
    self.variants = variants
    bestPolicy = old
  }

  package var seed: UInt64 { trainer.seed }
  package var iteration: Int { trainer.iteration }
  package var iterations: Int { trainer.iterations }
  package var steps: Int { trainer.steps }
  package var policy: Network { bestPolicy }

  package func step() throws(TrainingError) -> TrainingProgress {
    if candidates.isEmpty { try judge(bestPolicy) }
    var progress = try trainer.step()
    if trainer.iteration % settings.candidateInterval == 0 || trainer.isFinished { try judge(trainer.policy) }
    if let last = candidates.last {
      progress.add("candidate/model_success", last.modelSuccess)
      progress.add("candidate/model_return", last.modelReturn)
      progress.add("candidate/inside_success", last.insideSuccess)
    }
    return progress
  }

  private func judge(_ policy: Network) throws(TrainingError) {
    let evaluator = Evaluator(threads: trainer.threads)
    try onEnvironment { () throws(EnvironmentFailure) in
      try Self.begin(model, at: &modelStart)
      try Self.begin(inside, at: &insideStart)
    }
    let (inModel, inBox) = try onEnvironment { () throws(EnvironmentFailure) in
      (try evaluator.run(NetworkPolicy(policy), on: model),
        try evaluator.run(NetworkPolicy(policy), on: inside, variants: variants))
    }
    let candidate = Candidate(
      iteration: trainer.iteration, modelSuccess: Double(inModel.count { $0.succeeded }) / Double(inModel.count),
      modelReturn: inModel.reduce(0) { $0 + $1.totalReward } / Double(inModel.count),
      insideSuccess: Double(inBox.count { $0.succeeded }) / Double(inBox.count))
    candidates.append(candidate)
    if candidates.count == 1 || isBetter(candidate) { (best, bestPolicy) = (candidate, policy) }
  }

  private static func begin(
    _ environment: any VectorEnvironment, at start: inout SavedState?
  ) throws(EnvironmentFailure) {
    var state = start ?? SavedState()
    if start == nil { try environment.save(into: &state) }
    state.rewind()
    start = state
    try environment.restore(&state)
  }

  private func isBetter(_ candidate: Candidate) -> Bool {
    candidate.insideSuccess >= candidates[0].insideSuccess - settings.tolerance
      && (candidate.modelSuccess, candidate.modelReturn) > (best.modelSuccess, best.modelReturn)
  }

  // MARK: Checkpoints

  /// What it gives stands in a file beside the checkpoint and is written first: a checkpoint that is older finds it
  /// again on its way.
  package func save(to file: URL) throws(TrainingError) {
    var writer = CheckpointWriter()
    writer.append(UInt64(candidates.count))
    for candidate in candidates + [best] {
      writer.append(UInt64(candidate.iteration))
      writer.append(candidate.modelSuccess.bitPattern)
      writer.append(candidate.modelReturn.bitPattern)
      writer.append(candidate.insideSuccess.bitPattern)
    }
    writer.append(bestPolicy.parameters)
    try CheckpointFile.write(writer.bytes, to: Self.bestFile(of: file))
    try trainer.save(to: file)
  }

  package func resume(from file: URL) throws(TrainingError) {
    let bestFile = Self.bestFile(of: file)
    let bytes = try CheckpointFile.read(bestFile)
    var reader = CheckpointReader(bytes[...])
    guard let count = reader.takeWord(), count > 0, count < 1 << 20 else { throw .cutOff(bestFile) }
    var found: [Candidate] = []
    for _ in 0...count {
      guard let iteration = reader.takeWord(), let modelSuccess = reader.takeWord(),
        let modelReturn = reader.takeWord(), let insideSuccess = reader.takeWord()
      else { throw .cutOff(bestFile) }
      found.append(
        Candidate(
          iteration: Int(iteration), modelSuccess: Double(bitPattern: modelSuccess),
          modelReturn: Double(bitPattern: modelReturn), insideSuccess: Double(bitPattern: insideSuccess)))
    }
    guard let values = reader.takeFloats(), reader.isAtEnd, let policy = bestPolicy.replacing(parameters: values) else {
      throw .cutOff(bestFile)
    }
    try trainer.resume(from: file)
    best = found.removeLast()
    candidates = found.filter { $0.iteration <= trainer.iteration }
    bestPolicy = policy
  }

  private static func bestFile(of checkpoint: URL) -> URL { checkpoint.appendingPathExtension("best") }
}

extension Network {
  /// The same network with other parameters; nil when they are not as many.
  fileprivate func replacing(parameters: [Float]) -> Network? {
    let network = TrainableNetwork(NetworkShape(of: self))
    guard parameters.count == network.parameters.count else { return nil }
    network.parameters.array = parameters
    var other = network.network(mean: mean, inverseDeviation: inverseDeviation, inputClip: inputClip)
    other.levels = levels
    return other
  }
}
