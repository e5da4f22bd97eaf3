import Control
import Foundation
import Learning
import Mathematics
import Networks
import Scenarios

/// A minibatch of PPO's update on an environment that costs nothing: milliseconds, the median over the iterations, and
/// the share of oneDNN's peak, by the products that it takes.
func measurePPO(
  threads: Int, observations: Int, actions: Int, minibatch: Int, hidden: [Int]
) throws -> (milliseconds: Double, shareOfPeak: Double) {
  var settings = PPOSettings()
  settings.copies = 4 * minibatch / 32
  settings.rolloutSteps = 32
  settings.minibatches = 4
  settings.epochs = 5
  settings.totalSteps = 32 * settings.copies * 12
  settings.hidden = hidden
  let trainer = PPOTrainer(
    environment: Noise(count: settings.copies, observationCount: observations, actionCount: actions),
    settings: settings, seed: 1, threads: threads)
  var times: [Double] = []
  while !trainer.isFinished {
    times.append(try trainer.step().updateSeconds * 1e3 / Double(settings.minibatches * settings.epochs))
  }
  let median = times.dropFirst().sorted()[(times.count - 1) / 2]
  let widths = [observations] + hidden
  let weights = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
  let first = observations * hidden[0]
  // Forward, and backward to the weights and to the inputs of every layer but the first; a policy and a value function.
  let products = 2 * (3 * weights - first) + (3 * hidden.last! * (actions + 1))
  let operations = 2 * Double(products) * Double(minibatch)
  return (median, operations / (median / 1e3) / (peakOfProducts() * Double(threads)))
}

/// Operations a second of oneDNN's products on one thread: the best of several 1024³.
private func peakOfProducts() -> Double {
  let width = 1024
  let (a, b, result) = (FloatBuffer(count: width * width), FloatBuffer(count: width * width), FloatBuffer(count: width * width))
  a.fill(0.5)
  b.fill(0.25)
  MatrixProduct.keepToThisThread()
  return (0..<5).map { _ in
    let start = ContinuousClock.now
    MatrixProduct.multiply(
      .plain(a.address(width * width)), .plain(b.address(width * width)), rows: width, columns: width, inner: width,
      into: result.address(width * width))
    return 2 * pow(Double(width), 3) / ((ContinuousClock.now - start) / .seconds(1))
  }.max()!
}

/// Observations that depend on nothing.
private final class Noise: VectorEnvironment {
  let count: Int
  let interface: ControlInterface
  let layout: ObservationLayout
  let privilegedCount = 0
  let rewardTermNames = ["noise"]
  private var stream = RandomStream(seed: 1)

  init(count: Int, observationCount: Int, actionCount: Int) {
    self.count = count
    interface = .unnamed(
      "noise", sensors: observationCount, effortLimits: [Double](repeating: 1, count: actionCount), period: 1)
    layout = ObservationLayout(terms: (0..<observationCount).map { .sensor($0) }, commands: 0)
  }

  func reset(into batch: inout StepBatch) { draw(into: &batch) }
  func reset(copy: Int, variant: Variant?, into batch: inout StepBatch) { draw(into: &batch) }
  func step(_ actions: Matrix, into batch: inout StepBatch) { draw(into: &batch) }
  func save(into state: inout SavedState) { state.append(stream) }
  func restore(_ state: inout SavedState) { stream = state.takeStream() }

  private func draw(into batch: inout StepBatch) {
    for i in batch.observations.elements.indices { batch.observations.elements[i] = Float(stream.uniform()) }
    for i in 0..<count { batch.rewards[i] = Float(stream.uniform()) }
  }
}
