internal import Control

/// Turns readings and commands into `sensor_msgs/msg/JointState`.
struct JointNames {
  private let joints: [String]
  private let commanded: [String]
  /// Where each joint's position, velocity and effort stand in a reading; empty when no joint has one.
  private let sensors: [[Int?]]

  init(_ interface: ControlInterface) {
    joints = interface.joints.map(\.name)
    commanded = interface.actuators.map { interface.joints[$0.joint].name }
    sensors = [.position, .velocity, .effort].map { (quantity: ControlInterface.Sensor.Quantity) in
      let indices = interface.joints.indices.map { interface.sensorIndex(joint: $0, quantity) }
      return indices.contains { $0 != nil } ? indices : []
    }
  }

  /// A joint without a sensor gets NaN; a quantity that no joint has stays empty, as ROS wants it.
  func encode(state values: [Double], at time: UInt64, into encoder: inout CDREncoder) {
    encode(header: time, into: &encoder)
    encoder.append(joints)
    for quantity in sensors {
      encoder.append(UInt32(quantity.count))
      for sensor in quantity { encoder.append(sensor.map { values[$0] } ?? .nan) }
    }
  }

  func encode(command efforts: [Double], at time: UInt64, into encoder: inout CDREncoder) {
    encode(header: time, into: &encoder)
    encoder.append(commanded)
    encoder.append(UInt32(0))
    encoder.append(UInt32(0))
    encoder.append(efforts)
  }

  /// `std_msgs/msg/Header` without a frame.
  private func encode(header time: UInt64, into encoder: inout CDREncoder) {
    encoder.append(Int32(truncatingIfNeeded: time / 1_000_000_000))
    encoder.append(UInt32(time % 1_000_000_000))
    encoder.append("")
  }
}
