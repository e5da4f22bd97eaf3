internal import COde
import Mathematics

/// The engine's side of contacts.
///
/// A contact is the normal's row and two of friction, along the slip and across it: Coulomb's cone as a box whose axes
/// follow the slip. Bounded rows cost the engine a search. A shape that the ground holds, neither lifting nor slipping,
/// is therefore kept by a ball joint at its point of contact, whose three rows have no bounds and give the same motion;
/// ``settle()`` looks whether its force pushes and lies within Coulomb's cone, and where it does not the step is taken
/// again with the contact's own rows.
extension ContactSolver {
  /// Points of a shape that may be held at once.
  private static let mostHeld = 2
  /// Steps after which a shape that broke loose may be held again.
  private static let recovery = 4
  /// Share of Coulomb's friction below which a shape at rest is held.
  private static let margin = 0.95
  /// Slip below which a shape is at rest, m/s.
  private static let restSpeed = 1e-3

  mutating func makeJoints(_ bodies: [BodyState]) {
    for k in 0..<count {
      contacts[k].isHeld = contacts[k].second < 0 && patience[contacts[k].first] == 0
      let joint = contacts[k].isHeld ? holding(contacts[k], bodies) : touching(contacts[k], bodies)
      dJointSetFeedback(joint, feedback + k)
    }
  }

  mutating func removeJoints() { if count > 0 { dJointGroupEmpty(group) } }

  private func touching(_ contact: Contact, _ bodies: [BodyState]) -> dJointID {
    let (point, material) = (contact.point, contact.material)
    var description = dContact()
    description.surface.mode = Int32(dContactApprox1) | Int32(dContactFDir1)
    description.surface.mu = material.friction
    // No row across the direction.
    if contact.slides { description.surface.mode |= Int32(dContactMu2) }
    if material.restitution > 0 {
      description.surface.mode |= Int32(dContactBounce)
      description.surface.bounce = material.restitution
      description.surface.bounce_vel = Self.quietSpeed
    }
    if material.compliance > 0 {
      // Under a steady force f the correction e·depth/h balances CFM·f.
      description.surface.mode |= Int32(dContactSoftCFM) | Int32(dContactSoftERP)
      description.surface.soft_erp = Self.correction
      description.surface.soft_cfm = max(1e-9, material.compliance * Self.correction / step)
    }
    description.fdir1 = (contact.direction.x, contact.direction.y, contact.direction.z, 0)
    description.geom.pos = (point.position.x, point.position.y, point.position.z, 0)
    description.geom.normal = (point.normal.x, point.normal.y, point.normal.z, 0)
    description.geom.depth = point.depth
    let joint = dJointCreateContact(world, group, &description)!
    // An obstacle is always the second of a pair: bodies' shapes come first in the list.
    let other = contact.second < 0 ? -1 : shapes[contact.second].solid
    dJointAttach(joint, bodies[shapes[contact.first].solid].id, other < 0 ? nil : bodies[other].id)
    return joint
  }

  private func holding(_ contact: Contact, _ bodies: [BodyState]) -> dJointID {
    let joint = dJointCreateBall(world, group)!
    dJointAttach(joint, bodies[shapes[contact.first].solid].id, nil)
    let p = contact.point.position
    dJointSetBallAnchor(joint, p.x, p.y, p.z)
    // As far out of the ground as a contact would bring it, at ODE's share of an error and its greatest speed.
    let depth = min(max(0, contact.point.depth - Self.layer), Self.correctionSpeed * step / Self.correction)
    let held = p + contact.point.normal * depth
    dJointSetBallAnchor2(joint, held.x, held.y, held.z)
    return joint
  }

  /// Lets go of held shapes whose contact would pull or has slipped.
  ///
  /// - Returns: whether there were such.
  mutating func settle() -> Bool {
    guard mayBranch else { return false }
    var changed = false
    for k in 0..<count where contacts[k].isHeld {
      let force = force(k)
      let normal = force.dot(contacts[k].point.normal)
      let along = force - contacts[k].point.normal * normal
      if normal < 0 || along.length > contacts[k].material.friction * normal {
        patience[contacts[k].first] = Self.recovery
        changed = true
      }
    }
    return changed
  }

  private func force(_ k: Int) -> Vector3 {
    let f = feedback[k].f1
    return Vector3(f.0, f.1, f.2)
  }

  /// Gathers the forces of the step that has been taken.
  mutating func finish(_ bodies: [BodyState]) {
    for i in touches.indices {
      touches[i] = ShapeContact()
      lastFriction[i] = .zero
    }
    for k in 0..<count {
      let force = force(k)
      let normal = force.dot(contacts[k].point.normal)
      touches[contacts[k].first].add(force, normal)
      if contacts[k].second >= 0 { touches[contacts[k].second].add(-force, normal) }
    }
    for k in 0..<count {
      let (first, normal) = (contacts[k].first, contacts[k].point.normal)
      guard touches[first].normalForce > 0 else { continue }
      let force = force(k)
      lastFriction[first] += (force - normal * force.dot(normal)) / touches[first].normalForce
    }
    decideHolding(bodies)
    removeJoints()
  }

  /// Which shapes are held in the next step.
  private mutating func decideHolding(_ bodies: [BodyState]) {
    for i in patience.indices where touches[i].count == 0 { patience[i] = max(1, patience[i] - 1) }
    for k in 0..<count where !contacts[k].isHeld && contacts[k].second < 0 {
      let contact = contacts[k]
      let velocity = bodies[shapes[contact.first].solid].velocity(at: contact.point.position)
      let slip = velocity - contact.point.normal * velocity.dot(contact.point.normal)
      let isCalm =
        slip.length < Self.restSpeed && contact.material.compliance == 0 && touches[contact.first].count <= Self.mostHeld
        && force(k).dot(contact.point.normal) > 0
        && lastFriction[contact.first].length < Self.margin * contact.material.friction
      if !isCalm { patience[contact.first] = Self.recovery } else if patience[contact.first] > 0 { patience[contact.first] -= 1 }
    }
  }
}
