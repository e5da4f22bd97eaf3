import Foundation
import Mathematics
import Physics

/// A second of a model under torques that are known beforehand, held for ``hold`` each, for another simulator to repeat.
enum Trajectory {
  /// s, whatever the step.
  static let hold = 0.002
  static let count = 500

  /// The torques that the model's inputs give over the first second, by feedback where they have some: a line for each
  /// hold, a value for each input, N·m.
  ///
  /// - Parameter height: that the first state is raised by, m; torques without feedback are less there, so that nothing
  ///   comes to a joint's stop.
  static func torques(_ model: Model, height: Double) -> String {
    precondition(!model.isServo && model.step == hold, "torques computed before each step of \(hold) s")
    var model = model
    if height > 0 { for i in model.inputs.indices where model.inputs[i].kp == 0 { model.inputs[i].swing *= 0.25 } }
    var runner = Runner(model, height: height)
    var lines: [String] = []
    for _ in 0..<count {
      runner.run(1)
      lines.append(model.inputs.map { "\(runner.effort($0.joint))" }.joined(separator: " "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// - Parameters:
  ///   - step: divides ``hold``, s.
  ///   - height: that the first state is raised by, m.
  /// - Returns: after each hold a line of the first body's place, m, and the driven joints' positions, rad.
  static func run(_ model: Model, torques: [[Double]], step: Double, height: Double) -> String {
    var world = World(model.mechanism)
    let root = model.mechanism.bodies.firstIndex { $0.mass > 0 }!
    world.begin(model, height: height)
    let substeps = Int((hold / step).rounded())
    var lines: [String] = []
    for row in torques {
      for (input, torque) in zip(model.inputs, row) { world.drives[input.joint].effort = torque }
      for _ in 0..<substeps {
        guard world.advance(by: step) == .fine else { fail("physics-bench: the model diverged") }
      }
      let place = world.pose(root).position
      let values = [place.x, place.y, place.z] + model.inputs.map { world.position($0.joint) }
      lines.append(values.map { "\($0)" }.joined(separator: " "))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension World {
  /// Sets the model's first state, raised by `height`, m.
  mutating func begin(_ model: Model, height: Double) {
    var positions = model.positions
    var floating: [Motion] = []
    if height != 0 {
      let first = model.mechanism.joints[0]
      if first.kind == .floating {
        var pose = first.origin
        pose.position.z += height
        floating = [Motion(pose: pose)]
      } else {
        // Planar roots: along x, along z, about y.
        positions[1] += height
      }
    }
    set(positions: positions, velocities: positions.map { _ in 0 }, floating: floating)
  }
}
