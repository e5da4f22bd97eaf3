internal import COde
import Mathematics

/// One mechanism in a world of Open Dynamics Engine, which can be re-parameterised without being rebuilt.
///
/// Steps with `dWorldStep`, which draws no random numbers and repeats bit for bit. Each world has its own
/// single-threaded implementation, so that worlds may be stepped from any thread, one thread at a time.
/// Nothing here allocates after `init`.
public struct World: ~Copyable {
  public private(set) var mechanism: Mechanism
  let id: dWorldID
  private let threading: dThreadingImplementationID
  let bodies: [dBodyID]
  let joints: [dJointID]
  /// Where each hinge is, full turns included, to well within half a turn: ODE wraps its angle to ±π.
  var estimates: [Double]
  /// Below this speed dry friction falls linearly to zero, m/s or rad/s; see ``jointFriction(_:velocity:)``.
  private var stickingSpeeds: [Double]

  /// - Precondition: the mechanism has no ``Mechanism/fault``.
  public init(_ mechanism: Mechanism) {
    Self.initializeLibrary
    self.mechanism = mechanism
    id = dWorldCreate()
    threading = dThreadingAllocateSelfThreadedImplementation()
    dWorldSetStepThreadingImplementation(id, dThreadingImplementationGetFunctions(threading), threading)
    dWorldSetERP(id, 0.2)
    dWorldSetCFM(id, 1e-9)
    let world = id
    let bodies = mechanism.bodies.map { _ in dBodyCreate(world)! }
    self.bodies = bodies
    joints = mechanism.joints.enumerated().map { i, joint in
      let id = joint.kind == .prismatic ? dJointCreateSlider(world, nil)! : dJointCreateHinge(world, nil)!
      // The child first: so position and rate count the child against the parent.
      dJointAttach(id, bodies[i], joint.parent.map { bodies[$0] })
      return id
    }
    estimates = mechanism.joints.map { _ in 0 }
    stickingSpeeds = estimates
    configure(mechanism)
  }

  deinit {
    dWorldDestroy(id)
    dThreadingFreeImplementation(threading)
  }

  /// Once in a process.
  private static let initializeLibrary: Void = { _ = dInitODE2(0) }()

  /// Takes new numbers for the same tree: masses, geometry, damping, friction, stops, gravity.
  ///
  /// The bodies then stand at position zero and rest; set the state next.
  public mutating func configure(_ mechanism: Mechanism) {
    if let fault = mechanism.fault { preconditionFailure(fault) }
    self.mechanism = mechanism
    dWorldSetGravity(id, mechanism.gravity.x, mechanism.gravity.y, mechanism.gravity.z)
    for (i, body) in mechanism.bodies.enumerated() {
      var mass = dMass()
      let m = body.inertia
      dMassSetParameters(&mass, body.mass, 0, 0, 0, m.x.x, m.y.y, m.z.z, m.x.y, m.x.z, m.y.z)
      dBodySetMass(bodies[i], &mass)
      dBodySetGyroscopicMode(bodies[i], mechanism.spinsAboutOnePrincipalAxis(i) ? 0 : 1)
    }
    placeAtZero()
    for (i, joint) in mechanism.joints.enumerated() { configure(joint, at: i) }
  }

  private mutating func configure(_ joint: Mechanism.Joint, at i: Int) {
    let pose = mechanism.linkPoseAtZero(i)
    let axis = pose.rotation * joint.axis
    let child = mechanism.bodies[i]
    switch joint.kind {
    case .prismatic:
      dJointSetSliderAxis(joints[i], axis.x, axis.y, axis.z)
      dJointSetSliderParam(joints[i], Int32(dParamStopERP), 0.02)
      setStops(joint) { dJointSetSliderParam(joints[i], $0, $1) }
      stickingSpeeds[i] = joint.friction / child.mass
    case .revolute:
      dJointSetHingeAnchor(joints[i], pose.position.x, pose.position.y, pose.position.z)
      dJointSetHingeAxis(joints[i], axis.x, axis.y, axis.z)
      dJointSetHingeParam(joints[i], Int32(dParamStopERP), 0.02)
      setStops(joint) { dJointSetHingeParam(joints[i], $0, $1) }
      stickingSpeeds[i] = joint.friction / child.inertia.quadratic(joint.axis)
    }
  }

  /// ODE ignores a low stop above the high one, so the order is low, high, low.
  private func setStops(_ joint: Mechanism.Joint, _ set: (Int32, Double) -> Void) {
    set(Int32(dParamLoStop), joint.lowerStop)
    set(Int32(dParamHiStop), joint.upperStop)
    set(Int32(dParamLoStop), joint.lowerStop)
  }

  /// The friction and damping of a joint, N or N·m.
  ///
  /// Dry friction is Coulomb's constant force against the motion. Within the speed that it would stop in one step it
  /// falls off linearly, so that a joint comes to rest instead of chattering: friction · clamp(v / (friction·h/m)),
  /// with m the child's own mass or inertia, a lower bound of what the joint feels.
  func jointFriction(_ i: Int, velocity: Double, step: Double) -> Double {
    let joint = mechanism.joints[i]
    var force = -joint.damping * velocity
    if joint.friction > 0 { force -= joint.friction * max(-1, min(1, velocity / (stickingSpeeds[i] * step))) }
    return force
  }

  /// Applies efforts (N or N·m, one for each joint) beside damping and friction, and advances by `step` seconds.
  public mutating func advance(by step: Double, efforts: [Double]) {
    for i in joints.indices {
      let joint = mechanism.joints[i]
      var effort = efforts[i]
      if joint.damping > 0 || joint.friction > 0 { effort += jointFriction(i, velocity: velocity(i), step: step) }
      if joint.kind == .prismatic {
        dJointAddSliderForce(joints[i], effort)
      } else {
        dJointAddHingeTorque(joints[i], effort)
      }
    }
    dWorldStep(id, step)
    for i in joints.indices where mechanism.joints[i].kind == .revolute {
      estimates[i] += step * dJointGetHingeAngleRate(joints[i])
    }
  }

  /// Position of a joint, m or rad, not wrapped.
  public mutating func position(_ i: Int) -> Double {
    guard mechanism.joints[i].kind == .revolute else { return dJointGetSliderPosition(joints[i]) }
    let wrapped = dJointGetHingeAngle(joints[i])
    let turns = ((estimates[i] - wrapped) / (2 * Double.pi)).rounded()
    estimates[i] = wrapped + 2 * Double.pi * turns
    return estimates[i]
  }

  /// Velocity of a joint, m/s or rad/s.
  public func velocity(_ i: Int) -> Double {
    mechanism.joints[i].kind == .prismatic
      ? dJointGetSliderPositionRate(joints[i]) : dJointGetHingeAngleRate(joints[i])
  }
}
