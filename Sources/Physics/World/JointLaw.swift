import Mathematics

/// What acts along one joint in a step: drive, damping, spring, rotor, dry friction and stops, as one law
///
///     F = a − b·v⁺
///
/// linear in the joint's velocity v⁺ at the end of the step, which makes it implicit: stable at any gain. ODE solves it
/// as a motor row with `Vel = a/b`, `CFM = 1/b` and no bounds, so it costs no complementarity search. The limits
/// (effort, Coulomb's friction, stops that only push) are a choice of branch instead: ``settle(_:velocity:)`` looks whether v⁺
/// agrees with the branch, and the step is taken again with another where it does not.
struct JointLaw {
  /// The numbers of a ``Mechanism/Joint`` that act along it.
  struct Constants {
    var lowerStop = -Double.infinity
    var upperStop = Double.infinity
    var damping = 0.0
    var friction = 0.0
    var armature = 0.0
    var stiffness = 0.0
    var springRest = 0.0
    /// A lower bound of what the joint moves, kg or kg·m².
    var inertia = Double.infinity

    init() {}

    init(_ joint: Mechanism.Joint, inertia: Double) {
      (lowerStop, upperStop) = (joint.lowerStop, joint.upperStop)
      (damping, friction, armature) = (joint.damping, joint.friction, joint.armature)
      (stiffness, springRest) = (joint.stiffness, joint.springRest)
      self.inertia = inertia
    }
  }

  var joint = Constants()
  /// A drive at its effort limit gives it, in the direction of this sign.
  private(set) var saturation = 0.0
  /// Dry friction acts against a motion of this sign; 0 while it holds the joint.
  private(set) var sliding = 0.0
  /// Sign of the stop that the joint rests on: −1 lower, +1 upper.
  private(set) var resting = 0.0

  // Of the step under way.
  private(set) var constant = 0.0  // a, N or N·m
  private(set) var slope = 0.0     // b, N·s/m or N·m·s/rad
  private var position = 0.0
  private var step = 0.0
  private var stopVelocity = 0.0

  /// Speed at which a joint that dry friction holds creeps under a force just below it, m/s or rad/s.
  static let creep = 1e-5
  /// b of a stop, N·s/m or N·m·s/rad.
  static let stopSlope = 1e8
  /// Share of a depth behind a stop that a step takes back.
  static let stopCorrection = 0.2
  /// At most, m/s or rad/s.
  static let stopSpeed = 0.5

  /// The law's numbers for a step that begins at this position and velocity. Without another need for a row, weak
  /// damping and springs act explicitly.
  mutating func begin(_ drive: Drive, position: Double, velocity: Double, step: Double) {
    self.position = position
    self.step = step
    constant = 0
    slope = 0
    if joint.armature > 0 {
      slope += joint.armature / step
      constant += joint.armature / step * velocity
    }
    if saturation != 0 {
      constant += saturation * drive.limit
    } else if drive.isServo {
      slope += step * drive.stiffness + drive.damping
      constant += drive.stiffness * (drive.position - position) + drive.damping * drive.velocity + drive.effort
    } else {
      constant += max(-drive.limit, min(drive.limit, drive.effort))
    }
    if joint.friction > 0 {
      if sliding == 0 { slope += joint.friction / Self.creep } else { constant -= joint.friction * sliding }
    }
    if joint.stiffness > 0 || joint.damping > 0 {
      let implicit = joint.damping + step * joint.stiffness
      constant += joint.stiffness * (joint.springRest - position)
      if slope > 0 || resting != 0 || step * implicit > 0.05 * joint.inertia {
        slope += implicit
      } else {
        constant -= joint.damping * velocity
      }
    }
    if resting != 0 {
      let depth = resting < 0 ? joint.lowerStop - position : joint.upperStop - position
      // Up to the stop within the step; from behind it more slowly, so that nothing is thrown back.
      stopVelocity =
        depth * resting > 0
        ? depth / step : max(-Self.stopSpeed, min(Self.stopSpeed, Self.stopCorrection * depth / step))
      slope += Self.stopSlope
      constant += Self.stopSlope * stopVelocity
    }
  }

  /// Takes the branches that agree with the velocity at the end of the step.
  ///
  /// - Returns: whether they are others than those that the step was taken with.
  mutating func settle(_ drive: Drive, velocity: Double) -> Bool {
    let before = (saturation, sliding, resting)
    if drive.isServo, drive.limit < .infinity {
      let effort = drive.servoEffort(position: position + step * velocity, velocity: velocity)
      if saturation == 0 {
        if abs(effort) > drive.limit * (1 + 1e-9) { saturation = effort > 0 ? 1 : -1 }
      } else if effort * saturation < drive.limit {
        saturation = 0
      }
    } else {
      saturation = 0
    }
    if joint.friction > 0 {
      if sliding == 0 {
        if abs(velocity) > Self.creep * (1 + 1e-6) { sliding = velocity > 0 ? 1 : -1 }
      } else if velocity * sliding <= 0 {
        sliding = 0
      }
    }
    if resting == 0 {
      let end = position + step * velocity
      if end < joint.lowerStop - 1e-9 { resting = -1 } else if end > joint.upperStop + 1e-9 { resting = 1 }
    } else if resting * (stopVelocity - velocity) > 0 {
      // It would have to pull.
      resting = 0
    }
    return before != (saturation, sliding, resting)
  }

  /// Whether ``settle(_:velocity:)`` is likely to choose another branch within a step that begins with this velocity.
  /// Where it does so unexpectedly, the branch holds from the next step on.
  func mayBranch(_ drive: Drive, velocity: Double) -> Bool {
    if joint.friction > 0 || resting != 0 || drive.isServo && drive.limit < .infinity { return true }
    let reach = 2 * step * abs(velocity) + 0.01
    return position - joint.lowerStop < reach || joint.upperStop - position < reach
  }

  /// What the drive gave in the step, N or N·m.
  private(set) var effort = 0.0

  mutating func finish(_ drive: Drive, velocity: Double) {
    if saturation != 0 {
      effort = saturation * drive.limit
    } else if drive.isServo {
      effort = drive.servoEffort(position: position + step * velocity, velocity: velocity)
    } else {
      effort = max(-drive.limit, min(drive.limit, drive.effort))
    }
  }

  /// Nothing of earlier steps acts on.
  mutating func forget() {
    branches = (0, 0, 0)
    effort = 0
  }

  var branches: (Double, Double, Double) {
    get { (saturation, sliding, resting) }
    set { (saturation, sliding, resting) = newValue }
  }
}
