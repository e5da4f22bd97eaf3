import Glibc
package import Mathematics
import Networks
import Policies
package import Scenarios

/// The gradient steps of soft actor–critic (Haarnoja et al. 2018, algorithm 1, with the temperature of its §5).
///
/// A step is a row of phases; the jobs of a phase run side by side and share nothing that they write, so the bits do
/// not depend on the number of threads.
package final class SoftActorCritic {
  package let settings: SACSettings
  package let actor: SoftActor
  package let critics: [SoftCritic]
  package let batch: TransitionBatch
  let logTemperature = FloatBuffer(count: 1)  // ln α
  private let temperatureGradient = FloatBuffer(count: 1)
  var temperatureOptimizer = Adam(count: 1, epsilon: 1e-8)
  private let targetEntropy: Float
  private let targets: FloatBuffer            // y   (rows)
  private let weights: [FloatBuffer]          // of each critic in the actor's loss   (rows)
  private let actionGradients: [FloatBuffer]  // by critic                            (rows × a)

  package init(settings: SACSettings, observations: Int, actions: Int, stream: RandomStream) {
    self.settings = settings
    let batch = TransitionBatch(rows: settings.batch, observationCount: observations, actionCount: actions)
    self.batch = batch
    let activation = Network.Activation(settings.activation)
    actor = SoftActor(
      batch: batch, observations: observations, actions: actions, hidden: settings.hidden, activation: activation,
      stream: stream)
    critics = (0..<2).map {
      SoftCritic(
        batch: batch, observations: observations, actions: actions, hidden: settings.hidden,
        activation: activation, layerNorm: settings.layerNorm, dropout: settings.dropout, stream: stream.split("critic", $0))
    }
    logTemperature[0] = log(settings.initialTemperature)
    targetEntropy = settings.targetEntropy ?? -Float(actions)
    targets = FloatBuffer(count: settings.batch)
    weights = critics.map { _ in FloatBuffer(count: settings.batch) }
    actionGradients = critics.map { _ in FloatBuffer(count: settings.batch * actions) }
  }

  /// α
  package var temperature: Float { exp(logTemperature[0]) }
  /// Mean of −ln π over the last batch, nats.
  package private(set) var entropy = 0.0
  package var criticLoss: Double { critics.reduce(0) { $0 + $1.loss } / 2 }

  /// One gradient step on what `batch` holds.
  package func update(threads: Int) {
    let (actor, critics, settings) = (actor, critics, settings)
    Shards.run(2, threads: threads) { $0 == 0 ? actor.actNext() : actor.act() }
    let temperature = temperature
    adaptTemperature()
    Shards.run(2, threads: threads) { critics[$0].evaluateTarget(actor.nextSample.actions) }
    findTargets(temperature)
    let (targets, weights, gradients) = (targets, weights, actionGradients)
    Shards.run(2, threads: threads) { critic in
      critics[critic].improve(towards: targets, learningRate: settings.learningRate)
      critics[critic].followTarget(rate: settings.targetRate)
      critics[critic].evaluate(actor.sample.actions)
    }
    weighCritics()
    Shards.run(2, threads: threads) { critics[$0].backwardToActions(weights: weights[$0], into: gradients[$0]) }
    let count = actor.actionGradient.count
    for i in 0..<count { actor.actionGradient[i] = gradients[0][i] + gradients[1][i] }
    actor.improve(temperature: temperature, learningRate: settings.learningRate)
  }

  /// y = r + γ (min Q′ − α ln π′), without what follows a termination (eq. 3 and 8).
  private func findTargets(_ temperature: Float) {
    let next = actor.nextSample.logProbabilities
    for row in 0..<batch.rows {
      let value = min(critics[0].targetValues[row], critics[1].targetValues[row]) - temperature * next[row]
      targets[row] = batch.rewards[row] + settings.discount * batch.continues[row] * value
    }
  }

  /// The actor climbs the smaller of the two: its loss is the mean of α ln π − min Q (eq. 7).
  private func weighCritics() {
    let scale = -1 / Float(batch.rows)
    for row in 0..<batch.rows {
      let isFirst = critics[0].values[row] <= critics[1].values[row]
      weights[0][row] = isFirst ? scale : 0
      weights[1][row] = isFirst ? 0 : scale
    }
  }

  /// One step down −ln α · mean(ln π + H̄) (eq. 18, in ln α).
  private func adaptTemperature() {
    var sum = 0.0
    for row in 0..<batch.rows { sum += Double(actor.sample.logProbabilities[row]) }
    entropy = -sum / Double(batch.rows)
    temperatureGradient[0] = Float(entropy) - targetEntropy
    temperatureOptimizer.step(logTemperature, down: temperatureGradient, learningRate: settings.learningRate)
  }
}
