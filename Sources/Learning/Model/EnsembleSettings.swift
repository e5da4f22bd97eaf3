package import Policies

/// How an ensemble of probabilistic networks is built and trained; the defaults are MBPO's (Janner et al. 2019).
package struct EnsembleSettings: Sendable, Equatable {
  package enum Prediction: String, Sendable, CaseIterable {
    /// What a reading changes by.
    case residual
    /// The next reading; angles of continuous joints stay increments.
    case direct
  }

  package var members = 7
  /// The members best on the held-out split, which the model draws from.
  package var elites = 5
  package var hidden = [200, 200, 200, 200]
  package var activation = Network.Activation.silu
  package var layerNorm = false
  package var dropout: Float = 0
  package var learningRate: Float = 1e-3
  /// L2 decay of each layer's weights, the output layer's last; the last entry stands for all further ones.
  package var weightDecay: [Float] = [2.5e-5, 5e-5, 7.5e-5, 7.5e-5, 1e-4]
  package var batch = 256
  /// Minibatches after which the held-out rows are looked at; nil: a pass over all rows.
  package var epochBatches: Int?
  package var heldOutFraction = 0.2
  package var heldOutLimit = 5000
  /// Training ends when no member has improved by 1 % within so many epochs.
  package var patience = 5
  package var maximumEpochs = 200
  package var prediction = Prediction.residual
  /// Whether the reward is one more output; otherwise the scenario's terms give it.
  package var learnsReward = false
  /// Whether the end of an episode is an output too.
  package var learnsTermination = false

  package init() {}
}
