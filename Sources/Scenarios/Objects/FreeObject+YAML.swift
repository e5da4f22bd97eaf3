import Control
import RobotModels
import Robots

extension FreeObject {
  /// The lines of its entry in `objects:`, with its tracker; reading them gives an equal object.
  ///
  /// - Parameter robot: whose sensors hold the tracker's.
  func lines(trackedBy robot: RobotDescription) -> [String] {
    let (p, q) = (startPosition, startAngles)
    var lines = [
      "  \(name):", "    \(shape)", "    mass_kg: \(mass)", "    friction: \(friction)", "    restitution: \(restitution)",
    ]
    if let link { lines.append("    link: \(yaml(link))") }
    lines.append(
      "    start: {x_m: \(p.x), y_m: \(p.y), z_m: \(p.z), roll_rad: \(q.x), pitch_rad: \(q.y), yaw_rad: \(q.z)}")
    let seen = robot.sensors.compactMap { sensor -> String? in
      guard case .object(name, let quantity) = sensor.sensor else { return nil }
      return "      \(quantity.rawValue): {\(accuracy(of: sensor, unit: quantity.keyUnit))}"
    }
    return seen.isEmpty ? lines : lines + ["    tracker:"] + seen
  }

  private var shape: String {
    switch geometry {
    case .box(let size): "box: {size_m: [\(size.x), \(size.y), \(size.z)]}"
    case .sphere(let radius): "sphere: {radius_m: \(radius)}"
    case .capsule(let radius, let length): "capsule: {radius_m: \(radius), length_m: \(length)}"
    case .cylinder(let radius, let length): "cylinder: {radius_m: \(radius), length_m: \(length)}"
    case .mesh: preconditionFailure("an object is a simple solid")
    }
  }

  private func accuracy(of sensor: RobotDescription.Sensor, unit: String) -> String {
    func key(_ stem: String) -> String { unit.isEmpty ? stem : "\(stem)_\(unit)" }
    var entries = [
      "\(key("noise")): \(sensor.noise)", "\(key("bias")): \(sensor.bias)", "\(key("bias_walk")): \(sensor.biasWalk)",
      "\(key("resolution")): \(sensor.resolution)", "latency_s: \(sensor.latency)", "dropout: \(sensor.dropout)",
    ]
    if sensor.rate.isFinite { entries.append("rate_hz: \(sensor.rate)") }
    return entries.joined(separator: ", ")
  }
}
