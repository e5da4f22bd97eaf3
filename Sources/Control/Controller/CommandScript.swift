/// Commands by the clock, for a robot that nobody else drives: each holds until the next.
public struct CommandScript: Sendable, Equatable {
  /// When each row begins, s, ascending.                  (rows)
  public var times: [Double]
  /// In the commands' units, row after row.               (rows × actuators)
  public var values: [[Double]]

  /// - Precondition: as many rows as times, and the times ascend.
  public init(times: [Double] = [], values: [[Double]] = []) {
    precondition(times.count == values.count && zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    self.times = times
    self.values = values
  }
}

/// Plays a script through the safety supervisor; before its first row actuators rest, and servos hold their middle.
public struct ScriptController: Controller {
  public let script: CommandScript
  public private(set) var supervisor: SafetySupervisor
  /// What the script asks for in this tick.
  public private(set) var requested: Command
  /// What the supervisor did in the last tick.
  public private(set) var events: SafetyEvents = []
  private var tick = 0
  /// Rows that have begun.
  private var begun = 0

  /// - Precondition: the script has a value for each actuator in every row.
  public init(_ script: CommandScript, interface: ControlInterface, limits: SafetyLimits) {
    precondition(script.values.allSatisfy { $0.count == interface.actuators.count }, "the script is for another robot")
    self.script = script
    supervisor = SafetySupervisor(interface: interface, limits: limits)
    requested = Command(for: interface)
  }

  public mutating func reset() {
    supervisor.reset()
    requested = Command(for: supervisor.interface)
    (tick, begun, events) = (0, 0, [])
  }

  public mutating func control(_ reading: Reading, into command: inout Command) {
    // A row begins with the first tick at or after its time; 1e-9 s against rounding.
    let time = Double(tick) * supervisor.interface.period + 1e-9
    while begun < script.times.count, script.times[begun] <= time { begun += 1 }
    if begun > 0 {
      for i in requested.values.indices { requested.values[i] = script.values[begun - 1][i] }
    }
    events = supervisor.supervise(requested, reading: reading, into: &command)
    tick += 1
  }
}
