import Mathematics

extension PhysicalParameters {
  func save(into state: inout SavedState) {
    for link in links {
      state.append(contentsOf: [link.mass, link.lengthScale, link.inertiaScale, link.payload, link.sizeScale])
      state.append(link.centre)
    }
    for joint in joints { state.append(contentsOf: [joint.damping, joint.friction]) }
    for actuator in actuators {
      state.append(contentsOf: [
        actuator.strength, actuator.rotorInertia, actuator.backlash, actuator.stiffnessScale, actuator.dampingScale,
      ])
    }
    for sensor in sensors {
      state.append(contentsOf: [sensor.noise, sensor.bias, sensor.biasWalk, sensor.latency, sensor.dropout])
    }
    for object in objects {
      state.append(contentsOf: [object.mass, object.sizeScale, object.friction, object.restitution])
      state.append(object.push)
    }
    state.append(contentsOf: goals)
    state.append(contentsOf: [
      timing.actionDelay, timing.observationDelay, timing.periodJitter, timing.actionJitter, timing.observationJitter,
      timing.actionLoss, timing.observationLoss,
    ])
    state.append(contentsOf: [
      ground.friction, ground.restitution, ground.slope, ground.stepHeight, ground.pattern, gravity,
    ])
    state.append(push)
  }

  mutating func restore(_ state: inout SavedState) {
    for i in links.indices {
      links[i].mass = state.takeReal()
      links[i].lengthScale = state.takeReal()
      links[i].inertiaScale = state.takeReal()
      links[i].payload = state.takeReal()
      links[i].sizeScale = state.takeReal()
      links[i].centre = state.takeVector()
    }
    for i in joints.indices { joints[i] = Joint(damping: state.takeReal(), friction: state.takeReal()) }
    for i in actuators.indices {
      actuators[i] = Actuator(
        strength: state.takeReal(), rotorInertia: state.takeReal(), backlash: state.takeReal(),
        stiffnessScale: state.takeReal(), dampingScale: state.takeReal())
    }
    for i in sensors.indices {
      sensors[i] = Sensor(
        noise: state.takeReal(), bias: state.takeReal(), biasWalk: state.takeReal(), latency: state.takeReal(),
        dropout: state.takeReal())
    }
    for i in objects.indices {
      objects[i] = Object(
        mass: state.takeReal(), sizeScale: state.takeReal(), friction: state.takeReal(), restitution: state.takeReal(),
        push: state.takeVector())
    }
    state.take(into: &goals)
    timing = Timing(
      actionDelay: state.takeReal(), observationDelay: state.takeReal(), periodJitter: state.takeReal(),
      actionJitter: state.takeReal(), observationJitter: state.takeReal(), actionLoss: state.takeReal(),
      observationLoss: state.takeReal())
    ground = Ground(
      friction: state.takeReal(), restitution: state.takeReal(), slope: state.takeReal(),
      stepHeight: state.takeReal(), pattern: state.takeReal())
    gravity = state.takeReal()
    push = state.takeVector()
  }
}

extension SavedState {
  fileprivate mutating func append(_ vector: Vector3) {
    append(vector.x)
    append(vector.y)
    append(vector.z)
  }

  fileprivate mutating func takeVector() -> Vector3 { Vector3(takeReal(), takeReal(), takeReal()) }
}
