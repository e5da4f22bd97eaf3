public import Control

extension ExternalScenario {
  /// When the environment ends an episode, as ranges that its observation must stay in; nil: not known here, and a
  /// model has to learn it.
  ///
  /// After Gymnasium 1.4's `envs/mujoco/*_v5.py`, arguments included. Ranges that are open there are closed here, which
  /// differs for no number that occurs. Hopper also ends at speeds beyond 100, which its observation clips at 10 and so
  /// does not show.
  ///
  /// - Parameter sensors: values of an observation.
  public func terminations(sensors: Int) -> [Termination]? {
    switch environment {
    case .gymnasium("InvertedPendulum-v5"):
      return [Termination(name: "tipped", sensor: 1, lower: -0.2, upper: 0.2)] + finite(0..<sensors)
    case .gymnasium("Hopper-v5"):
      let (z, angles) = (first(of: 2, hiding: 1), 4)
      let state = range("healthy_state_range", -100...100)
      return healthy(
        [("height", z, range("healthy_z_range", 0.7...Double.infinity))]
          + [("angle", z + 1, range("healthy_angle_range", -0.2...0.2))]
          + (0..<angles).map { ("state", z + 1 + $0, state) })
    case .gymnasium("Walker2d-v5"):
      let z = first(of: 2, hiding: 1)
      return healthy([
        ("height", z, range("healthy_z_range", 0.8...2)), ("angle", z + 1, range("healthy_angle_range", -1...1)),
      ])
    case .gymnasium("Ant-v5"):
      let z = first(of: 3, hiding: 2)
      let ranges = healthy([("height", z, range("healthy_z_range", 0.2...1))])
      return ranges.isEmpty ? [] : ranges + finite(0..<min(sensors, z + 27))
    case .gymnasium("Humanoid-v5"):
      return healthy([("height", first(of: 3, hiding: 2), range("healthy_z_range", 1...2))])
    case .gymnasium("HalfCheetah-v5"), .gymnasium("HumanoidStandup-v5"), .gymnasium("Swimmer-v5"),
      .gymnasium("Reacher-v5"), .gymnasium("Pusher-v5"), .gymnasium("Pendulum-v1"):
      return []
    case .gymnasium: return nil
    }
  }

  /// Where the last of an observation's first `count` positions stands when the first `hidden` of them may be left out.
  private func first(of count: Int, hiding hidden: Int) -> Int {
    flag("exclude_current_positions_from_observation", otherwise: true) ? count - hidden - 1 : count - 1
  }

  private func healthy(_ ranges: [(name: String, sensor: Int, range: ClosedRange<Double>)]) -> [Termination] {
    guard flag("terminate_when_unhealthy", otherwise: true) else { return [] }
    return ranges.map {
      Termination(name: $0.name, sensor: $0.sensor, lower: $0.range.lowerBound, upper: $0.range.upperBound)
    }
  }

  private func finite(_ sensors: Range<Int>) -> [Termination] {
    let largest = Double.greatestFiniteMagnitude
    return sensors.map { Termination(name: "finite", sensor: $0, lower: -largest, upper: largest) }
  }

  private func argument(_ name: String) -> Argument.Value? { arguments.first { $0.name == name }?.value }

  private func flag(_ name: String, otherwise: Bool) -> Bool {
    if case .flag(let flag) = argument(name) { return flag }
    return otherwise
  }

  private func range(_ name: String, _ otherwise: ClosedRange<Double>) -> ClosedRange<Double> {
    guard case .list(let ends) = argument(name), ends.count == 2, let lower = ends[0].number, let upper = ends[1].number,
      lower <= upper
    else { return otherwise }
    return lower...upper
  }
}

extension ExternalScenario.Argument.Value {
  fileprivate var number: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }
}
