import CMallocCount
import Control
import Foundation
import Mathematics
import Robots
import Scenarios
import Simulation
import Testing

/// Free bodies beside a robot, here a desk arm with a box on the table and a ball above it.
@Suite struct FreeObjectTests {
  private static let objects = "objects={"
    + "box: {box: {size_m: [0.06, 0.04, 0.03]}, mass_kg: 0.2, friction: 0.9, start: {x_m: 0.3, y_m: 0.1, z_m: 0.015}, "
    + "tracker: {position: {noise_m: 0, rate_hz: 10, latency_s: 0.04}, yaw: {noise_rad: 0.02}}}, "
    + "ball: {sphere: {radius_m: 0.02}, mass_kg: 0.1, friction: 0.5, restitution: 0.5, link: base, "
    + "start: {x_m: 0.3, y_m: -0.2, z_m: 1}}}"

  private static let seen = [
    "box.position_z", "box.velocity_x", "box.tilt", "box.contact", "box.orientation_w", "box.angular_velocity_z", "box.yaw",
    "ball.position_z", "ball.velocity_z", "ball.position_x",
  ]

  /// The arm's scenario with these objects, whose motion a reward of no weight looks at.
  private static let arm = Shipped(
    "arm-reach",
    overrides: [objects] + seen.enumerated().map { "rewards.look\($0)={weight: 0, linear: {input: \($1), \(scale($1)): 1}}" })

  private static func scale(_ name: String) -> String {
    if name.contains("angular_velocity") { return "scale_rad_per_s" }
    if name.contains("velocity") { return "scale_m_per_s" }
    if name.hasSuffix("contact") { return "scale_N" }
    if name.hasSuffix("yaw") || name.hasSuffix("tilt") { return "scale_rad" }
    return name.contains("orientation") ? "scale" : "scale_m"
  }

  /// A quantity's true value, sensor or not.
  private func truth(_ name: String, _ plant: borrowing SimulatedPlant) -> Double {
    let scenario = Self.arm.scenario
    if let sensor = scenario.interface.sensorIndex(named: name) { return plant.truth(ofSensor: sensor) }
    return plant.truth(scenario.truths.firstIndex { scenario.interface.name(of: $0) == name }!)
  }

  private func run(
    _ changes: [String: Double] = [:], objects: [[Double]]? = nil, ticks: Int,
    observe: (Int, Reading, borrowing SimulatedPlant) -> Void
  ) throws {
    var plant = SimulatedPlant(
      model: Self.arm.model, period: Self.arm.scenario.controlPeriod, physicsStep: Self.arm.scenario.physicsStep)
    plant.prepare(
      Self.arm.parameters(changes), positions: Self.arm.model.robot.restPose,
      velocities: Self.arm.model.robot.joints.map { _ in 0 }, objects: objects, noise: RandomStream(seed: 1))
    var reading = Reading(for: plant.interface)
    let command = Command(for: plant.interface)
    plant.start(into: &reading)
    observe(-1, reading, plant)
    for tick in 0..<ticks {
      try plant.advance(applying: command, into: &reading)
      observe(tick, reading, plant)
    }
  }

  @Test("on the table a box rests: it neither creeps nor jitters, and the table carries its weight")
  func rests() throws {
    var (settled, last) = (Pose(), Pose())
    try run(ticks: 250) { tick, _, plant in
      if tick == 50 { settled = plant.objectPoses[0] }
      last = plant.objectPoses[0]
      guard tick > 50 else { return }
      #expect(abs(truth("box.contact", plant) - 0.2 * 9.81) < 1e-3)
      #expect(abs(truth("box.velocity_x", plant)) < 1e-6 && truth("box.tilt", plant) < 1e-3)
    }
    #expect((last.position - settled.position).length < 1e-6, "in eight seconds")
    #expect(abs(last.position.z - 0.015) < 2e-4)
  }

  @Test("in the air a ball falls with g, and bounces to the height that its restitution gives")
  func falls() throws {
    let (h, period) = (Self.arm.scenario.physicsStep, Self.arm.scenario.controlPeriod)
    var (bounced, highest) = (false, 0.0)
    try run(["action_delay_s": 0], ticks: 40) { tick, _, plant in
      let (z, v, t) = (truth("ball.position_z", plant), truth("ball.velocity_z", plant), Double(tick + 1) * period)
      if tick >= 0, tick < 10 {
        // Semi-implicit Euler: g·t·(t + h)/2.
        #expect(abs(1 - z - 9.81 * t * (t + h) / 2) < 1e-6 && abs(v + 9.81 * t) < 1e-6)
      }
      if v > 0 { bounced = true }
      if bounced { highest = max(highest, z - 0.02) }
    }
    #expect(abs(highest - 0.98 * 0.25) < 0.03, "\(highest)")
  }

  @Test("mass, size and friction of a variant are those of the object, in the same world")
  func variants() throws {
    try run(["box.mass_kg": 0.5, "box.size_scale": 1.2], objects: [[0, 0, 0.003] + [Double](repeating: 0, count: 9), [Double](repeating: 0, count: 12)], ticks: 100) { tick, _, plant in
      guard tick == 99 else { return }
      #expect(abs(truth("box.contact", plant) - 0.5 * 9.81) < 1e-3)
      #expect(abs(truth("box.position_z", plant) - 0.018) < 2e-4)
    }
    // Sliding from 1 m/s to rest takes v²/(2·μ·g).
    for friction in [0.3, 0.6] {
      var end = 0.0
      var start = [Double](repeating: 0, count: 12)
      start[6] = 1
      try run(["box.friction": friction], objects: [start, [Double](repeating: 0, count: 12)], ticks: 40) { _, _, plant in
        end = plant.objectPoses[0].position.x - 0.3
      }
      #expect(abs(end * 2 * friction * 9.81 - 1) < 0.03, "\(friction): \(end)")
    }
    // Taken in the middle of an episode the physics changes and the box stays where it is.
    var plant = Self.arm.plant()
    var reading = Reading(for: plant.interface)
    plant.start(into: &reading)
    for _ in 0..<20 { try plant.advance(applying: Command(for: plant.interface), into: &reading) }
    let before = plant.objectPoses
    plant.change(to: Self.arm.parameters(["box.mass_kg": 0.4]))
    for (a, b) in zip(plant.objectPoses, before) {
      #expect((a.position - b.position).length < 1e-12 && (a.rotation.rows.0 - b.rotation.rows.0).length < 1e-12)
    }
    for _ in 0..<20 { try plant.advance(applying: Command(for: plant.interface), into: &reading) }
    #expect(abs(truth("box.contact", plant) - 0.4 * 9.81) < 1e-3)
  }

  @Test("a push moves it, and starts turn it and move it from its own start")
  func startsAndPushes() throws {
    try run(["box.push_y_N": 3], ticks: 20) { tick, _, plant in
      if tick == 19 { #expect(plant.objectPoses[0].position.y > 0.11) }
    }
    let start = [0.02, -0.03, 0.01, 0, 0, 0.7, 0, 0, 0, 0, 0, 2]
    try run(objects: [start, [Double](repeating: 0, count: 12)], ticks: 1) { tick, reading, plant in
      guard tick == -1 else { return }
      #expect((plant.objectPoses[0].position - Vector3(0.32, 0.07, 0.025)).length < 1e-12)
      #expect(abs(truth("box.yaw", plant) - 0.7) < 1e-12 && abs(truth("box.angular_velocity_z", plant) - 2) < 1e-12)
      #expect(abs(truth("box.orientation_w", plant) - cos(0.35)) < 1e-12)
    }
  }

  @Test("a tracker is late, measures at its own rate and is noisy, as it is told")
  func tracker() throws {
    let s = Self.arm
    let (x, yaw) = (s.sensor("box.position_x"), s.sensor("box.yaw"))
    var start = [Double](repeating: 0, count: 12)
    start[6] = 1
    var (shown, true_): ([Double], [Double]) = ([], [])
    var yaws: [Double] = []
    try run(["box.friction": 0, "box.yaw.noise": 0.02], objects: [start, [Double](repeating: 0, count: 12)], ticks: 20) { _, reading, plant in
      shown.append(reading.values[x] - 0.3)
      true_.append(plant.objectPoses[0].position.x - 0.3)
      yaws.append(reading.values[yaw])
    }
    // At 1 m/s: behind by the latency, and by up to a period of its rate more.
    for (a, b) in zip(shown, true_).dropFirst(4) { #expect(b - a > 0.04 - 1e-9 && b - a < 0.14 + 1e-9, "\(b - a)") }
    #expect(Set(shown.dropFirst(4)).count <= 9)
    #expect(Set(yaws).count == yaws.count && yaws.allSatisfy { abs($0) < 0.1 })
  }

  @Test("whole turns are counted")
  func turns() throws {
    var start = [Double](repeating: 0, count: 12)
    (start[2], start[11]) = (0.5, 20)
    try run(["gravity_m_per_s2": 0], objects: [start, [Double](repeating: 0, count: 12)], ticks: 20) { tick, _, plant in
      if tick == 19 { #expect(abs(truth("box.yaw", plant) - 16) < 0.02, "\(truth("box.yaw", plant))") }
    }
  }

  // MARK: In environments

  private func environments(threads: Int, copies: Int = 10) -> SimulatedEnvironments {
    SimulatedEnvironments(
      scenario: Self.arm.scenario, model: Self.arm.model, copies: copies, randomization: Self.arm.scenario.training,
      randomStarts: true, seed: 3, threads: threads)
  }

  private func trajectory(_ environment: SimulatedEnvironments, steps: Int, from batch: inout StepBatch) -> [Float] {
    var stream = RandomStream(seed: 99)
    var actions = Matrix(rows: environment.count, columns: environment.actionCount)
    var row: [Float] = []
    for _ in 0..<steps {
      for i in actions.elements.indices { actions.elements[i] = Float(stream.uniform(in: -1.2...1.2)) }
      environment.step(actions, into: &batch)
      row += batch.reached.elements + batch.privileged.elements
    }
    return row
  }

  @Test("with objects the bits are the same whatever the number of threads, and saved environments go on to the same")
  func repeats() {
    let (one, two) = (environments(threads: 1), environments(threads: 2))
    var (a, b) = (one.makeBatch(), two.makeBatch())
    one.reset(into: &a)
    two.reset(into: &b)
    #expect(trajectory(one, steps: 120, from: &a) == trajectory(two, steps: 120, from: &b))
    var state = SavedState()
    one.save(into: &state)
    let other = environments(threads: 2)
    var c = other.makeBatch()
    other.restore(&state)
    #expect(trajectory(one, steps: 120, from: &a) == trajectory(other, steps: 120, from: &c))
  }

  @Test("a critic is told the object's true motion")
  func privileged() {
    let environment = environments(threads: 1, copies: 1)
    var batch = environment.makeBatch()
    environment.reset(copy: 0, variant: .nominal, into: &batch)
    let scenario = Self.arm.scenario
    let z = scenario.truths.firstIndex { scenario.interface.name(of: $0) == "ball.position_z" }!
    #expect(abs(batch.privileged[0, scenario.interface.sensors.count + z] - 1) < 1e-6)
    environment.step(Matrix(rows: 1, columns: environment.actionCount), into: &batch)
    #expect(batch.privileged[0, scenario.interface.sensors.count + z] < 0.995)
  }

  @Test("a step with objects does not allocate")
  func allocations() throws {
    var plant = Self.arm.plant()
    var reading = Reading(for: plant.interface)
    let command = Command(for: plant.interface)
    plant.start(into: &reading)
    for _ in 0..<5 { try plant.advance(applying: command, into: &reading) }
    let before = malloc_count()
    for _ in 0..<100 { try plant.advance(applying: command, into: &reading) }
    #expect(malloc_count() == before)
  }
}
