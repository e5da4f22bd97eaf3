import CMallocCount
import Dispatch
import Foundation
import Mathematics
import Physics
import Testing

/// The same bits: restored, in another world, on any thread; and no allocation on the way.
@Suite struct RepeatTests {
  /// A free cube and a two-legged robot with servos, dry friction and stops, all of which may touch.
  private static let mechanism: Mechanism = {
    let cube = Mechanism.Body(
      mass: 0.3, centreOfMass: .zero, inertia: .init(diagonal: Vector3(repeating: 5e-4)),
      shapes: [.init(.box(size: Vector3(repeating: 0.1)))])
    let trunk = Mechanism.Body(
      mass: 3, centreOfMass: .zero, inertia: .init(diagonal: Vector3(0.03, 0.04, 0.05)),
      shapes: [.init(.box(size: Vector3(0.3, 0.2, 0.1)))])
    let leg = Mechanism.Body(
      mass: 0.5, centreOfMass: Vector3(0, 0, -0.15), inertia: .init(diagonal: Vector3(0.004, 0.004, 0.001)),
      shapes: [.init(.capsule(radius: 0.03, length: 0.3), pose: Pose(position: Vector3(0, 0, -0.15)))])
    func hip(_ y: Double) -> [Mechanism.Joint] {
      [
        .init(
          kind: .revolute, parent: 1, origin: Pose(position: Vector3(0, y, 0)), axis: Vector3(1, 0, 0), lowerStop: -0.4,
          upperStop: 0.4, damping: 0.05, friction: 0.1),
        .init(
          kind: .revolute, parent: y > 0 ? 2 : 4, axis: Vector3(0, 1, 0), lowerStop: -0.5, upperStop: 0.5, friction: 0.2,
          armature: 0.01),
      ]
    }
    return Mechanism(
      bodies: [cube, trunk, .frame, leg, .frame, leg],
      joints: [
        .init(kind: .floating, parent: nil, origin: Pose(position: Vector3(0.05, 0.02, 0.6))),
        .init(kind: .floating, parent: nil, origin: Pose(position: Vector3(0, 0, 0.4))),
      ] + hip(0.12) + hip(-0.12), terrain: .ground(material: .init(friction: 0.7)))
  }()

  private static func drive(_ world: inout World, _ tick: Int) {
    for joint in [3, 5] {
      world.drives[joint] = Drive(
        stiffness: 60, damping: 2, position: 0.6 * sin(0.02 * Double(tick) + Double(joint)), limit: 4)
    }
    for joint in [2, 4] { world.drives[joint].effort = cos(0.015 * Double(tick)) }
  }

  private static func bits(_ world: borrowing World) -> [Double] {
    var state = SavedState()
    world.save(into: &state)
    return state.reals
  }

  @Test("a state saved among contacts restores to the same bits, in a fresh world too")
  func restore() {
    var world = World(Self.mechanism)
    for tick in 0..<300 {
      Self.drive(&world, tick)
      world.advance(by: 2e-3)
    }
    #expect(world.contact(body: 3).touches || world.contact(body: 5).touches || world.contact(body: 1).touches)
    var state = SavedState()
    world.save(into: &state)
    var other = World(Self.mechanism)
    other.restore(&state)
    for tick in 300..<700 {
      Self.drive(&world, tick)
      Self.drive(&other, tick)
      world.advance(by: 2e-3)
      other.advance(by: 2e-3)
    }
    #expect(Self.bits(world) == Self.bits(other))
  }

  @Test("worlds stepped on several threads end at the bits of one thread, shared memory or not")
  func threads() {
    let count = 16
    let results = Results(count)
    func run(threads: Int) -> [[Double]] {
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        let memory = thread % 2 == 0 ? WorkingMemory() : nil
        for i in stride(from: thread, to: count, by: threads) {
          var world = World(Self.mechanism, memory: memory)
          for tick in 0..<300 {
            Self.drive(&world, tick + 10 * i)
            world.advance(by: 2e-3)
          }
          results.values[i] = Self.bits(world)
        }
      }
      return Array(results.values)
    }
    let one = run(threads: 1)
    for _ in 0..<2 { #expect(run(threads: 4) == one) }
  }

  @Test("meshes collide on several threads to the same bits")
  func meshes() {
    let points = [-0.1, 0.1].flatMap { x in [-0.1, 0.1].flatMap { y in [-0.1, 0.1].map { Vector3(x, y, $0) } } }
    let mesh = Mechanism.Shape(
      .mesh(
        points: points,
        triangles: [0, 1, 3, 0, 3, 2, 4, 6, 7, 4, 7, 5, 0, 4, 5, 0, 5, 1, 2, 3, 7, 2, 7, 6, 0, 2, 6, 0, 6, 4, 1, 5, 7, 1, 7, 3]))
    let body = Mechanism.Body(mass: 1, centreOfMass: .zero, inertia: .init(diagonal: Vector3(repeating: 5e-3)), shapes: [mesh])
    let mechanism = Mechanism(
      bodies: [body, body],
      joints: [0.1, 0.35].map { .init(kind: .floating, parent: nil, origin: Pose(position: Vector3(0.3 * $0, 0, $0), rotation: Rotation(roll: $0, pitch: 0, yaw: 0))) },
      terrain: .ground())
    let results = Results(8)
    func run(threads: Int) -> [[Double]] {
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        for i in stride(from: thread, to: 8, by: threads) {
          var world = World(mechanism)
          for tick in 0..<200 {
            world.push(1, force: Vector3(Double(i % 4) - 1, 0, sin(0.1 * Double(tick))))
            world.advance(by: 2e-3)
          }
          results.values[i] = Self.bits(world)
        }
      }
      return Array(results.values)
    }
    let one = run(threads: 1)
    for _ in 0..<3 { #expect(run(threads: 4) == one) }
  }

  /// Each thread writes to its own places.
  private final class Results: @unchecked Sendable {
    let values: UnsafeMutableBufferPointer<[Double]>
    init(_ count: Int) {
      values = .allocate(capacity: count)
      values.initialize(repeating: [])
    }
    deinit {
      values.deinitialize()
      values.deallocate()
    }
  }

  @Test("a step with contacts, servos, friction and stops does not allocate")
  func allocations() {
    var world = World(Self.mechanism)
    func run(_ ticks: Range<Int>) {
      for tick in ticks {
        Self.drive(&world, tick)
        world.push(1, force: Vector3(0, 1, 0))
        world.advance(by: 2e-3)
      }
    }
    run(0..<600)
    var state = SavedState()
    world.save(into: &state)
    let before = malloc_count()
    run(600..<1200)
    state.rewind()
    world.restore(&state)
    run(1200..<1300)
    #expect(malloc_count() == before)
  }

  @Test("new physics in place costs less than 20 control steps of 20 ms and gives the bits of a new world")
  func configure() {
    var changed = Self.mechanism
    changed.bodies[1].mass *= 1.2
    changed.bodies[3].centreOfMass.z = -0.16
    changed.bodies[1].shapes[0].geometry = .box(size: Vector3(0.32, 0.2, 0.12))
    changed.terrain = .slope(angle: 0.1, heading: 0.7, material: .init(friction: 0.5, restitution: 0.2))
    changed.gravity.z = -9.5
    var old = World(Self.mechanism)
    var new = World(changed)
    let clock = ContinuousClock()
    let steps = clock.measure {
      for tick in 0..<200 {
        Self.drive(&old, tick)
        old.advance(by: 2e-3)
      }
    }
    let change = clock.measure { for _ in 0..<10 { old.configure(changed) } } / 10
    #expect(change < steps, "\(change) \(steps)")
    let rest = [Double](repeating: 0, count: 6)
    let floating = [Motion(pose: Pose(position: Vector3(0, 0, 0.8))), Motion(pose: Pose(position: Vector3(0, 0, 0.45)))]
    old.set(positions: rest, velocities: rest, floating: floating)
    new.set(positions: rest, velocities: rest, floating: floating)
    for tick in 0..<400 {
      Self.drive(&old, tick)
      Self.drive(&new, tick)
      old.advance(by: 2e-3)
      new.advance(by: 2e-3)
    }
    #expect(Self.bits(old) == Self.bits(new))
  }
}
