package import Networks
package import Policies

/// What makes a policy better with a learned model: it rolls the policy out from states that were visited and takes
/// gradient steps on what that gave.
package protocol ModelPolicyOptimizer: AnyObject {
  var actor: TrainableNetwork { get }
  /// Of the actor's outputs; nil: they are means and ln σ of a squashed Gaussian.
  var head: ActionHead? { get }
  /// What the actor's input goes through; nil: nothing.
  var normalizer: InputNormalizer? { get }
  /// The action without exploration, normaliser included.
  var policy: Network { get }
  /// Rows that the rollouts have left.
  var rolloutRows: Int { get }
  /// Of the last gradient step; what is not finite ends the training.
  var loss: Double { get }

  /// The model was trained anew on these steps.
  func modelChanged(_ steps: TransitionBuffer)

  /// Rolls the policy out; an optimiser that learns on the rollouts alone does so here.
  ///
  /// - Parameters:
  ///   - count: rollouts.
  ///   - length: steps of each, or fewer where it terminates.
  ///   - kept: how many rows of rollouts are kept from now on.
  func branch(
    _ count: Int, length: Int, from steps: TransitionBuffer, keeping kept: Int, threads: Int
  ) throws(TrainingError)

  /// One gradient step.
  ///
  /// - Parameter replay: transitions of the environment.
  func update(_ replay: ReplayBuffer, threads: Int)

  func report(into progress: inout TrainingProgress)

  func save(into writer: inout CheckpointWriter) throws(TrainingError)

  /// - Returns: false when the checkpoint holds no optimiser of this shape; it cannot be used any more then.
  func restore(_ reader: inout CheckpointReader) throws(TrainingError) -> Bool
}

extension ModelPolicyOptimizer {
  package var head: ActionHead? { nil }
}
