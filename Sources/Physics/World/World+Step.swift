internal import COde
public import Mathematics

/// How a step ended.
public enum StepOutcome: Sendable, Equatable {
  case fine
  /// A body's speed or place left every plausible range, or is no number. The world must be set or restored before it
  /// is stepped again: ODE ends the process on poses that are no numbers.
  case diverged
}

extension World {
  /// Fastest plausible body, m/s and rad/s, and the furthest, m.
  static let fastest = 1e3
  static let fastestSpin = 1e4
  static let furthest = 1e5
  /// Tries of a step until every joint's law agrees with its end.
  private static let tries = 5

  /// A push in the next step.
  ///
  /// - Parameters:
  ///   - force: N, along the world's axes, at `point` in the link's frame (m).
  ///   - torque: N·m, along the world's axes.
  public mutating func push(_ i: Int, force: Vector3, at point: Vector3? = nil, torque: Vector3 = .zero) {
    precondition(solids[i] >= 0, "body \(i) is a mere frame")
    isPushed = true
    forces[i] += force
    torques[i] += torque
    if let point { torques[i] += bodies[solids[i]].rotated(point - centres[i]).cross(force) }
  }

  mutating func clearPushes() {
    guard isPushed else { return }
    isPushed = false
    for i in forces.indices {
      forces[i] = .zero
      torques[i] = .zero
    }
  }

  /// Applies plain efforts (N or N·m, one for each joint) and advances by `step` seconds.
  @discardableResult
  public mutating func advance(by step: Double, efforts: [Double]) -> StepOutcome {
    for i in drives.indices { drives[i].effort = efforts[i] }
    return advance(by: step)
  }

  /// Advances by `step` seconds under ``drives``.
  @discardableResult
  public mutating func advance(by step: Double) -> StepOutcome {
    for drive in drives where !(drive.effort + drive.position + drive.velocity).isFinite { return .diverged }
    for i in bodies.indices {
      velocitiesBefore[i] = bodies[i].velocity
      spinsBefore[i] = bodies[i].angularVelocity
    }
    contacts.collide(bodies, step: step)
    let mayBranch = beginLaws(step)
    if mayBranch { for i in bodies.indices { bodies[i].save(into: saved + i * BodyState.count) } }
    for attempt in 1...Self.tries {
      applyForces()
      dWorldStep(id, step)
      guard mayBranch, settleLaws(), attempt < Self.tries else { break }
      for i in bodies.indices { bodies[i].restore(from: saved + i * BodyState.count) }
      _ = beginLaws(step, again: true)
    }
    return finish(step)
  }

  /// - Returns: whether a law has branches, so that the step may have to be taken again.
  private mutating func beginLaws(_ step: Double, again: Bool = false) -> Bool {
    var mayBranch = false
    for i in laws.indices where measures[i].kind != .none {
      let drive = drives[i]
      if !again { axes[i] = measures[i].worldAxis(bodies) }
      guard isLawful[i] || drive.isServo else { continue }
      let joint = mechanism.joints[i]
      if !again { starts[i] = unwrapped(measures[i].wrappedPosition(bodies, along: axes[i]), i) }
      laws[i].begin(
        joint, drive, position: starts[i], velocity: measures[i].velocity(bodies, along: axes[i]), inertia: inertias[i],
        step: step)
      if joint.friction > 0 || joint.lowerStop > -.infinity || joint.upperStop < .infinity
        || drive.isServo && drive.limit < .infinity
      {
        mayBranch = true
      }
    }
    return mayBranch
  }

  private mutating func settleLaws() -> Bool {
    var changed = false
    for i in laws.indices where measures[i].kind != .none && (isLawful[i] || drives[i].isServo) {
      let velocity = measures[i].velocity(bodies, along: axes[i])
      if laws[i].settle(mechanism.joints[i], drives[i], velocity: velocity) { changed = true }
    }
    return changed
  }

  private mutating func applyForces() {
    for i in laws.indices {
      if isPushed, solids[i] >= 0 {
        bodies[solids[i]].add(force: forces[i])
        bodies[solids[i]].add(torque: torques[i])
      }
      guard measures[i].kind != .none else { continue }
      let drive = drives[i]
      if isLawful[i] || drive.isServo {
        if laws[i].slope > 0 {
          rows[i].set(velocity: laws[i].constant / laws[i].slope, softness: 1 / laws[i].slope)
        } else {
          rows[i].clear()
          apply(laws[i].constant, i)
        }
      } else {
        rows[i].clear()
        let effort = max(-drive.limit, min(drive.limit, drive.effort))
        if effort != 0 { apply(effort, i) }
      }
    }
  }

  /// An effort along a joint, on both its sides.
  private func apply(_ effort: Double, _ i: Int) {
    let measure = measures[i]
    let child = bodies[measure.child]
    let vector = axes[i] * effort
    switch measure.kind {
    case .none: break
    case .turn, .firstTurn, .secondTurn, .planeTurn:
      child.add(torque: vector)
      if measure.parent >= 0 { bodies[measure.parent].add(torque: -vector) }
    case .slide:
      child.add(force: vector)
      if measure.parent >= 0 {
        let parent = bodies[measure.parent]
        parent.add(force: -vector)
        parent.add(torque: -(child.position - parent.position).cross(vector))
      }
    case .planeSlide:
      child.add(force: vector)
      child.add(torque: child.rotated(measure.offset).cross(vector))
    }
  }

  private mutating func finish(_ step: Double) -> StepOutcome {
    contacts.finish()
    clearPushes()
    lastStep = step
    for i in estimates.indices where measures[i].turns {
      estimates[i] += step * measures[i].velocity(bodies, along: axes[i])
    }
    if let plane = structure.plane {
      for i in bodies.indices { bodies[i].keep(in: plane, zero: zeroTurns[i]) }
    }
    for body in bodies {
      let (p, v, w) = (body.position, body.velocity, body.angularVelocity)
      guard v.dot(v) < Self.fastest * Self.fastest, w.dot(w) < Self.fastestSpin * Self.fastestSpin,
        p.dot(p) < Self.furthest * Self.furthest
      else { return .diverged }
    }
    return .fine
  }
}
