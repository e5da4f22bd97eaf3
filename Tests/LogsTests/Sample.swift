import Control
import Foundation
import Logs
import TestSupport

/// A small log's ingredients: a cart-pole-like robot with every kind of sensor.
enum Sample {
  static let interface = ControlInterface(
    robot: "sample",
    joints: [
      .init(name: "slider", kind: .prismatic, lowerLimit: -2.4, upperLimit: 2.4),
      .init(name: "hinge", kind: .continuous),
    ],
    sensors: [
      .joint(0, .position), .joint(1, .position), .joint(0, .velocity),
    ],
    actuators: [.init(joint: 0, effortLimit: 12, safeDamping: 5)],
    period: 0.02)

  static let header = LogHeader(
    interface: interface, limits: SafetyLimits(for: interface), observationNames: ["a", "b", "c", "d", "é"],
    actionCount: 1, urdf: "<robot name=\"sample\"/>", policyFile: "runs/x/policy.onnx", policyHash: "00ff",
    scenario: "cartpole-swingup", scenarioHash: "beef", seed: .max, startTime: 1_767_225_600.123456,
    link: "udp:127.0.0.1:14550", isLockstep: true, isRealTime: true,
    exploration: ExplorationNoise(sigma: 0.3, correlation: 0.8, seed: 7))

  /// A tick whose every value is its own.
  static func tick(_ number: Int) -> TickRecord {
    var record = TickRecord(for: header)
    let t = Double(number)
    record.tick = UInt64(number)
    record.time = t * 0.02 + 1e-7
    record.reading.values = [0.1 + t, -t / 3, number == 2 ? .nan : .pi * t]
    record.reading.time = t * 0.02 - 0.003
    record.reading.age = 0.004
    record.reading.echo = UInt16(truncatingIfNeeded: 65_530 + number)
    record.observation = [1, 2, 3, Float(t) / 7, -.infinity]
    record.action = [Float(t) / 11]
    record.requested.values = [t * 1.1]
    record.applied.values = [t * 0.9]
    record.applied.mode = number % 3 == 1 ? .damping : .effort
    record.events = number % 2 == 0 ? [.effortLimited] : [.stopRequested, .rateLimited]
    record.lateness = 1e-5 * t
    record.roundTrip = number == 0 ? .nan : 0.0123
    record.planIterations = UInt16(number % 5)
    return record
  }

  /// Writes ticks, `perChunk` to a chunk.
  static func write(_ count: Int, perChunk: Int, to path: String) throws {
    var writer = try LogWriter(to: path, header: header)
    for i in 0..<count {
      try writer.append(tick(i))
      if (i + 1) % perChunk == 0 { try writer.flush() }
    }
    try writer.finish()
  }

  /// Runs the body with a fresh folder that is removed afterwards.
  static func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
