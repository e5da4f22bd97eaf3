public import Control
import Foundation
public import Robots

/// Masses on rails, each pushed by its own actuator: the simplest robot, with as many joints as a test wants.
public struct DampedMasses: Plant, Sendable {
  public static let mass = 1.0       // kg
  public static let friction = 0.5   // N·s/m
  public static let effortLimit = 10.0
  public static let safeDamping = 5.0

  public let interface: ControlInterface
  private var positions: [Double]
  private var velocities: [Double]
  private var steps = 0

  public init(joints: Int = 1, period: Double = 0.002, name: String = "masses") {
    interface = Self.description(joints: joints, name: name).interface(period: period)
    positions = [Double](repeating: 0, count: joints)
    velocities = positions
  }

  public mutating func start(into reading: inout Reading) throws(Never) { fill(&reading) }

  public mutating func advance(applying command: Command, into reading: inout Reading) throws(Never) {
    for i in positions.indices {
      let effort = command.mode == .effort ? command.values[i] : -Self.safeDamping * velocities[i]
      velocities[i] += interface.period * (effort - Self.friction * velocities[i]) / Self.mass
      positions[i] += interface.period * velocities[i]
    }
    steps += 1
    fill(&reading)
  }

  public mutating func stop() {}

  private func fill(_ reading: inout Reading) {
    for i in positions.indices {
      reading.values[2 * i] = positions[i]
      reading.values[2 * i + 1] = velocities[i]
    }
    reading.time = Double(steps) * interface.period
  }

  /// The same robot as its file would describe it.
  public static func description(joints: Int = 1, name: String = "masses") -> RobotDescription {
    RobotDescription(
      name: name, folder: URL(fileURLWithPath: "/robots/\(name)"), model: "robot.urdf",
      joints: (0..<joints).map { .init(name: "rail\($0)", kind: .prismatic, lowerLimit: -100, upperLimit: 100) },
      actuators: (0..<joints).map { .init(joint: $0, effortLimit: effortLimit, safeDamping: safeDamping) },
      sensors: (0..<joints).flatMap { joint in
        [ControlInterface.Sensor.Quantity.position, .velocity].map {
          .init(sensor: .joint(joint, $0), noise: 0)
        }
      },
      restPose: [Double](repeating: 0, count: joints),
      timing: .init(actionDelay: 0, observationDelay: 0, periodJitter: 0),
      safety: .init(
        positionMargins: [Double](repeating: 0, count: joints),
        velocityLimits: [Double](repeating: .infinity, count: joints), maximumReadingAge: 0.1),
      link: .init(address: "udp:127.0.0.1:14550", stateRate: 500, commandTimeToLive: 0.1))
  }
}
