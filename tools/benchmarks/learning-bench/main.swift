import Control
import Foundation
import Learning
import Mathematics
import Scenarios

// Time of a learner's update: learning-bench [sac | ensemble] THREADS OBSERVATIONS ACTIONS MINIBATCH
//
// sac: two 256 × 256 critics and an actor of that size; prints milliseconds an update. ensemble: seven probabilistic
// networks of four layers of 200, reward included; prints milliseconds a step of all seven. Otherwise PPO: two 64 × 64 networks on an environment that costs nothing; prints milliseconds a minibatch (median over the
// iterations) and samples a second.

// gymnasium ID COPIES STEPS: prints a Gymnasium environment's steps a second through the helper.

if CommandLine.arguments.dropFirst().first == "planner" {
  let sizes = CommandLine.arguments.dropFirst(2).compactMap { Int($0) }
  guard sizes.count == 5, sizes.allSatisfy({ $0 > 0 }) else {
    FileHandle.standardError.write(
      Data("usage: learning-bench planner THREADS OBSERVATIONS ACTIONS PLANS HIDDEN\n".utf8))
    exit(2)
  }
  print(
    measurePlanner(
      threads: sizes[0], observations: sizes[1], actions: sizes[2], samples: sizes[3], hidden: sizes[4]))
  exit(0)
}

if CommandLine.arguments.count == 5, CommandLine.arguments[1] == "gymnasium", let copies = Int(CommandLine.arguments[3]),
  let steps = Int(CommandLine.arguments[4]), copies > 0, steps >= copies
{
  print(try measureEnvironment(CommandLine.arguments[2], copies: copies, steps: steps))
  exit(0)
}

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
guard arguments.count == 4, arguments.allSatisfy({ $0 > 0 }) else {
  FileHandle.standardError.write(Data("usage: learning-bench [sac | ensemble] THREADS OBSERVATIONS ACTIONS MINIBATCH\n".utf8))
  exit(2)
}

if CommandLine.arguments.contains("sac") {
  print(measureSAC(threads: arguments[0], observations: arguments[1], actions: arguments[2], batch: arguments[3]))
  exit(0)
}

if CommandLine.arguments.contains("ensemble") {
  print(
    measureEnsemble(
      threads: arguments[0], members: 7, hidden: [200, 200, 200, 200], observations: arguments[1],
      actions: arguments[2], batch: arguments[3]))
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
