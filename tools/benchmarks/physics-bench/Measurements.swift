import Dispatch
import Foundation
import Physics

/// One world on each thread. On one thread by the thread's own clock, which other programs do not disturb; on several by
/// the wall's, since the threads' waiting for one another counts.
func stepsPerSecond(_ model: Model, threads: Int, steps: Int) -> Double {
  @Sendable func simulate(_ steps: Int) -> Double {
    var runner = Runner(model)
    let start = threadSeconds()
    runner.run(steps)
    return threadSeconds() - start
  }
  _ = simulate(2000)
  guard threads > 1 else { return Double(steps) / simulate(steps) }
  let start = DispatchTime.now().uptimeNanoseconds
  DispatchQueue.concurrentPerform(iterations: threads) { _ in _ = simulate(steps) }
  return Double(steps * threads) * 1e9 / Double(DispatchTime.now().uptimeNanoseconds - start)
}

private func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
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
