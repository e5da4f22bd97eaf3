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
  static let fastestSpin = 2e3
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
    let mayRepeat = mayBranch || contacts.mayBranch
    if mayRepeat { for i in bodies.indices { bodies[i].save(into: saved + i * BodyState.count) } }
    for attempt in 1...Self.tries {
      contacts.makeJoints(bodies)
      applyForces(step)
      dWorldStep(id, step)
      guard mayRepeat, attempt < Self.tries else { break }
      let (lawsChanged, contactsChanged) = (mayBranch && settleLaws(), contacts.settle())
      guard lawsChanged || contactsChanged else { break }
      for i in bodies.indices { bodies[i].restore(from: saved + i * BodyState.count) }
      contacts.removeJoints()
      _ = beginLaws(step)
    }
    return finish(step)
  }

  /// - Returns: whether a law has branches, so that the step may have to be taken again.
  private mutating func beginLaws(_ step: Double) -> Bool {
    var mayBranch = false
    for i in laws.indices where isLawful[i] || drives[i].isServo {
      laws[i].begin(drives[i], position: positions[i], velocity: rates[i], step: step)
      if laws[i].mayBranch(drives[i], velocity: rates[i]) { mayBranch = true }
    }
    return mayBranch
  }

  private mutating func settleLaws() -> Bool {
    var changed = false
    for i in laws.indices where isLawful[i] || drives[i].isServo {
      let velocity = measures[i].velocity(bodies, along: axes[i])
      if laws[i].settle(drives[i], velocity: velocity) { changed = true }
    }
    return changed
  }

  private mutating func applyForces(_ step: Double) {
    for i in rails.indices { rails[i].hold(step: step) }
    for i in gyroscopes.indices { gyroscopes[i].apply(step: step) }
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
    let child = bodies[measures[i].child]
    let parent = measures[i].parent
    let vector = axes[i] * effort
    switch measures[i].kind {
    case .none: break
    case .turn, .firstTurn, .secondTurn, .planeTurn:
      child.add(torque: vector)
      if parent >= 0 { bodies[parent].add(torque: -vector) }
    case .slide:
      child.add(force: vector)
      if parent >= 0 {
        let parent = bodies[parent]
        parent.add(force: -vector)
        parent.add(torque: -(child.position - parent.position).cross(vector))
      }
    case .planeSlide:
      child.add(force: vector)
      child.add(torque: child.rotated(measures[i].offset).cross(vector))
    }
  }

  private mutating func finish(_ step: Double) -> StepOutcome {
    contacts.finish(bodies)
    clearPushes()
    lastStep = step
    for i in measures.indices where measures[i].kind != .none {
      // Along the axis of the step's beginning, as its rows had it.
      let rate = measures[i].velocity(bodies, along: axes[i])
      positions[i] += step * rate
      laws[i].finish(drives[i], velocity: rate)
    }
    if let plane = structure.plane {
      for i in bodies.indices { bodies[i].keep(in: plane, zero: zeroTurns[i]) }
    }
    for i in measures.indices where measures[i].kind != .none {
      let expected = positions[i]
      axes[i] = measures[i].worldAxis(bodies)
      rates[i] = measures[i].velocity(bodies, along: axes[i])
      positions[i] = measures[i].wrappedPosition(bodies, along: axes[i])
      if measures[i].turns {
        positions[i] += 2 * Double.pi * ((expected - positions[i]) / (2 * Double.pi)).rounded()
      }
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
