import Dispatch
import Foundation
import Physics

/// Wall-clock, one world on each thread.
func stepsPerSecond(_ model: Model, threads: Int, steps: Int) -> Double {
  @Sendable func simulate(_ steps: Int) {
    var runner = Runner(model)
    runner.run(steps)
  }
  simulate(2000)
  let start = DispatchTime.now().uptimeNanoseconds
  DispatchQueue.concurrentPerform(iterations: threads) { _ in simulate(steps) }
  return Double(steps * threads) * 1e9 / Double(DispatchTime.now().uptimeNanoseconds - start)
}

/// MiB by which the process grows for so many standing quadrupeds, each stepped for half a second; eight share their
/// working memory, as the environments' shards do.
func memory(copies: Int) -> Double {
  let model = Model.named("quadruped-stand-torque")!
  // What the first world brings with it is the program's.
  var one = Runner(model)
  one.run(250)
  let before = residentMiB()
  var memory = WorkingMemory()
  var runners: [RunnerBox] = []
  for i in 0..<copies {
    if i % 8 == 0 { memory = WorkingMemory() }
    runners.append(RunnerBox(Runner(model, memory: memory)))
  }
  for runner in runners { runner.runner.run(250) }
  return residentMiB() - before
}

private final class RunnerBox {
  var runner: Runner
  init(_ runner: consuming Runner) { self.runner = runner }
}

private func residentMiB() -> Double {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
  return (line?.split(separator: " ").dropFirst().first).flatMap { Double($0) }.map { $0 / 1024 } ?? .nan
}

/// Root mean square difference of the joint angles, rad, over the first second of the trot.
func merging() -> Double {
  var merged = Runner(.quadruped(trots: true, servo: true))
  var whole = Runner(.quadruped(trots: true, servo: true, merges: false))
  var sum = 0.0
  for _ in 0..<500 {
    merged.run(1)
    whole.run(1)
    for joint in 1...12 {
      let difference = merged.position(joint) - whole.position(joint)
      sum += difference * difference
    }
  }
  return (sum / (500 * 12)).squareRoot()
}
