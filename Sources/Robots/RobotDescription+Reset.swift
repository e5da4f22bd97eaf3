import Control

extension RobotDescription {
  /// How the real robot gets from one episode's end to the next one's beginning.
  public struct Reset: Sendable, Equatable {
    /// Motions that bring it to where episodes begin, one after the other; then it comes to rest.
    public var homing: [Homing]
    /// Whether a person puts it there and says when it is ready.
    public var asks: Bool
    public var rest: Rest

    public init(homing: [Homing] = [], asks: Bool = false, rest: Rest) {
      self.homing = homing
      self.asks = asks
      self.rest = rest
    }

    /// The robot brakes until it is at rest by itself.
    public static func waitingForRest(joints: Int) -> Reset { Reset(rest: Rest(joints: joints)) }
  }

  /// When a robot that brakes counts as being at rest.
  public struct Rest: Sendable, Equatable {
    /// Each joint is slower than this, m/s or rad/s.                          (joints)
    public var speeds: [Double]
    /// For so long, s.
    public var hold: Double
    /// It is given up after so long, s.
    public var timeout: Double

    public init(speeds: [Double], hold: Double, timeout: Double) {
      self.speeds = speeds
      self.hold = hold
      self.timeout = timeout
    }

    public init(joints: Int) {
      self.init(speeds: [Double](repeating: 0.1, count: joints), hold: 0.5, timeout: 120)
    }
  }

  /// One motion of a homing script; the other actuators give nothing meanwhile.
  public enum Homing: Sendable, Equatable {
    /// An effort for a while, N or N·m and s.
    case push(actuator: Int, effort: Double, seconds: Double)
    /// To a position with a spring and a damper, until it is there and slower than the joint's speed of rest, or for
    /// `timeout`, s.
    case move(
      actuator: Int, position: Double, stiffness: Double, damping: Double, tolerance: Double, timeout: Double)
  }

  /// `reset: rest`, `reset: prompt`, or a mapping of `homing`, `prompt` and `rest`.
  static func reset(
    _ value: YAMLValue?, joints: [ControlInterface.Joint], actuators: [ControlInterface.Actuator], sensors: [Sensor]
  ) throws(InputError) -> Reset {
    var reset = Reset.waitingForRest(joints: joints.count)
    guard let value else { return reset }
    if case .scalar = value.content {
      enum Word: String, CaseIterable { case rest, prompt }
      reset.asks = try value.choice(Word.self) == .prompt
      return reset
    }
    let fields = try value.fields(["homing", "prompt", "rest"])
    if let prompt = fields.optional("prompt") {
      enum Flag: String, CaseIterable { case `true`, `false` }
      reset.asks = try prompt.choice(Flag.self) == .true
    }
    if let rest = fields.optional("rest") {
      let keys = joints.map { "\($0.name).speed_\($0.keyUnit(of: .velocity))" }
      let fields = try rest.fields(["hold_s", "timeout_s"] + keys)
      reset.rest.hold = try fields.number("hold_s", .positive, otherwise: reset.rest.hold)
      reset.rest.timeout = try fields.number("timeout_s", .positive, otherwise: reset.rest.timeout)
      for (j, key) in keys.enumerated() {
        reset.rest.speeds[j] = try fields.number(key, .positive, otherwise: reset.rest.speeds[j])
      }
    }
    for entry in try fields.optional("homing")?.list() ?? [] {
      let names = actuators.map { joints[$0.joint].name }
      _ = try entry.fields(names)
      let motions = try entry.namedFields()
      guard motions.count == 1, let actuator = names.firstIndex(of: motions[0].key) else {
        throw entry.error("a motion is of one joint and here are \(motions.count); write one list entry for each")
      }
      let motion = motions[0].value
      let joint = joints[actuators[actuator].joint]
      let effort = "effort_\(joint.keyUnit(of: .effort))"
      if try motion.namedFields().contains(where: { $0.key == effort }) {
        let fields = try motion.fields([effort, "seconds"])
        reset.homing.append(
          .push(
            actuator: actuator, effort: try fields.number(effort), seconds: try fields.number("seconds", .positive)))
        continue
      }
      let unit = joint.keyUnit(of: .position)
      let stiffness = "stiffness_\(joint.keyUnit(of: .effort))_per_\(unit)"
      let damping = "damping_\(joint.dampingKeyUnit)"
      let fields = try motion.fields(["position_\(unit)", stiffness, damping, "tolerance_\(unit)", "timeout_s"])
      for quantity in [ControlInterface.Sensor.Quantity.position, .velocity] {
        let sensor = ControlInterface.Sensor.joint(actuators[actuator].joint, quantity)
        guard sensors.contains(where: { $0.sensor == sensor }) else {
          throw motion.error("\(joint.name) has no \(quantity.rawValue) sensor; push it by \(effort) and seconds instead")
        }
      }
      let position = try fields.number("position_\(unit)")
      guard position >= joint.lowerLimit, position <= joint.upperLimit else {
        throw try fields.required("position_\(unit)").error("lies outside the joint's limits; move it inside")
      }
      reset.homing.append(
        .move(
          actuator: actuator, position: position, stiffness: try fields.number(stiffness, .positive),
          damping: try fields.number(damping, .notNegative),
          tolerance: try fields.number("tolerance_\(unit)", .positive),
          timeout: try fields.number("timeout_s", .positive, otherwise: 30)))
    }
    return reset
  }
}
