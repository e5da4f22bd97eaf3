import Control
public import Simulation

/// Restarts the simulator from states of a trace and says what the readings after a few ticks should have been.
///
/// A reading is the state of its measurement minus the observation delay, so a window begins then, with the commands
/// still under way taken from the trace. Only the sum of both delays can be told from such windows.
public struct WindowSimulator: ~Copyable {
  private var plant: OpenLoop
  private var prediction: [Double]  // (sensors)

  /// - Parameter physicsStep: s
  public init(model: SimulationModel, physicsStep: Double, parameters: PhysicalParameters) {
    plant = OpenLoop(model: model, physicsStep: physicsStep, parameters: parameters)
    prediction = [Double](repeating: 0, count: plant.interface.sensors.count)
  }

  /// Takes other physics.
  public mutating func change(to parameters: PhysicalParameters) { plant.change(to: parameters) }

  /// Predicted minus logged reading at tick `start + length`, appended for each sensor.
  ///
  /// - Returns: false when the simulation diverged; nothing is appended then.
  @discardableResult
  public mutating func appendResidual(
    of trace: Trace, start: Int, length: Int, to residuals: inout [Double]
  ) -> Bool {
    let end = start + length
    precondition(start >= 0 && length > 0 && end < trace.count, "the window lies within the trace")
    // Commands that may still act at the window's beginning, and those within it.
    let delay = plant.actionDelay + plant.observationDelay
    var first = start
    while first > 0, trace.issued[first] + delay > trace.measured[start] { first -= 1 }
    plant.begin(at: trace.measured[start] - plant.observationDelay, reading: trace.readings, offset: start * trace.sensorCount)
    for tick in first..<end {
      plant.issue(trace.efforts, offset: tick * trace.actuatorCount, braking: trace.braking[tick], at: trace.issued[tick])
    }
    guard plant.run(until: trace.measured[end] - plant.observationDelay, into: &prediction) else { return false }
    for sensor in 0..<trace.sensorCount {
      residuals.append(prediction[sensor] - trace.readings[end * trace.sensorCount + sensor])
    }
    return true
  }
}
