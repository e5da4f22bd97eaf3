internal import COde
import Mathematics

extension World {
  /// Takes new numbers for the same tree: masses, geometry, damping, friction, stops, shapes' sizes, materials, terrain,
  /// gravity.
  ///
  /// The bodies then stand at position zero and rest; set the state next.
  ///
  /// - Precondition: the joints' kinds, the shapes' kinds and what may collide with what are as they were.
  public mutating func configure(_ mechanism: Mechanism) {
    if let fault = mechanism.fault { preconditionFailure(fault) }
    self.mechanism = mechanism
    var gravity = mechanism.gravity
    if let n = structure.plane?.normal { gravity -= n * n.dot(gravity) }
    dWorldSetGravity(id, gravity.x, gravity.y, gravity.z)
    gyroscopes.removeAll(keepingCapacity: true)
    for i in mechanism.bodies.indices where solids[i] >= 0 { configureBody(i) }
    placeAtZero()
    for i in mechanism.joints.indices where solids[i] >= 0 {
      configureMeasures(i)
      configureJoint(i)
    }
    for i in rails.indices { rails[i].configure(mechanism, normal: structure.plane?.normal) }
    for (i, joint) in mechanism.joints.enumerated() {
      isLawful[i] = !joint.isPlain
      laws[i].joint = JointLaw.Constants(joint, inertia: leastInertia(i))
    }
    readJoints()
    contacts.configure(mechanism, centres: centres)
  }

  private mutating func configureBody(_ i: Int) {
    let body = mechanism.bodies[i]
    var inertia = body.inertia
    centres[i] = body.centreOfMass
    if let plane = structure.plane {
      // What lies across the plane has no part in the motion: a ball's inertia keeps rounding from bringing it in.
      let pose = mechanism.linkPoseAtZero(i)
      let n = pose.rotation.transposed * plane.normal
      let about = inertia.quadratic(n)
      inertia = Mechanism.Rows(diagonal: Vector3(repeating: about))
      centres[i] -= n * plane.normal.dot(pose.position + pose.rotation * body.centreOfMass - plane.point)
    }
    var mass = dMass()
    dMassSetParameters(
      &mass, body.mass, 0, 0, 0, inertia.x.x, inertia.y.y, inertia.z.z, inertia.x.y, inertia.x.z, inertia.y.z)
    let solid = bodies[solids[i]].id
    dBodySetMass(solid, &mass)
    dBodySetGyroscopicMode(solid, 0)
    if structure.plane == nil, !mechanism.spinsAboutOnePrincipalAxis(i) {
      gyroscopes.append(GyroscopicTorque(inertia, of: bodies[solids[i]]))
    }
  }

  /// Sets the engine's joint up; the bodies stand at zero.
  private func configureJoint(_ i: Int) {
    guard let joint = joints[i], let connection = structure.connections[i] else { return }
    func world(_ j: Int) -> (point: Vector3, axis: Vector3) {
      let pose = mechanism.linkPoseAtZero(j)
      return (pose.position, pose.rotation * mechanism.joints[j].axis)
    }
    switch connection {
    case .free, .gantry, .plane: break
    case .slider:
      let axis = world(i).axis
      dJointSetSliderAxis(joint, axis.x, axis.y, axis.z)
    case .hinge:
      var (point, axis) = world(i)
      if let plane = structure.plane {
        let motor = rows[i].id
        point -= plane.normal * plane.normal.dot(point - plane.point)
        dJointSetBallAnchor(joint, point.x, point.y, point.z)
        dJointSetAMotorMode(motor, Int32(dAMotorUser))
        dJointSetAMotorNumAxes(motor, 1)
        dJointSetAMotorAxis(motor, 0, 0, axis.x, axis.y, axis.z)
      } else {
        dJointSetHingeAnchor(joint, point.x, point.y, point.z)
        dJointSetHingeAxis(joint, axis.x, axis.y, axis.z)
      }
    case .universal(let first, let second):
      let (a, b) = (world(first), world(second))
      let crossing = b.point + b.axis * b.axis.dot(a.point - b.point)
      dJointSetUniversalAnchor(joint, crossing.x, crossing.y, crossing.z)
      // The engine's first axis belongs to its first body, our child. It warns where both axes are parallel, be it
      // between two of these calls.
      var present = [Double](repeating: 0, count: 4)
      dJointGetUniversalAxis2(joint, &present)
      if Vector3(present[0], present[1], present[2]).cross(b.axis).length < 0.5 {
        let across = a.axis.cross(b.axis)
        dJointSetUniversalAxis1(joint, across.x, across.y, across.z)
        dJointSetUniversalAxis2(joint, a.axis.x, a.axis.y, a.axis.z)
      }
      dJointSetUniversalAxis1(joint, b.axis.x, b.axis.y, b.axis.z)
      dJointSetUniversalAxis2(joint, a.axis.x, a.axis.y, a.axis.z)
    }
  }

  /// How the coordinates of the connection before body `i` are read; the bodies stand at zero.
  private mutating func configureMeasures(_ i: Int) {
    let child = solids[i]
    let parent = structure.parents[i].map { solids[$0] } ?? -1
    func world(_ j: Int) -> Vector3 { mechanism.linkPoseAtZero(j).rotation * mechanism.joints[j].axis }
    func inParent(_ v: Vector3) -> Vector3 { parent < 0 ? v : bodies[parent].unrotated(v) }
    var measure = JointMeasure()
    measure.child = child
    measure.parent = parent
    switch structure.connections[i]! {
    case .free: break
    case .slider:
      measure.kind = .slide
      measure.axis = bodies[child].unrotated(world(i))
      measure.offset = parent < 0 ? bodies[child].position : inParent(bodies[child].position - bodies[parent].position)
    case .gantry(let slides):
      measure.kind = .slide
      measure.offset = bodies[child].position
      for slide in slides {
        measure.axis = bodies[child].unrotated(world(slide))
        measures[slide] = measure
      }
    case .hinge:
      let axis = world(i)
      let across = axis.across
      measure.kind = .turn
      measure.axis = bodies[child].unrotated(axis)
      measure.markInParent = inParent(across)
      measure.markInChild = bodies[child].unrotated(across)
    case .universal(let first, _):
      let (a, b) = (world(first), world(i))
      measure.kind = .firstTurn
      measure.axis = inParent(a)
      measure.markInParent = inParent(b)
      measure.markInChild = bodies[child].unrotated(b)
      measures[first] = measure
      measure.kind = .secondTurn
      measure.axis = bodies[child].unrotated(b)
      // Between the first axis where the parent holds it, and where the child would have it at zero.
      measure.markInParent = inParent(a)
      measure.markInChild = bodies[child].unrotated(a)
    case .plane(let first, let second, _):
      measure.kind = .planeSlide
      measure.offset = -bodies[child].unrotated(mechanism.linkPoseAtZero(i).rotation * centres[i])
      measure.markInParent = bodies[child].position + bodies[child].rotated(measure.offset)
      for j in [first, second] {
        measure.axis = world(j)
        measures[j] = measure
      }
      let axis = world(i)
      measure.kind = .planeTurn
      measure.axis = bodies[child].unrotated(axis)
      measure.markInParent = axis.across
      measure.markInChild = bodies[child].unrotated(axis.across)
    }
    measures[i] = measure
  }

  /// What joint `i` moves at least: the masses on both its sides, each as if free.
  private func leastInertia(_ i: Int) -> Double {
    let measure = measures[i]
    let axis = measure.worldAxis(bodies)
    func part(_ solid: Int) -> Double {
      guard solid >= 0, let body = solids.firstIndex(of: solid) else { return .infinity }
      if !measure.turns { return mechanism.bodies[body].mass }
      return mechanism.bodies[body].inertia.quadratic(bodies[solid].unrotated(axis))
    }
    let inverse = 1 / part(measure.child) + 1 / part(measure.parent)
    return inverse > 0 ? 1 / inverse : .infinity
  }
}

extension Vector3 {
  /// A unit vector at right angles.
  var across: Vector3 {
    let other = abs(x) < 0.6 ? Vector3(1, 0, 0) : Vector3(0, 1, 0)
    let product = cross(other)
    return product / product.length
  }
}
