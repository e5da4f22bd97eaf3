internal import COde

/// The engine's motor row of a joint, by which a ``JointLaw`` acts.
struct MotorRow {
  enum Kind { case none, hinge, slider, universal, angular, linear }

  var kind = Kind.none
  var id: dJointID?
  /// Added to a parameter's number: which of the joint's axes.
  var group: Int32 = 0
  private var isOn = false

  init(_ kind: Kind = .none, _ id: dJointID? = nil, group: Int32 = 0) {
    self.kind = kind
    self.id = id
    self.group = group
    // A motor without a row is passed over.
    if kind == .angular { dJointDisable(id) }
  }

  /// The row v⁺ + softness · F = velocity, without bounds.
  mutating func set(velocity: Double, softness: Double) {
    precondition(kind != .none, "a joint of a body that is free in a plane takes efforts, but no servo")
    set(Int32(dParamVel), velocity)
    set(Int32(dParamCFM), softness)
    if !isOn {
      set(Int32(dParamFMax), .infinity)
      if kind == .angular { dJointEnable(id) }
    }
    isOn = true
  }

  mutating func clear() {
    guard isOn else { return }
    set(Int32(dParamFMax), 0)
    if kind == .angular { dJointDisable(id) }
    isOn = false
  }

  private func set(_ parameter: Int32, _ value: Double) {
    switch kind {
    case .none: break
    case .hinge: dJointSetHingeParam(id, parameter, value)
    case .slider: dJointSetSliderParam(id, parameter, value)
    case .universal: dJointSetUniversalParam(id, parameter | group, value)
    case .angular: dJointSetAMotorParam(id, parameter, value)
    case .linear: dJointSetLMotorParam(id, parameter | group, value)
    }
  }
}
