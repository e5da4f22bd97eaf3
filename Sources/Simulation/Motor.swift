import Control
import Foundation
import Mathematics
import Physics
import Robots

/// One actuator: what it makes of a command, within what its motor, its gear and its supply allow.
struct Motor {
  /// The mechanism's joint.
  let joint: Int
  var parameters = PhysicalParameters.Actuator(
    strength: 1, rotorInertia: 0, backlash: 0, stiffnessScale: 1, dampingScale: 1)
  private let actuator: ControlInterface.Actuator
  private let description: RobotDescription.Drive
  /// Warmth of the winding: 1 is where it may give its continuous effort only.
  private var heat = 0.0
  private let heatTime: Double  // s
  /// A servo's present target, and the number of its period when it was taken.
  private var target = 0.0
  private var period = -1
  /// The last step's effort over the limit.
  private(set) var load = 0.0

  init(_ actuator: ControlInterface.Actuator, _ description: RobotDescription.Drive, joint: Int) {
    self.actuator = actuator
    self.description = description
    self.joint = joint
    // The winding warms with (effort / continuous)², at first order: from cold at the limit it is at 1 after the time
    // that the description gives.
    let excess = actuator.effortLimit / description.continuousEffort
    heatTime =
      description.thermalTime.isFinite && excess > 1 ? -description.thermalTime / log(1 - 1 / (excess * excess)) : .infinity
  }

  mutating func reset() {
    heat = 0
    load = 0
    period = -1
  }

  /// - Parameters:
  ///   - command: mean over the step of an effort, or of a target weighted with the time in which it holds.
  ///   - braking: share of the step in which the safe state is on.
  ///   - load: mean of all motors' loads.
  mutating func drive(
    for command: Double, braking: Double, position: Double, velocity: Double, load: Double, at time: Double
  ) -> Drive {
    let strength = parameters.strength
    guard let servo = actuator.servo else {
      let limit = limit(toward: command, velocity: velocity, load: load)
      return Drive(
        damping: braking * actuator.safeDamping * strength,
        effort: max(-limit, min(limit, command)) * strength, limit: limit * strength)
    }
    guard braking < 1 else {
      let limit = limit(toward: -velocity, velocity: velocity, load: load)
      return Drive(damping: actuator.safeDamping * strength, limit: limit * strength)
    }
    take(command / (1 - braking), at: time)
    guard servo.quantity == .position else {
      let limit = limit(toward: target - velocity, velocity: velocity, load: load)
      return Drive(
        damping: servo.damping * parameters.dampingScale * strength, velocity: target, limit: limit * strength)
    }
    let error = target - position
    let play = parameters.backlash / 2
    let limit = limit(toward: error, velocity: velocity, load: load)
    // Within the play of the gear nothing holds the joint but the gear's drag.
    let stiffness = abs(error) > play ? servo.stiffness * parameters.stiffnessScale : 0
    return Drive(
      stiffness: stiffness * strength, damping: servo.damping * parameters.dampingScale * strength,
      position: target - (error > 0 ? play : -play), limit: limit * strength)
  }

  /// A servo looks at its target only so often, and in steps.
  private mutating func take(_ command: Double, at time: Double) {
    if description.rate.isFinite {
      let now = Int((time * description.rate + 1e-9).rounded(.down))
      guard now != period else { return }
      period = now
    }
    let resolution = description.resolution
    target = resolution > 0 ? (command / resolution).rounded() * resolution : command
  }

  /// Effort limit in a direction: less with speed that way, with a sagging supply and when hot.
  private func limit(toward direction: Double, velocity: Double, load: Double) -> Double {
    var limit = actuator.effortLimit
    if velocity * direction > 0 { limit *= max(0, 1 - abs(velocity) / description.noLoadSpeed) }
    limit *= 1 - description.sag * load
    return heat >= 1 ? min(limit, description.continuousEffort) : limit
  }

  mutating func warm(effort: Double, for step: Double) {
    load = min(1, abs(effort) / actuator.effortLimit)
    guard heatTime.isFinite else { return }
    let warmth = effort / description.continuousEffort
    heat += (warmth * warmth - heat) * step / heatTime
  }

  func save(into state: inout SavedState) {
    state.append(heat)
    state.append(target)
    state.append(load)
    state.append(period)
  }

  mutating func restore(_ state: inout SavedState) {
    heat = state.takeReal()
    target = state.takeReal()
    load = state.takeReal()
    period = state.takeInt()
  }
}
