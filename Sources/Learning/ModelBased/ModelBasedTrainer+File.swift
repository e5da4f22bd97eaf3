import Control
import Networks
package import Policies

/// What of a training travels in the policy file, beside the policy.
extension ModelBasedTrainer: ModelTrainer, CriticTrainer {
  package var learnedModel: LearnedModel? { learning.value }
  /// Of the steps before the model's last training.
  package var modelReport: ModelReport? { learning.report }

  package var critics: [Network] {
    let observations = environment.observationCount
    let scale = optimizer.normalizer.map { ($0.mean, $0.inverseDeviation) }
    let networks: [TrainableNetwork]
    switch optimizer {
    case let soft as SoftModelOptimizer: networks = soft.learner.critics.map(\.network)
    case let double as DoubleHorizonOptimizer: networks = double.critics.map(\.network)
    default: networks = []
    }
    return networks.map { network in
      // Actions are no matter of the normaliser.
      let actions = network.shape.inputs - observations
      let mean = (scale?.0 ?? [Float](repeating: 0, count: observations)) + [Float](repeating: 0, count: actions)
      let inverse = (scale?.1 ?? [Float](repeating: 1, count: observations)) + [Float](repeating: 1, count: actions)
      return network.network(mean: mean, inverseDeviation: inverse, inputClip: optimizer.normalizer?.clip ?? .infinity)
    }
  }
}
