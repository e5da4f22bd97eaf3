import Control
import Foundation
import Identification
import Mathematics
import Policies
import Scenarios
import Simulation
import Synchronization

// How often replay calls a run's physics foreign: replay-bench POLICY SCENARIO INSIDE OUTSIDE TICKS
// NAME=VALUE…
//
// Prints "ALARMS DETECTIONS": alarms among runs on fresh draws from the training box, and among runs on the robot with
// the given parameters. The reference runs and the judged ones come from different seeds.

let arguments = CommandLine.arguments
guard arguments.count >= 7, let inside = Int(arguments[3]), let outside = Int(arguments[4]), let ticks = Int(arguments[5])
else {
  FileHandle.standardError.write(Data("usage: replay-bench POLICY SCENARIO INSIDE OUTSIDE TICKS NAME=VALUE…\n".utf8))
  exit(2)
}
let policy = try PolicyFile(reading: arguments[1]).makeController()
let scenario = try Scenario(contentsOf: URL(fileURLWithPath: arguments[2]))
let model = try SimulationModel(of: scenario)
let foreign = try Variant.parse(Array(arguments[6...]), nominal: model.nominal, parameters: model.parameters, robot: scenario.robot)
let threads = ProcessInfo.processInfo.activeProcessorCount
let test = PhysicsTest(
  policy: policy, scenario: scenario, model: model, ticks: ticks, draws: 99, seed: 1, threads: threads)

func alarms(_ variants: [Variant], seed: UInt64) -> Int {
  let (policy, scenario, model, test, ticks) = (policy, scenario, model, test, ticks)
  let count = Atomic<Int>(0)
  Shards.run(variants.count, threads: threads) { i in
    let trace = Trace.simulated(
      policy: policy, scenario: scenario, model: model, variant: variants[i], ticks: ticks,
      stream: RandomStream(seed: seed).split("judged", i))
    if test.judge(trace).isOutside { count.wrappingAdd(1, ordering: .relaxed) }
  }
  return count.load(ordering: .relaxed)
}

let box = scenario.training.variants(inside, nominal: model.nominal, seed: 90_001)
print(alarms(box, seed: 90_002), alarms(Array(repeating: foreign, count: outside), seed: 90_003))
