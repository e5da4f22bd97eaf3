import Control
import Foundation

/// A robot's present in one line.
struct StatusLine {
  let interface: ControlInterface

  func readings(_ values: [Double]) -> String {
    interface.sensors.indices.filter { interface.sensors[$0].quantity != .effort }
      .map { "\(interface.sensorName($0)) \(Self.number(values[$0])) \(interface.unit(ofSensor: $0))" }
      .joined(separator: "  ")
  }

  func commands(_ values: [Double]) -> String {
    interface.actuators.indices
      .map { "\(interface.actuatorName($0)) \(Self.number(values[$0])) \(interface.unit(ofActuator: $0))" }
      .joined(separator: "  ")
  }

  static func number(_ value: Double) -> String { String(format: "%+.3f", value) }

  /// 0.00234 → "2.34 ms"
  static func milliseconds(_ seconds: Double) -> String {
    seconds.isNaN ? "unknown" : String(format: "%.3g ms", seconds * 1000)
  }
}

extension StatusLine {
  /// 12.34 → "  12.3 s"
  static func seconds(_ time: Double) -> String { String(format: "%6.1f s", time) }
}
