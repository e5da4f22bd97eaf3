import Dispatch
import Foundation
import Mathematics
import Physics

// What the physics figures measure:
//
//   physics-bench steps MODEL THREADS STEPS    steps a second, one world on each thread
//   physics-bench describe MODEL FOLDER        model.xml and inputs.txt for the peers
//   physics-bench summary MODEL                contacts a step and mean height at an episode's end
//   physics-bench torques MODEL HEIGHT         what its inputs give over a second, for both sides of a comparison
//   physics-bench trajectory MODEL TORQUES STEP HEIGHT   a second under them, from so high (m)
//   physics-bench memory COPIES                MiB that so many quadrupeds take
//   physics-bench merging                      what lumping the quadruped's hip links changes

func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data((message + "\n").utf8))
  exit(2)
}

let arguments = CommandLine.arguments
let usage = """
  usage: physics-bench steps MODEL THREADS STEPS | describe MODEL FOLDER | summary MODEL | torques MODEL HEIGHT
         | trajectory MODEL TORQUES STEP HEIGHT | memory COPIES | merging
  MODEL is one of \((CartPole.names + Model.names).joined(separator: ", "))
  """

func model(_ name: String) -> Model {
  guard let model = CartPole.named(name) ?? Model.named(name) else { fail(usage) }
  return model
}

switch (arguments.dropFirst().first, arguments.count) {
case ("steps", 5):
  let model = model(arguments[2])
  guard let threads = Int(arguments[3]), let steps = Int(arguments[4]), threads > 0, steps > 0 else { fail(usage) }
  print(stepsPerSecond(model, threads: threads, steps: steps))
case ("describe", 4):
  let model = model(arguments[2])
  let folder = URL(fileURLWithPath: arguments[3])
  do {
    try Data(model.mjcf.utf8).write(to: folder.appendingPathComponent("model.xml"))
    try Data(model.table.utf8).write(to: folder.appendingPathComponent("inputs.txt"))
  } catch { fail("physics-bench: cannot write to \(folder.path): \(error.localizedDescription)") }
case ("summary", 3):
  var runner = Runner(model(arguments[2]))
  runner.run(3000, counting: true)
  print("contacts a step \(Double(runner.contacts) / 3000), height at the end \(runner.height / Double(runner.episodes)) m")
case ("torques", 4):
  guard let height = Double(arguments[3]) else { fail(usage) }
  print(Trajectory.torques(model(arguments[2]), height: height), terminator: "")
case ("trajectory", 6):
  let model = model(arguments[2])
  guard let text = try? String(contentsOfFile: arguments[3], encoding: .utf8), let step = Double(arguments[4]),
    let height = Double(arguments[5]), step > 0, step <= Trajectory.hold
  else { fail(usage) }
  let torques = text.split(separator: "\n").map { $0.split(separator: " ").map { Double($0) ?? .nan } }
  guard torques.allSatisfy({ $0.count == model.inputs.count }) else { fail("\(arguments[3]): has other inputs than \(arguments[2])") }
  print(Trajectory.run(model, torques: torques, step: step, height: height), terminator: "")
case ("memory", 3):
  guard let copies = Int(arguments[2]), copies > 0 else { fail(usage) }
  print(memory(copies: copies))
case ("merging", 2):
  print(merging())
default: fail(usage)
}
