import Dispatch
import Foundation
import Physics

/// One world on each thread, each by its own clock, which other programs on the machine do not disturb: what the threads
/// cost one another (caches, memory) shows, and they never wait for one another.
func stepsPerSecond(_ model: Model, threads: Int, steps: Int) -> Double {
  let rates = UnsafeMutableBufferPointer<Double>.allocate(capacity: threads)
  defer { rates.deallocate() }
  nonisolated(unsafe) let places = rates
  DispatchQueue.concurrentPerform(iterations: threads) { thread in
    var runner = Runner(model)
    runner.run(2000)
    let start = threadSeconds()
    runner.run(steps)
    places[thread] = Double(steps) / (threadSeconds() - start)
  }
  return rates.reduce(0, +)
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
