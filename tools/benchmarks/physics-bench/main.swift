import Dispatch
import Foundation
import Mathematics
import Physics
import Synchronization

// Steps of the cart-pole a second: physics-bench THREADS STEPS friction|frictionless
//
// The same cart-pole, step and force as peers/mujoco_cartpole.c; one world on each thread, wall-clock.

let arguments = CommandLine.arguments
guard arguments.count == 4, let threads = Int(arguments[1]), let steps = Int(arguments[2]), threads > 0, steps > 0,
  ["friction", "frictionless"].contains(arguments[3])
else {
  FileHandle.standardError.write(Data("usage: physics-bench THREADS STEPS friction|frictionless\n".utf8))
  exit(2)
}
let hasFriction = arguments[3] == "friction"

let mechanism = Mechanism(
  bodies: [
    .init(mass: 1, centreOfMass: .zero, inertia: .init(Vector3(0.01, 0, 0), Vector3(0, 0.01, 0), Vector3(0, 0, 0.01))),
    .init(
      mass: 0.3, centreOfMass: Vector3(0, 0, 0.4),
      inertia: .init(Vector3(0.016, 0, 0), Vector3(0, 0.016, 0), Vector3(0, 0, 0.001))),
  ],
  joints: [
    .init(
      kind: .prismatic, parent: nil, origin: Pose(), axis: Vector3(1, 0, 0), damping: hasFriction ? 0.05 : 0,
      friction: hasFriction ? 0.05 : 0),
    .init(
      kind: .revolute, parent: 0, origin: Pose(), axis: Vector3(0, 1, 0), damping: hasFriction ? 0.0001 : 0,
      friction: hasFriction ? 0.0003 : 0),
  ])

@Sendable func simulate(_ steps: Int) -> Double {
  var world = World(mechanism)
  world.set(positions: [0, 3], velocities: [0, 0])
  var efforts = [0.0, 0.0]
  for i in 0..<steps {
    efforts[0] = 5 * sin(0.01 * Double(i)) - 2 * world.position(0)
    world.advance(by: 0.002, efforts: efforts)
  }
  return world.position(0)
}

let checksum = Atomic<UInt64>(0)
_ = simulate(1000)
let start = DispatchTime.now().uptimeNanoseconds
DispatchQueue.concurrentPerform(iterations: threads) { _ in
  checksum.wrappingAdd(simulate(steps).bitPattern & 1, ordering: .relaxed)
}
let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
print(Double(steps * threads) / seconds)
