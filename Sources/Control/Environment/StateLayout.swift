/// What a learned model's state holds: the last readings and the last applied commands, both newest first.
///
/// A delayed reading alone is not Markov; with the commands still under way, ⌈largest delay / period⌉ + 1 of them, it
/// is. A state is one flat row of Float in SI units; angles are not wrapped.
public struct StateLayout: Sendable, Equatable, Codable {
  public let sensors: Int
  public let actuators: Int
  /// Readings kept; 1 is the present alone.
  public let frames: Int
  /// Applied commands kept.
  public let commands: Int

  public init(sensors: Int, actuators: Int, frames: Int = 1, commands: Int) {
    precondition(frames > 0 && commands >= 0, "a state has at least the present reading")
    self.sensors = sensors
    self.actuators = actuators
    self.frames = frames
    self.commands = commands
  }

  public var count: Int { frames * sensors + commands * actuators }

  /// Where the command of `back` steps ago begins; 0 is the last one.
  @inlinable
  public func command(_ back: Int) -> Int { frames * sensors + back * actuators }

  /// Values that a reward's terms see of a step: the next reading, the applied command and its change.
  @inlinable
  public var rewardInputs: Int { sensors + 2 * actuators }

  /// Which column of the state before a column shows one step later; nil for the newest reading and command.
  @inlinable
  public func previous(_ column: Int) -> Int? {
    if column < sensors { return nil }
    if column < frames * sensors { return column - sensors }
    return column < command(1) ? nil : column - actuators
  }

  /// Whether a policy with this layout sees nothing that the state does not hold.
  public func covers(_ observation: ObservationLayout) -> Bool {
    observation.frames <= frames && observation.commands <= commands
  }

  /// Whether rewards find all that they look at: how a command changes is known from the last one in the state.
  public func covers(_ rewards: [RewardTerm]) -> Bool {
    commands > 0 || rewards.allSatisfy { $0.kind.inputs.allSatisfy { $0 < sensors + actuators } }
  }

  /// The state at the beginning of an episode: the reading fills the history, no command is under way.
  ///
  /// - Parameters:
  ///   - reading: a row of readings that begins at `place`.                      (sensors)
  ///   - state: written from `start` on.                                         (count)
  public func begin(_ reading: [Float], at place: Int, into state: inout [Float], at start: Int) {
    for i in 0..<count { state[start + i] = 0 }
    for frame in 0..<frames {
      for i in 0..<sensors { state[start + frame * sensors + i] = reading[place + i] }
    }
  }

  /// The state one step later, in place.
  ///
  /// - Parameters:
  ///   - applied: a row of applied commands that begins at `appliedPlace`.       (actuators)
  ///   - reading: a row of the readings reached that begins at `place`.          (sensors)
  public func advance(
    applied: [Float], at appliedPlace: Int, reading: [Float], at place: Int, state: inout [Float], at start: Int
  ) {
    for i in (0..<count).reversed() { if let source = previous(i) { state[start + i] = state[start + source] } }
    for i in 0..<sensors { state[start + i] = reading[place + i] }
    guard commands > 0 else { return }
    for i in 0..<actuators { state[start + command(0) + i] = applied[appliedPlace + i] }
  }
}
