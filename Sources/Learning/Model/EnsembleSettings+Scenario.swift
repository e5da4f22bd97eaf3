import Policies
package import Scenarios

extension EnsembleSettings {
  /// As a learner's `model:` says.
  package init(_ settings: DynamicsSettings) {
    self.init()
    members = settings.members
    elites = settings.elites
    hidden = settings.hidden
    activation = Network.Activation(settings.activation)
    layerNorm = settings.layerNorm
    dropout = settings.dropout
    learningRate = settings.learningRate
    weightDecay = settings.weightDecay
    batch = settings.batch
    epochBatches = settings.epochBatches
    heldOutFraction = Double(settings.heldOutFraction)
    heldOutLimit = settings.heldOutLimit
    patience = settings.patience
    maximumEpochs = settings.maximumEpochs
    prediction = settings.prediction == .direct ? .direct : .residual
    learnsReward = settings.learnsReward
  }
}
