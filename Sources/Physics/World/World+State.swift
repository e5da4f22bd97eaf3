internal import COde
public import Mathematics

/// Where the bodies are: set from coordinates, and saved and restored to the bit.
extension World {
  mutating func placeAtZero() {
    for i in mechanism.bodies.indices {
      frames[i] = Motion(pose: mechanism.linkPoseAtZero(i))
      place(i)
      if solids[i] >= 0 { zeroTurns[solids[i]] = bodies[solids[i]].quaternion }
    }
    forget()
  }

  /// Sets the whole state by forward kinematics.
  ///
  /// - Parameters:
  ///   - positions: m or rad; angles may lie beyond ±π.     (joints)
  ///   - velocities: m/s or rad/s.                          (joints)
  ///   - floating: of the bodies on floating joints, in order; those left out rest at their joints' origins.
  public mutating func set(positions: [Double], velocities: [Double], floating: [Motion] = []) {
    var next = 0
    for (i, joint) in mechanism.joints.enumerated() {
      var motion = joint.parent.map { frames[$0] } ?? Motion()
      let start = motion.pose.position
      motion.pose = motion.pose * joint.origin
      let axis = motion.pose.rotation * joint.axis
      switch joint.kind {
      case .prismatic:
        motion.pose.position += axis * positions[i]
        motion.velocity += motion.angularVelocity.cross(motion.pose.position - start) + axis * velocities[i]
      case .revolute:
        motion.velocity += motion.angularVelocity.cross(motion.pose.position - start)
        motion.angularVelocity += axis * velocities[i]
        motion.pose.rotation = motion.pose.rotation * Rotation(axis: joint.axis, angle: positions[i])
      case .floating:
        if next < floating.count { motion = floating[next] }
        next += 1
      }
      frames[i] = motion
      place(i)
    }
    forget()
    for i in positions.indices { self.positions[i] = positions[i] }
    readJoints()
  }

  /// Puts one floating body somewhere else; all others stay as they are.
  ///
  /// - Precondition: it carries no other body.
  public mutating func place(_ i: Int, _ motion: Motion) {
    precondition(mechanism.joints[i].kind == .floating, "body \(i) does not float")
    frames[i] = motion
    place(i)
    velocitiesBefore[solids[i]] = bodies[solids[i]].velocity
    spinsBefore[solids[i]] = bodies[solids[i]].angularVelocity
  }

  /// Takes new numbers in the middle of a motion: joints keep their positions and velocities and free bodies their
  /// motions, and what rests on what is remembered.
  ///
  /// - Precondition: as for ``configure(_:)``.
  public mutating func reconfigure(_ mechanism: Mechanism) {
    let (positions, velocities, laws) = (self.positions, rates, self.laws)
    let (before, spins, step, memory) = (velocitiesBefore, spinsBefore, lastStep, contacts.memory)
    let floating = mechanism.joints.indices.filter { mechanism.joints[$0].kind == .floating }.map { motion($0) }
    configure(mechanism)
    set(positions: positions, velocities: velocities, floating: floating)
    for i in laws.indices {
      let constants = self.laws[i].joint
      self.laws[i] = laws[i]
      self.laws[i].joint = constants
    }
    (velocitiesBefore, spinsBefore, lastStep, contacts.memory) = (before, spins, step, memory)
  }

  /// Axes and rates of the joints in the present state.
  mutating func readJoints() {
    for i in measures.indices {
      axes[i] = measures[i].worldAxis(bodies)
      rates[i] = measures[i].velocity(bodies, along: axes[i])
    }
  }

  /// Puts a body where its link's frame is; ODE's body frame is at the centre of mass.
  private func place(_ i: Int) {
    guard solids[i] >= 0 else { return }
    let frame = frames[i]
    let arm = frame.pose.rotation * centres[i]
    bodies[solids[i]].place(
      at: frame.pose.position + arm, frame.pose.rotation, velocity: frame.velocity + frame.angularVelocity.cross(arm),
      angularVelocity: frame.angularVelocity)
  }

  /// Nothing of what was before this state acts on.
  private mutating func forget() {
    for i in laws.indices {
      laws[i].forget()
      positions[i] = 0
    }
    for i in bodies.indices {
      velocitiesBefore[i] = bodies[i].velocity
      spinsBefore[i] = bodies[i].angularVelocity
    }
    clearPushes()
    lastStep = 0
    contacts.forget()
  }

  public func save(into state: inout SavedState) {
    for body in bodies {
      body.save(into: saved)
      for i in 0..<BodyState.count { state.append(saved[i]) }
    }
    state.append(contentsOf: positions)
    for law in laws {
      state.append(law.saturation)
      state.append(law.sliding)
      state.append(law.resting)
    }
    contacts.save(into: &state)
  }

  /// The same bits again, in another world too; what the last step touched and how it accelerated is forgotten.
  ///
  /// - Precondition: the world is configured as it was when the state was saved.
  public mutating func restore(_ state: inout SavedState) {
    for body in bodies {
      for i in 0..<BodyState.count { saved[i] = state.takeReal() }
      body.restore(from: saved)
      if contacts.hasGeometry { body.announceMove() }
    }
    forget()
    state.take(into: &positions)
    readJoints()
    for i in laws.indices {
      laws[i].branches = (state.takeReal(), state.takeReal(), state.takeReal())
    }
    contacts.restore(&state)
  }
}
