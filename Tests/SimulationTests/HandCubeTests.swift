import CMallocCount
import Control
import Foundation
import Mathematics
import Scenarios
import Simulation
import Testing

/// The shipped hand with the cube in it.
@Suite struct HandCubeTests {
  private static let hand = Shipped("hand-cube")

  private func truth(_ name: String, _ plant: borrowing SimulatedPlant) -> Double {
    let scenario = Self.hand.scenario
    if let sensor = scenario.interface.sensorIndex(named: name) { return plant.truth(ofSensor: sensor) }
    return plant.truth(scenario.truths.firstIndex { scenario.interface.name(of: $0) == name }!)
  }

  /// Under targets that `command` writes, tick by tick.
  private func run(
    _ changes: [String: Double] = [:], ticks: Int, command write: (Int, inout [Double]) -> Void = { _, _ in },
    observe: (Int, borrowing SimulatedPlant) -> Void
  ) throws {
    var plant = Self.hand.plant(changes)
    var reading = Reading(for: plant.interface)
    var command = Command(for: plant.interface)
    plant.start(into: &reading)
    for tick in 0..<ticks {
      command = Command(for: plant.interface)
      write(tick, &command.values)
      try plant.advance(applying: command, into: &reading)
      observe(tick, plant)
    }
  }

  @Test("the cube rests on the palm: over ten seconds it neither creeps nor turns nor jitters", arguments: [
    [:], ["cube.mass_kg": 0.2, "cube.friction": 0.4, "contact.friction": 0.4], ["cube.size_scale": 1.05],
  ] as [[String: Double]])
  func rests(changes: [String: Double]) throws {
    var (settled, last, fastest) = (Pose(), Pose(), 0.0)
    try run(changes, ticks: 240) { tick, plant in
      if tick == 40 { settled = plant.objectPoses[0] }
      if tick > 40 { fastest = max(fastest, (plant.objectPoses[0].position - last.position).length) }
      last = plant.objectPoses[0]
    }
    let half = 0.0375 * (changes["cube.size_scale"] ?? 1)
    #expect(abs(last.position.z - 0.15 - half) < 3e-4, "\(last.position)")
    #expect((last.position - settled.position).length < 1e-5 && fastest < 1e-6, "\(fastest)")
    #expect((last.rotation.rows.0 - settled.rotation.rows.0).length < 1e-5)
  }

  @Test("a finger that closes on the cube pushes it back and turns it, the index one way and the middle finger the other; the ring finger misses it")
  func pushes() throws {
    func turn(by finger: String) throws -> (back: Double, yaw: Double) {
      let joints = ["mcp", "dip"].map { Self.hand.joint("\(finger)_\($0)") }
      var (start, end) = (Vector3.zero, Vector3.zero)
      var yaw = 0.0
      try run(ticks: 80) { tick, values in
        guard tick >= 20 else { return }
        for joint in joints { values[joint] += 0.5 * Double(min(tick - 19, 40)) / 40 }
      } observe: { tick, plant in
        if tick == 19 { start = plant.objectPoses[0].position }
        end = plant.objectPoses[0].position
        yaw = truth("cube.yaw", plant)
      }
      return (start.x - end.x, yaw)
    }
    let (index, middle, ring) = (try turn(by: "index"), try turn(by: "middle"), try turn(by: "ring"))
    #expect(index.back > 0.01 && middle.back > 0.01 && abs(ring.back) < 1e-4, "\(index) \(middle) \(ring)")
    #expect(index.yaw < -0.1 && middle.yaw > 0.1 && abs(ring.yaw) < 1e-4, "\(index) \(middle) \(ring)")
  }

  @Test("a control step with the cube in the hand does not allocate")
  func allocations() throws {
    var plant = Self.hand.plant()
    var reading = Reading(for: plant.interface)
    var command = Command(for: plant.interface)
    let middle = Self.hand.joint("middle_mcp")
    plant.start(into: &reading)
    command.values[middle] += 0.5
    for _ in 0..<30 { try plant.advance(applying: command, into: &reading) }
    let before = malloc_count()
    for tick in 0..<60 {
      command.values[middle] += tick % 2 == 0 ? 0.02 : -0.02
      try plant.advance(applying: command, into: &reading)
    }
    #expect(malloc_count() == before)
  }

  @Test("thousands of steps under random commands and physics: nothing diverges, and no part passes through another")
  func random() throws {
    let s = Self.hand
    let environment = SimulatedEnvironments(
      scenario: s.scenario, model: s.model, copies: 8, randomization: s.scenario.training, randomStarts: true, seed: 5,
      threads: 1)
    var batch = environment.makeBatch()
    environment.reset(into: &batch)
    var stream = RandomStream(seed: 4)
    var actions = Matrix(rows: 8, columns: 16)
    var fastest: Float = 0
    let velocities = s.scenario.interface.sensors.indices.filter { s.scenario.interface.sensorName($0).hasSuffix(".velocity") }
    for step in 0..<500 {
      if step % 4 == 0 { for i in actions.elements.indices { actions.elements[i] = Float(stream.uniform(in: -1...1)) } }
      environment.step(actions, into: &batch)
      #expect(batch.reached.elements.allSatisfy { $0.isFinite })
      for copy in 0..<8 { for v in velocities { fastest = max(fastest, abs(batch.privileged[copy, v])) } }
    }
    #expect(fastest < 20, "\(fastest) rad/s")
  }
}
