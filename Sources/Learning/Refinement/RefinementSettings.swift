import Policies
package import Scenarios

/// How a policy is refined on one plant: the learned model and PPO on its rollouts, each with its default.
///
/// The defaults were chosen with 60 s of interaction (2026-11-24). On a cart-pole, small networks learned its 3,000 steps
/// down to the sensors' noise as well as four layers of 200 did, in a tenth of the time. On two cart-poles and a rotary
/// pendulum outside the training box, twice the steps with more of them in the simulator gained 40 to 63 points, where
/// half as many had gained 4 of the pendulum's: success in the model had still been rising.
package struct RefinementSettings: Sendable, Equatable {
  package var ensemble = {
    var settings = EnsembleSettings()
    settings.members = 5
    settings.elites = 4
    settings.hidden = [64, 64]
    settings.patience = 10
    settings.maximumEpochs = 100
    return settings
  }()
  /// Steps of randomized simulation that the model learns first.
  package var simulatedSteps = 20_000
  package var simulatedEpochs = 15
  /// The last part of the plant's steps, on which the model is judged before it learns them too.
  package var judgedFraction = 0.2

  /// Steps of a rollout in the model, and copies that roll out there.
  package var rolloutLength = 200
  package var modelCopies = 160
  /// Copies in the randomized simulator beside them, which keep the policy good inside the training box.
  package var simulatedCopies = 224
  package var steps = 600_000
  package var learningRate: Float = 5e-4
  package var finalLearningRate: Float = 5e-5
  /// σ of the policy's exploration in units of the run's own. The run explored the whole box; what is deployed is the
  /// mean action, and a narrower distribution around it is improved with less noise.
  package var deviationScale: Float = 0.3
  /// Mean KL divergence from the old policy to stay below, nats.
  package var trustRegion: Float = 0.25

  /// Iterations between two looks at the policy, and variants of the training box that it is then tried on.
  package var candidateInterval = 8
  package var candidateVariants = 240
  /// Success inside the training box that a policy may lose against the old one on these variants; with fewer of them,
  /// or less to lose, chance alone rejects what is better.
  package var tolerance = 0.03
  /// Iterations in which only the critic learns, when it comes untrained.
  package var heldIterations = 5

  package init() {}

  /// PPO as the run was trained with, on so many copies and steps, and without a reward for exploring.
  package func ppo(after settings: PPOSettings) -> PPOSettings {
    var ppo = settings
    ppo.copies = modelCopies + simulatedCopies
    ppo.rolloutSteps = 32
    ppo.minibatches = 8
    ppo.epochs = 5
    ppo.totalSteps = steps
    ppo.learningRate = learningRate
    ppo.finalLearningRate = finalLearningRate
    ppo.entropyCoefficient = 0
    return ppo
  }
}
