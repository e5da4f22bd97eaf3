import Control
import Learning
import Mathematics
import Networks
import Policies
import Scenarios
import Testing

@Suite struct RecordingTests {
  private static let interface = DrivenHinge.interface
  private static let state = StateLayout(sensors: 2, actuators: 1, frames: 2, commands: 2)
  private static let task = DrivenHinge.task(
    rewards: [RewardTerm(name: "slow", weight: -1, kind: .square(input: 1, scale: 1))],
    terminations: [Termination(name: "fast", sensor: 1, lower: -5, upper: 5)])

  /// Reading n is (n, n/10), command n is n/100.
  private static func recording(_ ticks: Int, broken: Set<Int> = []) -> Recording {
    var recording = Recording(interface: interface)
    for n in 0..<ticks {
      var (reading, command) = (Reading(for: interface), Command(for: interface))
      reading.values = [Double(n), Double(n) / 10]
      command.values = [Double(n) / 100]
      recording.append(reading, applied: command, isWhole: !broken.contains(n))
    }
    return recording
  }

  @Test("a step is the state before, what was applied, what was read next, and what the terms say of it")
  func steps() {
    var buffer = TransitionBuffer(state: Self.state)
    #expect(buffer.append(Self.recording(4), task: Self.task) == 3)
    #expect(buffer.count == 3)
    func row(_ n: Int) -> [Float] { Array(buffer.elements[n * buffer.width..<(n + 1) * buffer.width]) }
    // Reading, the one before, the last two commands | command | next reading | reward, terminated.
    #expect(row(0) == [0, 0, 0, 0, 0, 0, 0, 1, 0.1, -0.1 * 0.1, 0])
    #expect(row(1)[..<7] == [1, 0.1, 0, 0, 0, 0, 0.01])
    #expect(row(2)[..<9] == [2, 0.2, 1, 0.1, 0.01, 0, 0.02, 3, 0.3])
  }

  @Test("behind a gap steps count again when their whole history lies behind it")
  func gaps() {
    var buffer = TransitionBuffer(state: Self.state)
    // Tick 3's step is missing; the states at 4 and 5 hold its command.
    #expect(buffer.append(Self.recording(10, broken: [3]), task: Self.task) == 6)
    let firsts = (0..<6).map { buffer.elements[$0 * buffer.width] }
    #expect(firsts == [0, 1, 2, 6, 7, 8])
    #expect(buffer.elements[3 * buffer.width + 4] == 0.05 && buffer.elements[3 * buffer.width + 5] == 0.04)
  }

  @Test("ends are the task's, on the reading")
  func ends() {
    var buffer = TransitionBuffer(state: Self.state)
    buffer.append(Self.recording(60), task: Self.task)
    for n in 0..<59 {
      #expect(buffer.elements[n * buffer.width + buffer.terminated] == (Float(n + 1) / 10 > 5 ? 1 : 0))
    }
  }

  @Test("what a policy is seen to do in an environment is the same as its recording")
  func sameAsCollected() throws {
    let environment = PointMass(copies: 1, seed: 4)
    let state = StateLayout(sensors: 2, actuators: 1, commands: 2)
    let policy = Network(
      mean: [0, 0], inverseDeviation: [1, 1],
      layers: [.init(inputs: 2, outputs: 1, weights: [-0.5, -0.5], biases: [0], activation: .identity)])
    var collected = TransitionBuffer(state: state)
    var collector = ExperienceCollector(
      policy, on: environment, state: state, exploration: ExplorationNoise(sigma: 0.3, period: 0.1, seed: 9))
    try collector.reset()
    for _ in 0..<PointMass.episodeSteps { _ = try collector.step(into: &collected) }
    #expect(collected.count == PointMass.episodeSteps)

    var recording = Recording(interface: environment.interface)
    var efforts: Set<Float> = []
    for n in 0...collected.count {
      var (reading, command) = (Reading(for: environment.interface), Command(for: environment.interface))
      // The reading after the last step stands in it as what was reached.
      let (row, place) = n < collected.count ? (n, 0) : (n - 1, collected.reading)
      for i in 0..<2 { reading.values[i] = Double(collected.elements[row * collected.width + place + i]) }
      command.values[0] = Double(collected.elements[row * collected.width + collected.applied])
      efforts.insert(Float(command.values[0]))
      recording.append(reading, applied: command, isWhole: true)
    }
    #expect(efforts.count > 40, "it explores")
    var recorded = TransitionBuffer(state: state)
    recorded.append(
      recording,
      task: ModelTask(
        observation: environment.layout, decoder: ActionDecoder(for: environment.interface),
        limits: SafetyLimits(for: environment.interface), rewards: [], terminations: []))
    #expect(recorded.count == collected.count)
    for row in 0..<recorded.count {
      let range = row * recorded.width..<row * recorded.width + recorded.reward
      #expect(Array(recorded.elements[range]) == Array(collected.elements[range]))
    }
  }
}
