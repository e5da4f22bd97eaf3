import Control
import Logs
import Planning

/// A controller that says what it saw and wanted, for the log.
protocol RolloutController: Controller {
  var observation: [Float] { get }
  var action: [Float] { get }
  var requested: Command { get }
  var events: SafetyEvents { get }
  /// Iterations of a planner in the last tick.
  var planIterations: Int { get }
}

extension ScriptController: RolloutController {
  var observation: [Float] { [] }
  var action: [Float] { [] }
  var planIterations: Int { 0 }
}

extension PolicyController<FilePolicy>: RolloutController {
  var requested: Command { pipeline.requested }
  var planIterations: Int { policy.planner?.iterations ?? 0 }
}

extension TickRecord {
  /// Takes over a tick of a simulated run, whose loop's clock is the plant's.
  mutating func fill(tick number: Int, _ reading: Reading, _ command: Command, _ controller: some RolloutController, period: Double) {
    tick = UInt64(number)
    // The plant's clock at the tick, whether or not the reading is a fresh one.
    time = reading.time + reading.age
    self.reading = reading
    (observation, action) = (controller.observation, controller.action)
    (requested, applied, events) = (controller.requested, command, controller.events)
    lateness = max(0, time - Double(number) * period)
    planIterations = UInt16(clamping: controller.planIterations)
  }
}
