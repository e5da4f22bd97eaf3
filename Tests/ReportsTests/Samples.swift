import Control
import Foundation
import Logs
import Mathematics
import Reports
import RobotModels

/// A robot with every kind of shape and joint, and a run of it.
enum Sample {
  static let model = RobotModel(
    name: "sample", file: "sample.urdf",
    links: [
      .init(name: "base", visuals: [.init(geometry: .box(size: Vector3(0.5, 0.4, 0.1)))]),
      .init(name: "slide", visuals: [.init(origin: Pose(position: Vector3(0, 0, 0.1)), geometry: .box(size: Vector3(0.2, 0.2, 0.1)))]),
      .init(name: "arm", visuals: [.init(origin: Pose(position: Vector3(0, 0, 0.25)), geometry: .cylinder(radius: 0.03, length: 0.5))]),
      .init(
        name: "tip",
        collisions: [.init(geometry: .sphere(radius: 0.06)), .init(geometry: .capsule(radius: 0.02, length: 0.2))]),
    ],
    joints: [
      .init(name: "slider", kind: .prismatic, parent: 0, child: 1, lower: -1, upper: 1),
      .init(
        name: "hinge", kind: .continuous, parent: 1, child: 2,
        origin: Pose(position: Vector3(0, 0, 0.15), rotation: Rotation(roll: 0, pitch: 0, yaw: 0.5)),
        axis: Vector3(0, 1, 0)),
      .init(name: "end", kind: .fixed, parent: 2, child: 3, origin: Pose(position: Vector3(0, 0, 0.5))),
    ], rootIndex: 0)

  static let interface = ControlInterface(
    robot: "sample",
    joints: [
      // In another order than the model's.
      .init(name: "hinge", kind: .continuous), .init(name: "slider", kind: .prismatic, lowerLimit: -1, upperLimit: 1),
    ],
    sensors: [
      .joint(0, .position), .joint(1, .position), .joint(0, .velocity), .joint(1, .velocity),
    ],
    actuators: [.init(joint: 1, effortLimit: 5)], period: 0.01)

  static func positions(_ tick: Int) -> [Double] { [0.01 * Double(tick), 0.4 * sin(0.02 * Double(tick))] }

  static func tick(_ number: Int) -> TickRecord {
    var record = TickRecord(interface: interface, observationCount: 0, actionCount: 0)
    record.tick = UInt64(number)
    record.time = Double(number) * interface.period
    let p = positions(number)
    record.reading.values = [p[0], p[1], 1, 0.8 * cos(0.02 * Double(number))]
    record.requested.values = [6 * sin(0.05 * Double(number))]
    record.applied.values = [max(-5, min(5, record.requested.values[0]))]
    if record.applied != record.requested { record.events = .effortLimited }
    return record
  }

  static func recording(ticks: Int) -> RunRecording {
    var recording = RunRecording(model: model, interface: interface)
    for i in 0..<ticks { recording.append(tick(i), poses: recording.frames.poses(at: positions(i))) }
    return recording
  }
}
