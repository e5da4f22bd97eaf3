import Control
import Learning
import Mathematics
import Policies
import Testing

@Suite struct LearnedPlantTests {
  private static func plant(_ hinge: DrivenHinge, isDeterministic: Bool) -> LearnedPlant {
    let state = StateLayout(sensors: 2, actuators: 1, commands: 1)
    let ensemble = DynamicsEnsemble(
      interface: DrivenHinge.interface, state: state, settings: .quick(), stream: RandomStream(seed: 1))
    _ = ensemble.train(on: hinge.record(50, state: state, seed: 1), threads: 1)
    var starts = Matrix(rows: 2, columns: 2)
    starts[0, 0] = 1
    starts[1, 0] = -1
    return LearnedPlant(
      ensemble.value(for: DrivenHinge.task()), interface: DrivenHinge.interface, starts: starts,
      isDeterministic: isDeterministic, stream: RandomStream(seed: 2))
  }

  @Test("it begins at a recorded reading and does what the plant does that it was learned from")
  func follows() {
    let hinge = DrivenHinge()
    var plant = Self.plant(hinge, isDeterministic: true)
    var reading = Reading(for: DrivenHinge.interface)
    var command = Command(for: DrivenHinge.interface)
    var stream = RandomStream(seed: 3)
    plant.start(into: &reading)
    #expect(abs(reading.values[0]) == 1 && reading.values[1] == 0 && reading.time == 0)
    var (q, v) = (reading.values[0], 0.0)
    for _ in 0..<20 {
      command.values[0] = stream.uniform(in: -2...2)
      (q, v) = hinge.advance(q, v, effort: command.values[0], &stream)
      plant.advance(applying: command, into: &reading)
    }
    #expect(abs(reading.values[0] - q) < 0.1 && abs(reading.values[1] - v) < 0.1)
    #expect(abs(reading.time - 2) < 1e-12)
  }

  @Test("a saved state goes on with the same bits, noise included")
  func restores() {
    var plant = Self.plant(DrivenHinge(noise: 0.2), isDeterministic: false)
    var reading = Reading(for: DrivenHinge.interface)
    let command = Command(mode: .effort, values: [1])
    plant.start(into: &reading)
    plant.advance(applying: command, into: &reading)
    var saved = SavedState()
    plant.save(into: &saved)
    let first = Self.run(&plant, command)
    #expect(Self.run(&plant, command) != first)
    plant.restore(&saved)
    #expect(Self.run(&plant, command) == first)
  }

  /// Five readings under a command.
  private static func run(_ plant: inout LearnedPlant, _ command: Command) -> [[Double]] {
    var reading = Reading(for: DrivenHinge.interface)
    return (0..<5).map { _ in
      plant.advance(applying: command, into: &reading)
      return reading.values
    }
  }
}
