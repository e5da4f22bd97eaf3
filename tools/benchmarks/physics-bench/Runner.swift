import Foundation
import Mathematics
import Physics

/// Steps a model over and over from its first state.
struct Runner: ~Copyable {
  private let model: Model
  /// The model's, read in place as the peers' C does.
  private let inputs: UnsafeMutableBufferPointer<Model.Input>
  private var world: World
  private var first = SavedState()
  private var tick = 0
  /// Points of contact, summed over steps, and the first body's height, summed over episodes' ends.
  private(set) var contacts = 0
  private(set) var height = 0.0
  private(set) var episodes = 0

  /// - Parameter height: that the first state is raised by, m.
  init(_ model: Model, height: Double = 0, memory: WorkingMemory? = nil) {
    self.model = model
    world = World(model.mechanism, memory: memory)
    world.begin(model, height: height)
    if model.isServo {
      for input in model.inputs {
        world.drives[input.joint] = Drive(stiffness: input.kp, damping: input.kd, limit: input.limit)
      }
    }
    world.save(into: &first)
    inputs = .allocate(capacity: model.inputs.count)
    _ = inputs.initialize(from: model.inputs)
  }

  deinit { inputs.deallocate() }

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
    for k in 0..<inputs.count {
      let (input, joint) = (inputs.baseAddress! + k, inputs[k].joint)
      var wave = input.pointee.swing == 0 ? 0 : sin(2 * Double.pi * input.pointee.frequency * time + input.pointee.phase)
      if input.pointee.positivePart { wave = max(0, wave) }
      if model.isServo {
        world.drives[joint].position = input.pointee.centre + input.pointee.swing / input.pointee.kp * wave
        continue
      }
      var effort = input.pointee.swing * wave
      effort += input.pointee.kp * (input.pointee.centre - world.position(joint)) - input.pointee.kd * world.velocity(joint)
      if input.pointee.kq != 0 {
        effort += input.pointee.kq * world.position(input.pointee.other) + input.pointee.kv * world.velocity(input.pointee.other)
      }
      world.drives[joint].effort = max(-input.pointee.limit, min(input.pointee.limit, effort))
    }
  }

  func position(_ joint: Int) -> Double { world.position(joint) }
  /// What the joint's drive gave in the last step, N or N·m.
  func effort(_ joint: Int) -> Double { world.effort(joint) }
}
