import Control
import Mathematics

/// Episodes whose law is known: each succeeds with the variant's `chance`, lasts `length` steps, and pays in each step
/// the action that was taken.
final class CoinEnvironment: VectorEnvironment {
  let count: Int
  /// Three sensors without a meaning and one actuator.
  let interface = ControlInterface(
    robot: "coin", joints: [ControlInterface.Joint(name: "coin", kind: .continuous)],
    sensors: [ControlInterface.Sensor.Quantity.position, .velocity, .effort].map { .joint(0, $0) },
    actuators: [.init(joint: 0, effortLimit: 1)], period: 1)
  let layout = ObservationLayout(terms: [.sensor(0), .sensor(1), .sensor(2)], commands: 0)
  let privilegedCount = 0
  let rewardTermNames = ["action"]

  private var copies: [Copy]

  private struct Copy {
    var stream: RandomStream
    var chance = 0.0
    var length = 1.0
    var step = 0
  }

  init(count: Int, seed: UInt64) {
    self.count = count
    let stream = RandomStream(seed: seed)
    copies = (0..<count).map { Copy(stream: stream.split("copy", $0)) }
  }

  func reset(into batch: inout StepBatch) {
    for i in copies.indices { reset(copy: i, variant: nil, into: &batch) }
  }

  func reset(copy: Int, variant: Variant?, into batch: inout StepBatch) {
    copies[copy].chance = variant?.parameters["chance"] ?? 0.5
    copies[copy].length = variant?.parameters["length"] ?? 1
    copies[copy].step = 0
    observe(copy, into: &batch)
  }

  func step(_ actions: Matrix, into batch: inout StepBatch) {
    for i in copies.indices {
      copies[i].step += 1
      batch.rewards[i] = actions[i, 0]
      let ends = Double(copies[i].step) >= copies[i].length
      batch.succeeded[i] = ends && copies[i].stream.uniform() < copies[i].chance
      batch.endings[i] = !ends ? .running : batch.succeeded[i] ? .truncated : .terminated
      if ends { copies[i].step = 0 }
      observe(i, into: &batch)
    }
  }

  func save(into state: inout SavedState) { for copy in copies { state.append(copy.stream) } }
  func restore(_ state: inout SavedState) { for i in copies.indices { copies[i].stream = state.takeStream() } }

  private func observe(_ i: Int, into batch: inout StepBatch) {
    for k in 0..<observationCount { batch.observations[i, k] = Float(copies[i].stream.normal()) }
  }
}
