import Control
import Foundation
import Learning
import Mathematics
import Scenarios

// Time of a learner's update: learning-bench sac | ensemble | ppo THREADS OBSERVATIONS ACTIONS MINIBATCH [HIDDEN…]
//
// sac: two 256 × 256 critics and an actor of that size; prints milliseconds an update. ensemble: seven probabilistic
// networks of four layers of 200, reward included; prints milliseconds a step of all seven. ppo: policy and value
// function of these hidden widths; prints milliseconds a minibatch and the share of oneDNN's peak on this thread.

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

let learner = CommandLine.arguments.dropFirst().first ?? ""
let sizes = CommandLine.arguments.dropFirst(2).compactMap { Int($0) }
guard ["sac", "ensemble", "ppo"].contains(learner), sizes.count >= 4, sizes.allSatisfy({ $0 > 0 }),
  sizes.count == 4 || learner == "ppo"
else {
  FileHandle.standardError.write(
    Data("usage: learning-bench sac | ensemble | ppo THREADS OBSERVATIONS ACTIONS MINIBATCH [HIDDEN…]\n".utf8))
  exit(2)
}
let (threads, observations, actions, minibatch) = (sizes[0], sizes[1], sizes[2], sizes[3])

switch learner {
case "sac": print(measureSAC(threads: threads, observations: observations, actions: actions, batch: minibatch))
case "ensemble":
  print(
    measureEnsemble(
      threads: threads, members: 7, hidden: [200, 200, 200, 200], observations: observations, actions: actions,
      batch: minibatch))
default:
  let hidden = sizes.count > 4 ? Array(sizes[4...]) : [64, 64]
  let update = try measurePPO(
    threads: threads, observations: observations, actions: actions, minibatch: minibatch, hidden: hidden)
  print(update.milliseconds, update.shareOfPeak)
}
