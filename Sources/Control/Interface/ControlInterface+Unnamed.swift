extension ControlInterface {
  /// A plant of which nothing is known but numbers: `sensors` values without limits or units, and actuators.
  ///
  /// The values are none of turning joints, so that nobody takes them for angles.
  ///
  /// - Parameter effortLimits: largest magnitude of each actuator's value.      (actuators)
  public static func unnamed(_ robot: String, sensors: Int, effortLimits: [Double], period: Double) -> ControlInterface {
    ControlInterface(
      robot: robot,
      joints: (0..<sensors).map { Joint(name: "observed\($0)", kind: .prismatic) }
        + effortLimits.indices.map { Joint(name: "actuated\($0)", kind: .prismatic) },
      sensors: (0..<sensors).map { .joint($0, .position) },
      actuators: effortLimits.enumerated().map { Actuator(joint: sensors + $0.offset, effortLimit: $0.element) },
      period: period)
  }
}
