import CMallocCount
import Control
import Foundation
import Mathematics
import RobotModels
import Robots
import Scenarios
import Simulation
import Testing

@Suite struct QuadrupedTests {
  private static let walk = Shipped("quadruped-walk")

  /// Runs with the servos at the rest pose.
  private func stand(
    _ changes: [String: Double] = [:], base: [Double]? = nil, ticks: Int,
    observe: (Int, Reading, borrowing SimulatedPlant) -> Void = { _, _, _ in }
  ) throws {
    var plant = Self.walk.plant(changes, base: base)
    var reading = Reading(for: plant.interface)
    let command = Command(for: plant.interface)
    plant.start(into: &reading)
    for tick in 0..<ticks {
      try plant.advance(applying: command, into: &reading)
      observe(tick, reading, plant)
    }
  }

  @Test("it stands: its inertial unit reads gravity, its feet carry its weight, it neither sinks nor creeps")
  func stands() throws {
    let s = Self.walk
    var (first, last) = (Pose(), Pose())
    try stand(ticks: 250) { tick, reading, plant in
      if tick == 150 { first = plant.linkPoses[0] }
      guard tick == 249 else { return }
      last = plant.linkPoses[0]
      let gravity = ["x", "y", "z"].map { reading.values[s.sensor("trunk.gravity_\($0)")] }
      #expect(abs(gravity[2] + 1) < 0.01 && abs(gravity[0]) < 0.1 && abs(gravity[1]) < 0.02)
      for axis in ["x", "y", "z"] { #expect(abs(reading.values[s.sensor("trunk.angular_velocity_\(axis)")]) < 0.01) }
    }
    #expect(last.position.z > 0.2 && last.position.z < 0.26)
    #expect((last.position - first.position).length < 1e-3, "in two seconds")
  }

  @Test("a floating base falls freely: g·t²/2, and its accelerometer would read nothing")
  func fall() throws {
    let s = Self.walk
    var heights: [Double] = []
    var base = [Double](repeating: 0, count: 12)
    base[2] = 1
    try stand(base: base, ticks: 10) { _, _, plant in heights.append(plant.linkPoses[0].position.z) }
    let (h, t) = (s.scenario.physicsStep, 10 * s.scenario.controlPeriod)
    // Semi-implicit Euler: g·t·(t + h)/2. The servos hold the legs, so the trunk moves with the centre of mass.
    #expect(abs((1.242 - heights[9]) - 9.81 * t * (t + h) / 2) < 2e-3)
  }

  @Test("a goal is a value of every reading, and a variant changes it")
  func goals() throws {
    let s = Self.walk
    try stand(["goal.velocity_x": 0.7], ticks: 2) { _, reading, _ in
      #expect(reading.values[s.sensor("goal.velocity_x")] == 0.7 && reading.values[s.sensor("goal.turn")] == 0)
    }
    #expect(s.scenario.interface.sensors.suffix(3).allSatisfy { $0.isGoal })
  }

  @Test("a push moves it, and a slope is what it slides down on ice")
  func pushAndSlope() throws {
    var positions: [Vector3] = []
    try stand(["push.y_N": 4], ticks: 50) { _, _, plant in positions.append(plant.linkPoses[0].position) }
    #expect(positions[49].y > 0.002)
    positions = []
    try stand(["terrain.slope_rad": 0.2, "contact.friction": 0], ticks: 50) { _, _, plant in
      positions.append(plant.linkPoses[0].position)
    }
    #expect(positions[49].x < -0.3, "it rises along x")
  }

  @Test("merging the hips changes the motion little: the error after half a second of standing up is reported here")
  func merged() throws {
    var robot = Self.walk.scenario.robot
    robot.mergedLinks = []
    let full = try SimulationModel(robot: robot)
    func run(_ model: SimulationModel) throws -> Pose {
      var plant = SimulatedPlant(model: model, period: 0.02, physicsStep: 0.002)
      var variant = model.nominal
      for name in variant.parameters.keys where name.hasSuffix(".noise") { variant.parameters[name] = 0 }
      plant.prepare(
        PhysicalParameters(variant, model: model), positions: robot.restPose,
        velocities: robot.joints.map { _ in 0 }, noise: RandomStream(seed: 1))
      var reading = Reading(for: plant.interface)
      var command = Command(for: plant.interface)
      plant.start(into: &reading)
      for tick in 0..<25 {
        for (i, actuator) in plant.interface.actuators.enumerated() {
          command.values[i] = actuator.restCommand + 0.15 * sin(0.6 * Double(tick) + Double(i))
        }
        try plant.advance(applying: command, into: &reading)
      }
      return plant.linkPoses[0]
    }
    let (a, b) = (try run(full), try run(try SimulationModel(robot: Self.walk.scenario.robot)))
    #expect((a.position - b.position).length < 0.01, "\((a.position - b.position).length) m")
  }

  @Test("the same bits for one thread and two, with contacts, and after a restore in other environments")
  func bits() {
    let s = Self.walk
    func environments(threads: Int) -> SimulatedEnvironments {
      SimulatedEnvironments(
        scenario: s.scenario, model: s.model, copies: 12, randomization: s.scenario.training, randomStarts: true,
        seed: 5, threads: threads)
    }
    func run(_ environments: SimulatedEnvironments, _ steps: Range<Int>, _ batch: inout StepBatch) {
      var actions = Matrix(rows: 12, columns: 12)
      for step in steps {
        for i in actions.elements.indices { actions.elements[i] = sin(Float(i) + 0.3 * Float(step)) }
        environments.step(actions, into: &batch)
      }
    }
    let (one, two, other) = (environments(threads: 1), environments(threads: 2), environments(threads: 2))
    var (a, b, c) = (one.makeBatch(), two.makeBatch(), other.makeBatch())
    one.reset(into: &a)
    two.reset(into: &b)
    run(one, 0..<40, &a)
    run(two, 0..<20, &b)
    var saved = SavedState()
    two.save(into: &saved)
    run(two, 20..<40, &b)
    #expect(a.observations == b.observations && a.rewards == b.rewards)
    other.reset(into: &c)
    saved.rewind()
    other.restore(&saved)
    run(other, 20..<40, &c)
    #expect(b.observations == c.observations && b.rewards == c.rewards)
  }

  @Test("a control step with contacts does not allocate")
  func allocation() throws {
    var plant = Self.walk.plant()
    var reading = Reading(for: plant.interface)
    let command = Command(for: plant.interface)
    plant.start(into: &reading)
    for _ in 0..<100 { try plant.advance(applying: command, into: &reading) }
    let before = malloc_count()
    for _ in 0..<100 { try plant.advance(applying: command, into: &reading) }
    #expect(malloc_count() == before)
  }
}
