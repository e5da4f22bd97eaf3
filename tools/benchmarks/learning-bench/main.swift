import Control
import Foundation
import Learning
import Mathematics
import Scenarios

// Time of a learner's update: learning-bench [sac] THREADS OBSERVATIONS ACTIONS MINIBATCH
//
// sac: two 256 × 256 critics and an actor of that size; prints milliseconds an update. Otherwise PPO: two 64 × 64 networks on an environment that costs nothing; prints milliseconds a minibatch (median over the
// iterations) and samples a second.

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
guard arguments.count == 4, arguments.allSatisfy({ $0 > 0 }) else {
  FileHandle.standardError.write(Data("usage: learning-bench [sac] THREADS OBSERVATIONS ACTIONS MINIBATCH\n".utf8))
  exit(2)
}

if CommandLine.arguments.contains("sac") {
  print(measureSAC(threads: arguments[0], observations: arguments[1], actions: arguments[2], batch: arguments[3]))
  exit(0)
}

/// Observations that depend on nothing.
final class Noise: VectorEnvironment {
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

let (threads, observations, actions, minibatch) = (arguments[0], arguments[1], arguments[2], arguments[3])
var settings = PPOSettings()
settings.copies = 4 * minibatch / 32
settings.rolloutSteps = 32
settings.minibatches = 4
settings.epochs = 5
settings.totalSteps = 32 * settings.copies * 40
let trainer = PPOTrainer(
  environment: Noise(count: settings.copies, observationCount: observations, actionCount: actions),
  settings: settings, seed: 1, threads: threads)
var milliseconds: [Double] = []
while !trainer.isFinished {
  milliseconds.append(try trainer.step().updateSeconds * 1e3 / Double(settings.minibatches * settings.epochs))
}
milliseconds.sort()
let median = milliseconds[milliseconds.count / 2]
print(median, milliseconds[0], Double(minibatch) / median * 1e3)
