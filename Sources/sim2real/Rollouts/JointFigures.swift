import Control
import Mathematics

/// What a joint did in a run, from the simulator's true state; its keys are those of the JSON.
struct JointFigures: Encodable {
  let name: String
  /// `m` or `rad`.
  let unit: String
  private(set) var finalPosition = 0.0
  private(set) var lowestPosition = Double.infinity
  private(set) var highestPosition = -Double.infinity
  /// Largest magnitudes, m/s or rad/s, N or N·m.
  private(set) var largestSpeed = 0.0
  private(set) var largestEffort = 0.0

  init(_ joint: ControlInterface.Joint) {
    name = joint.name
    unit = joint.kind == .prismatic ? "m" : "rad"
  }

  mutating func take(position: Double, velocity: Double, effort: Double) {
    finalPosition = position
    lowestPosition = min(lowestPosition, position)
    highestPosition = max(highestPosition, position)
    largestSpeed = max(largestSpeed, abs(velocity))
    largestEffort = max(largestEffort, abs(effort))
  }
}
