import Control
public import Scenarios
public import Simulation

/// How far the simulator's predictions lie from a log, for each sensor and several horizons.
public struct Residuals: Sendable, Equatable, Codable {
  public struct Row: Sendable, Equatable, Codable {
    public var sensor: String
    public var unit: String
    /// Ticks predicted ahead.
    public var window: Int
    /// Root of the mean square of predicted minus logged, in the sensor's unit.
    public var rootMeanSquare: Double
    public var mean: Double
    /// Windows that went into it.
    public var count: Int
  }

  public var rows: [Row]

  /// The given physics restarted at every tick of the trace for which the window fits.
  public init(
    of trace: Trace, model: SimulationModel, scenario: Scenario, parameters: PhysicalParameters,
    windows: [Int] = [1, 5, 25]
  ) {
    let interface = scenario.interface
    var simulator = WindowSimulator(model: model, physicsStep: scenario.physicsStep, parameters: parameters)
    rows = []
    for window in windows where trace.count > window {
      var residuals: [Double] = []
      for start in 0..<trace.count - window {
        simulator.appendResidual(of: trace, start: start, length: window, to: &residuals)
      }
      let count = residuals.count / trace.sensorCount
      for sensor in 0..<trace.sensorCount {
        var (sum, squares) = (0.0, 0.0)
        for row in 0..<count {
          let value = residuals[row * trace.sensorCount + sensor]
          sum += value
          squares += value * value
        }
        let n = Double(max(1, count))
        rows.append(
          Row(
            sensor: interface.sensorName(sensor), unit: interface.unit(ofSensor: sensor), window: window,
            rootMeanSquare: (squares / n).squareRoot(), mean: sum / n, count: count))
      }
    }
  }
}
