public import Control

/// A log as a plant: it gives the logged readings, whatever it is told to do.
///
/// A log of n ticks serves n ticks: the `advance` after the last one throws ``LogEnded``.
public struct RecordedPlant: Plant {
  public struct LogEnded: Error, Sendable, Equatable, CustomStringConvertible {
    public let ticks: Int
    public init(ticks: Int) { self.ticks = ticks }
    public var description: String { "the log ended after \(ticks) ticks" }
  }

  public let log: RecordedLog
  private var next = 0

  public init(_ log: RecordedLog) { self.log = log }

  public var interface: ControlInterface { log.header.interface }

  public mutating func start(into reading: inout Reading) throws(LogEnded) {
    next = 0
    try give(into: &reading)
  }

  public mutating func advance(applying command: Command, into reading: inout Reading) throws(LogEnded) {
    try give(into: &reading)
  }

  public mutating func stop() {}

  private mutating func give(into reading: inout Reading) throws(LogEnded) {
    guard next < log.ticks.count else { throw LogEnded(ticks: log.ticks.count) }
    reading = log.ticks[next].reading
    next += 1
  }
}
