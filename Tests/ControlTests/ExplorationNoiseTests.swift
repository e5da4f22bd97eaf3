import Control
import Mathematics
import Testing

@Suite struct ExplorationNoiseTests {
  private static let noise = ExplorationNoise(sigma: 0.2, correlation: 0.8, seed: 3)

  private static func values(_ process: inout ExplorationProcess, _ count: Int) -> [Float] {
    var explored: [Float] = [0]
    return (0..<count).map { _ in
      process.apply(to: [0], at: 0, into: &explored, at: 0)
      process.advance()
      return explored[0]
    }
  }

  @Test("its spread is σ from the first tick on, and its correlation from one tick to the next is a")
  func moments() {
    var process = ExplorationProcess(Self.noise, actions: 1)
    let x = Self.values(&process, 100_000).map(Double.init)
    let variance = x.reduce(0) { $0 + $1 * $1 } / Double(x.count)
    let lagged = zip(x, x.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(x.count - 1)
    #expect(abs(variance.squareRoot() - 0.2) < 0.004)
    #expect(abs(lagged / variance - 0.8) < 0.01)
    let firsts = (0..<2000).map { (seed: UInt64) in
      var process = ExplorationProcess(ExplorationNoise(sigma: 0.2, correlation: 0.8, seed: seed), actions: 1)
      return Double(Self.values(&process, 1)[0])
    }
    #expect(abs((firsts.reduce(0) { $0 + $1 * $1 } / 2000).squareRoot() - 0.2) < 0.01)
  }

  @Test("a reset and a saved state go on with the same bits")
  func repeats() {
    var process = ExplorationProcess(Self.noise, actions: 1)
    let first = Self.values(&process, 50)
    process.reset()
    #expect(Self.values(&process, 50) == first)
    var state = SavedState()
    process.save(into: &state)
    let next = Self.values(&process, 10)
    var other = ExplorationProcess(Self.noise, actions: 1)
    other.restore(&state)
    #expect(Self.values(&other, 10) == next && next != Array(first[..<10]))
  }

  @Test("it is added to the action within ±1, and what is not a number stays so")
  func clamps() {
    let process = ExplorationProcess(Self.noise, actions: 3)
    var still: [Float] = [0, 0, 0]
    var explored = still
    process.apply(to: [0, 0, 0], at: 0, into: &still, at: 0)
    process.apply(to: [7, -7, .nan], at: 0, into: &explored, at: 0)
    #expect(abs(explored[0] - (1 + still[0])) < 1e-6 && abs(explored[1] - (-1 + still[1])) < 1e-6)
    #expect(explored[2].isNaN)
  }

  @Test("a controller explores within the supervisor's limits, and tells the policy's own action")
  func controller() {
    let interface = ControlInterface(
      robot: "mass", joints: [.init(name: "mass", kind: .prismatic)], sensors: [.joint(0, .position)],
      actuators: [.init(joint: 0, effortLimit: 2)], period: 0.02)
    struct Constant: Policy {
      let observationCount = 1
      let actionCount = 1
      mutating func reset() {}
      mutating func act(on observation: [Float], at offset: Int, into action: inout [Float]) { action[0] = 0.9 }
    }
    var controller = PolicyController(
      policy: Constant(),
      pipeline: ControlPipeline(
        interface: interface, layout: ObservationLayout(terms: [.sensor(0)], commands: 0),
        decoder: ActionDecoder(for: interface), limits: SafetyLimits(for: interface)),
      exploration: Self.noise)
    var command = Command(for: interface)
    let reading = Reading(for: interface)
    var efforts: [Double] = []
    for _ in 0..<200 {
      controller.control(reading, into: &command)
      #expect(controller.action == [0.9] && abs(command.values[0]) <= 2)
      efforts.append(command.values[0])
    }
    #expect(efforts.min()! < 1.6 && efforts.max()! == 2)
    controller.reset()
    controller.control(reading, into: &command)
    #expect(command.values[0] == efforts[0])
  }
}
