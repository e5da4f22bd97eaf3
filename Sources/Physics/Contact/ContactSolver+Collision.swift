internal import COde
import Mathematics

/// Where shapes touch.
extension ContactSolver {
  /// Finds the contacts of the step to come.
  mutating func collide(_ bodies: [BodyState], step: Double) {
    count = 0
    self.step = step
    mayBranch = false
    switch ground {
    case .none: break
    case .plane(let normal, let height): touchPlane(bodies, normal, height)
    case .field(let field): touchField(bodies, field)
    }
    if !pairs.isEmpty { touchPairs(bodies) }
  }

  private mutating func touchPlane(_ bodies: [BodyState], _ normal: Vector3, _ height: Double) {
    for i in shapes.indices {
      guard let material = shapes[i].onGround else { continue }
      let body = bodies[shapes[i].solid]
      let up = body.unrotated(normal)
      let below = height - normal.dot(body.position) + shapes[i].touch.radius + Self.layer
      guard below - up.dot(shapes[i].touch.centre) + shapes[i].touch.reach > 0 else { continue }
      shapes[i].touch.turnRims(up: up, &points)
      patch.removeAll()
      for k in shapes[i].touch.range {
        let depth = below - up.dot(points[k])
        guard depth > 0 else { continue }
        let lowest = body.position + body.rotated(points[k]) - normal * (shapes[i].touch.radius + Self.layer - depth)
        patch.append(ContactPoint(position: lowest, normal: normal, depth: depth))
      }
      patch.reduce()
      for k in 0..<patch.count { add(patch[k], i, -1, material, bodies) }
    }
  }

  private mutating func touchField(_ bodies: [BodyState], _ field: Mechanism.HeightField) {
    for i in shapes.indices {
      guard let material = shapes[i].onGround else { continue }
      let body = bodies[shapes[i].solid]
      shapes[i].touch.turnRims(up: body.unrotated(Vector3(0, 0, 1)), &points)
      patch.removeAll()
      for k in shapes[i].touch.range {
        let centre = body.position + body.rotated(points[k])
        field.contacts(centre: centre, radius: shapes[i].touch.radius + Self.layer, into: &patch)
      }
      patch.reduce()
      for k in 0..<patch.count { add(patch[k], i, -1, material, bodies) }
    }
  }

  private mutating func touchPairs(_ bodies: [BodyState]) {
    for k in pairs.indices {
      let (first, second, material) = (pairs[k].first, pairs[k].second, pairs[k].material)
      let apart = place(shapes[first].touch.centre, first, bodies) - place(shapes[second].touch.centre, second, bodies)
      let reach = shapes[first].touch.reach + shapes[second].touch.reach
      guard apart.dot(apart) < reach * reach, let a = shapes[first].geometry, let b = shapes[second].geometry else { continue }
      let found = a.collide(with: b, into: buffer, limit: ContactPatch.limit)
      patch.removeAll()
      for j in 0..<found {
        let (p, n) = (buffer[j].pos, buffer[j].normal)
        patch.append(
          ContactPoint(
            position: Vector3(p.0, p.1, p.2), normal: Vector3(n.0, n.1, n.2), depth: buffer[j].depth))
      }
      if found > 0, shapes[first].touch.needsPatch(with: shapes[second].touch) { spread(first, second, bodies) }
      patch.reduce()
      for j in 0..<patch.count { add(patch[j], first, second, material, bodies) }
    }
  }

  /// Where a point of a shape's body, or of an obstacle, is in the world.
  private func place(_ point: Vector3, _ shape: Int, _ bodies: [BodyState]) -> Vector3 {
    guard shapes[shape].solid >= 0 else { return point }
    let body = bodies[shapes[shape].solid]
    return body.position + body.rotated(point)
  }

  /// Corners of two convex shapes that lie in one another, instead of the one point that the engine finds: a box does
  /// not rest on one point.
  private mutating func spread(_ first: Int, _ second: Int, _ bodies: [BodyState]) {
    let normal = patch[0].normal
    let single = patch[0]
    patch.removeAll()
    var (top, bottom) = (-Double.infinity, Double.infinity)
    for k in shapes[second].touch.range { top = max(top, normal.dot(place(points[k], second, bodies))) }
    for k in shapes[first].touch.range { bottom = min(bottom, normal.dot(place(points[k], first, bodies))) }
    for k in shapes[first].touch.range {
      let point = place(points[k], first, bodies)
      if isInside(point, second, bodies) { patch.append(ContactPoint(position: point, normal: normal, depth: top - normal.dot(point))) }
    }
    for k in shapes[second].touch.range {
      let point = place(points[k], second, bodies)
      if isInside(point, first, bodies) { patch.append(ContactPoint(position: point, normal: normal, depth: normal.dot(point) - bottom)) }
    }
    if patch.count == 0 { patch.append(single) }
  }

  private func isInside(_ point: Vector3, _ shape: Int, _ bodies: [BodyState]) -> Bool {
    let solid = shapes[shape].solid
    let local = solid < 0 ? point : bodies[solid].unrotated(point - bodies[solid].position)
    return shapes[shape].touch.holds(local, tolerance: Self.layer)
  }

  private mutating func add(
    _ point: ContactPoint, _ first: Int, _ second: Int, _ material: Mechanism.Material, _ bodies: [BodyState]
  ) {
    guard count < capacity else { return }
    var contact = Contact(point: point, first: first, second: second, material: material)
    if let plane {
      contact.point.position -= plane.normal * plane.normal.dot(point.position - plane.point)
      contact.point.normal -= plane.normal * plane.normal.dot(point.normal)
      let length = contact.point.normal.length
      guard length > 0.2 else { return }
      contact.point.normal /= length
      contact.direction = plane.normal.cross(contact.point.normal)
      contact.slides = true
    } else {
      let slip = slip(contact.point, first, second, bodies)
      contact.slides = slip.length > Self.slideSpeed
      contact.direction = direction(contact.point, first, slip)
    }
    if second < 0, patience[first] == 0 { mayBranch = true }
    contacts[count] = contact
    count += 1
  }

  /// Velocity of a shape along the other's surface.
  private func slip(_ point: ContactPoint, _ first: Int, _ second: Int, _ bodies: [BodyState]) -> Vector3 {
    var velocity = bodies[shapes[first].solid].velocity(at: point.position)
    if second >= 0, shapes[second].solid >= 0 { velocity -= bodies[shapes[second].solid].velocity(at: point.position) }
    return velocity - point.normal * point.normal.dot(velocity)
  }

  /// The direction in which friction will act: along the slip, and at rest along the friction of the last step.
  private func direction(_ point: ContactPoint, _ first: Int, _ slip: Vector3) -> Vector3 {
    along(slip / Self.slipSpeed - lastFriction[first], point.normal) ?? along(gravity, point.normal) ?? point.normal.across
  }

  /// The direction of a vector's part along a surface, if it has one.
  private func along(_ v: Vector3, _ normal: Vector3) -> Vector3? {
    let along = v - normal * normal.dot(v)
    let length = along.length
    return length > 1e-6 ? along / length : nil
  }
}
