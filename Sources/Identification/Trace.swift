public import Control
public import Logs
import Simulation

/// What a run says about the physics: when which reading was had and which command was sent.
///
/// From a log or from the simulator; everything that judges physics sees no more than this.
public struct Trace: Sendable {
  /// When each tick's state was measured and sent, on the loop's clock, s.   (ticks)
  public var measured: [Double]
  /// When each tick's command was issued, on the same clock, s.              (ticks)
  public var issued: [Double]
  public var readings: [Double]  // (ticks × sensors)
  public var efforts: [Double]   // (ticks × actuators), as applied
  /// Whether the safe state was on.                                          (ticks)
  public var braking: [Bool]
  public let sensorCount: Int
  public let actuatorCount: Int

  public init(interface: ControlInterface) {
    (measured, issued, readings, efforts, braking) = ([], [], [], [], [])
    sensorCount = interface.sensors.count
    actuatorCount = interface.actuators.count
  }

  public var count: Int { issued.count }

  public mutating func append(time: Double, reading: Reading, applied: Command) {
    measured.append(time - reading.age)
    issued.append(time)
    readings.append(contentsOf: reading.values)
    efforts.append(contentsOf: applied.values)
    braking.append(applied.mode == .damping)
  }

  /// The ticks of a log.
  public init(_ log: RecordedLog) {
    self.init(interface: log.header.interface)
    for tick in log.ticks { append(time: tick.time, reading: tick.reading, applied: tick.applied) }
  }

  /// The first ticks.
  public func prefix(_ ticks: Int) -> Trace {
    guard ticks < count else { return self }
    var trace = self
    trace.measured.removeLast(count - ticks)
    trace.issued.removeLast(count - ticks)
    trace.braking.removeLast(count - ticks)
    trace.readings.removeLast(trace.readings.count - ticks * sensorCount)
    trace.efforts.removeLast(trace.efforts.count - ticks * actuatorCount)
    return trace
  }
}
