public import Control
import Robots

/// What a plant did in the last second before it diverged, and in which physics.
public struct LastSecond: Sendable {
  public let failure: SimulationFailure
  public let variant: Variant
  /// Names of a row's values, with their units.
  public let columns: [String]
  /// At most 100 of the second's ticks, the last one included: what was true and what was commanded.
  public let ticks: [[Float]]  // (ticks × columns)
  private let interface: ControlInterface
  private let physicsStep: Double

  init(
    failure: SimulationFailure, variant: Variant, interface: ControlInterface, floats: Bool, physicsStep: Double,
    ticks: [[Float]]
  ) {
    self.failure = failure
    self.variant = variant
    self.interface = interface
    self.physicsStep = physicsStep
    self.ticks = ticks
    func joints(_ quantity: ControlInterface.Sensor.Quantity) -> [String] {
      interface.joints.map { "\($0.name).\(quantity.rawValue)_\($0.keyUnit(of: quantity))" }
    }
    columns =
      ["time_s"] + joints(.position) + joints(.velocity) + joints(.effort) + (floats ? FlightRecorder.baseNames : [])
      + interface.actuators.indices.map { "command.\(interface.actuatorName($0))_\(interface.keyUnit(ofActuator: $0))" }
      + ["braking"]
  }

  /// As YAML, with what a run says of itself.
  ///
  /// - Parameter run: keys and values, such as the scenario and the seed.
  public func yaml(of run: [(key: String, value: String)]) -> String {
    func text(_ value: Float) -> String {
      value.isFinite ? "\(value)" : value.isNaN ? ".nan" : value > 0 ? ".inf" : "-.inf"
    }
    var lines = ["# What the simulator did before it diverged: a row for each tick, the oldest first."]
    lines += run.map { "\($0.key): \($0.value)" }
    lines += [
      "robot: \(interface.robot)", "failure: \"\(failure)\"", "control_period_s: \(interface.period)",
      "physics_step_s: \(physicsStep)", "variant:",
    ]
    lines += variant.parameters.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
    lines += ["columns:"] + columns.map { "  - \($0)" } + ["ticks:"]
    lines += ticks.map { "  - [\($0.map(text).joined(separator: ", "))]" }
    return lines.joined(separator: "\n") + "\n"
  }
}
