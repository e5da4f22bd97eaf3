import Foundation
import Mathematics
import Physics

/// Steps a model over and over from its first state.
struct Runner: ~Copyable {
  private let model: Model
  private var world: World
  private var first = SavedState()
  private var tick = 0
  /// Points of contact, summed over steps, and the first body's height, summed over episodes' ends.
  private(set) var contacts = 0
  private(set) var height = 0.0
  private(set) var episodes = 0

  init(_ model: Model, memory: WorkingMemory? = nil) {
    self.model = model
    world = World(model.mechanism, memory: memory)
    let rest = [Double](repeating: 0, count: model.positions.count)
    world.set(positions: model.positions, velocities: rest)
    if model.isServo {
      for input in model.inputs {
        world.drives[input.joint] = Drive(stiffness: input.kp, damping: input.kd, limit: input.limit)
      }
    }
    world.save(into: &first)
  }

  mutating func run(_ steps: Int, counting: Bool = false) {
    for _ in 0..<steps {
      control()
      guard world.advance(by: model.step) == .fine else { preconditionFailure("the model diverged") }
      if counting { count() }
      tick += 1
      guard tick == model.episode else { continue }
      episodes += 1
      height += world.pose(world.mechanism.bodies.firstIndex { $0.mass > 0 }!).position.z
      first.rewind()
      world.restore(&first)
      tick = 0
    }
  }

  private mutating func count() {
    for (i, body) in world.mechanism.bodies.enumerated() {
      for shape in body.shapes.indices { contacts += world.contact(body: i, shape: shape).count }
    }
  }

  private mutating func control() {
    let time = Double(tick) * model.step
    let all = model.inputs
    let inputs = all.span
    for k in inputs.indices { control(inputs[k], time) }
  }

  @inline(__always)
  private mutating func control(_ input: Model.Input, _ time: Double) {
    let joint = input.joint
    var wave = input.swing == 0 ? 0 : sin(2 * Double.pi * input.frequency * time + input.phase)
    if input.positivePart { wave = max(0, wave) }
    if model.isServo {
      world.drives[joint].position = input.centre + input.swing / input.kp * wave
      return
    }
    var effort = input.swing * wave
    if input.kp != 0 || input.kd != 0 {
      effort += input.kp * (input.centre - world.position(joint)) - input.kd * world.velocity(joint)
    }
    if input.kq != 0 { effort += input.kq * world.position(input.other) + input.kv * world.velocity(input.other) }
    world.drives[joint].effort = max(-input.limit, min(input.limit, effort))
  }

  func position(_ joint: Int) -> Double { world.position(joint) }
}
