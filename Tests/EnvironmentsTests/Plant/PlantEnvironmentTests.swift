import Control
import Environments
import Foundation
import Mathematics
import RobotTestSupport
import Robots
import Scenarios
import Simulation
import TestSupport
import Testing

@Suite struct PlantEnvironmentTests {
  private typealias Environment = PlantEnvironment<WatchedMasses>

  private func environment(
    _ diary: WatchedMasses.Diary, velocityLimit: Double = .infinity, reset: RobotDescription.Reset? = nil,
    _ change: (inout Environment.Options) -> Void = { _ in }
  ) -> Environment {
    var options = Environment.Options(reset: reset ?? RobotDescription.Reset(rest: MassScenario.rest))
    change(&options)
    return Environment(
      WatchedMasses(diary), scenario: MassScenario.scenario(velocityLimit: velocityLimit), options: options)
  }

  private func action(_ value: Float) -> Matrix { Matrix(rows: 1, columns: 1, repeating: value) }

  @Test("an episode is the control loop's own, with the scenario's terms on the reading")
  func episode() throws {
    let diary = WatchedMasses.Diary()
    let environment = environment(diary)
    var batch = environment.makeBatch()
    try environment.reset(into: &batch)
    #expect(batch.observations.elements == [0, 0, 0] && batch.endings == [.running])

    var plant = DampedMasses(period: MassScenario.period)
    var pipeline = ControlPipeline(
      interface: environment.interface, layout: environment.layout, decoder: environment.decoder,
      limits: environment.limits)
    var reading = Reading(for: plant.interface)
    plant.start(into: &reading)
    var observation = [Float](repeating: 0, count: 3)
    pipeline.observe(reading, into: &observation, at: 0)
    var last: Float = 0
    for k in 0..<20 {
      let wanted = Float(sin(Double(k))) * 1.2
      try environment.step(action(wanted), into: &batch)
      _ = pipeline.command(for: [wanted], at: 0, reading: reading)
      plant.advance(applying: pipeline.applied, into: &reading)
      pipeline.observe(reading, into: &observation, at: 0)
      #expect(batch.reached.elements == observation && batch.applied[0, 0] == Float(pipeline.applied.values[0]))
      let (x, u) = (Float(reading.values[0]), Float(pipeline.applied.values[0]))
      let terms = [2 * exp(-x * x / 0.01), -0.1 * u * u / 100, -0.2 * (u - last) * (u - last) / 25]
      last = u
      #expect(zip(batch.rewardTerms.elements, terms).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(abs(batch.rewards[0] - terms.reduce(0, +)) < 1e-5)
      #expect(batch.endings == [k == 19 ? .truncated : .running])
      #expect(batch.reachedReadings.elements == reading.values.map { Float($0) })
      if k < 19 { #expect(batch.observations == batch.reached && batch.readings == batch.reachedReadings) }
    }
    #expect(batch.succeeded == [true], "it was near 0 for the last 0.2 s")
    #expect(environment.interventions.limited == 0 && environment.interventions.stopped == 0)
    #expect(batch.observations.elements.last == 0, "the next episode begins without a command")
  }

  @Test("between two episodes the robot brakes until it is at rest, and is stopped")
  func rests() throws {
    let diary = WatchedMasses.Diary()
    var environment: Environment? = environment(diary)
    var batch = environment!.makeBatch()
    try environment!.reset(into: &batch)
    for episode in 1...3 {
      let before = diary.brakes.count
      for _ in 0..<20 {
        try environment!.step(action(episode % 2 == 0 ? -0.1 : 0.1), into: &batch)
        if batch.endings[0] != .running { break }
      }
      #expect(diary.brakes[before..<before + 5].allSatisfy { !$0 } && diary.brakes.last == true)
      // Twice for the first: to bring it to rest, and for the episode.
      #expect(diary.starts == episode + 2 && diary.stops == diary.starts - 1 && diary.isStarted)
      #expect(abs(diary.begun.last![1]) <= 0.02)
      #expect(batch.readings.elements == diary.begun.last!.map { Float($0) })
    }
    environment = nil
    #expect(!diary.isStarted)
  }

  @Test("homing leads back from wherever an episode has ended, within the effort limit")
  func homes() throws {
    let diary = WatchedMasses.Diary()
    let environment = environment(
      diary,
      reset: .init(
        homing: [
          .push(actuator: 0, effort: -1, seconds: 0.1),
          .move(actuator: 0, position: 0.05, stiffness: 2000, damping: 60, tolerance: 0.01, timeout: 10),
        ], rest: MassScenario.rest))
    var batch = environment.makeBatch()
    try environment.reset(into: &batch)
    #expect(Array(diary.efforts.prefix(5)) == [-1, -1, -1, -1, -1])
    for _ in 0..<2 {
      repeat { try environment.step(action(1), into: &batch) } while batch.endings[0] == .running
      #expect(batch.endings == [.terminated] && batch.reachedReadings[0, 0] > 0.3 && batch.succeeded == [false])
      #expect(abs(batch.readings[0, 0] - 0.05) < 0.02)
    }
    #expect(diary.efforts.allSatisfy { abs($0) <= 10 } && diary.efforts.contains(-10))
  }

  @Test("homing that does not get there, and a robot that does not rest, are failures that stop it")
  func givesUp() throws {
    for (reset, fragment) in [
      (
        RobotDescription.Reset(
          homing: [.move(actuator: 0, position: 50, stiffness: 1, damping: 1, tolerance: 0.1, timeout: 0.5)],
          rest: MassScenario.rest), "could not be homed"
      ),
      (
        .init(
          homing: [.push(actuator: 0, effort: 10, seconds: 1)], rest: .init(speeds: [1e-9], hold: 0.1, timeout: 0.2)),
        "has not come to rest within 0.2 s"
      ),
      (.init(asks: true, rest: MassScenario.rest), "nobody is here to answer"),
    ] {
      let diary = WatchedMasses.Diary()
      let environment = environment(diary, reset: reset)
      var batch = environment.makeBatch()
      let failure = #expect(throws: EnvironmentFailure.self) { try environment.reset(into: &batch) }
      #expect(failure?.description.contains(fragment) == true, "\(failure.debugDescription)")
      #expect(!diary.isStarted)
    }
  }

  @Test("a person is asked while the robot is stopped")
  func prompts() throws {
    let diary = WatchedMasses.Diary()
    var asked: [Bool] = []
    let environment = environment(diary, reset: .init(asks: true, rest: MassScenario.rest)) { options in
      options.ask = { _ in
        asked.append(diary.isStarted)
        return true
      }
    }
    var batch = environment.makeBatch()
    try environment.reset(into: &batch)
    for _ in 0..<20 { try environment.step(action(0), into: &batch) }
    #expect(asked == [false, false])
  }

  @Test("a stop of the supervisor ends the episode as a failure")
  func supervised() throws {
    let diary = WatchedMasses.Diary()
    let environment = environment(diary, velocityLimit: 0.5)
    var batch = environment.makeBatch()
    try environment.reset(into: &batch)
    repeat { try environment.step(action(1), into: &batch) } while batch.endings[0] == .running
    #expect(batch.endings == [.terminated] && batch.reachedReadings[0, 0] < 0.3)
    #expect(environment.interventions.stopped == 1)
    try environment.step(action(0.1), into: &batch)
    #expect(batch.endings == [.running] && batch.applied[0, 0] == 1, "armed again")
  }

  @Test("a plant that fails is stopped, and says why")
  func fails() throws {
    let diary = WatchedMasses.Diary()
    let environment = environment(diary)
    var batch = environment.makeBatch()
    try environment.reset(into: &batch)
    diary.failsAtStep = diary.brakes.count + 3
    for _ in 0..<3 { try environment.step(action(0), into: &batch) }
    #expect(throws: EnvironmentFailure("The masses fell off their rail.")) {
      try environment.step(action(0), into: &batch)
    }
    #expect(!diary.isStarted)
  }

  @Test("a learner that was away for too long abandons the episode; one that always is, is told so")
  func pauses() throws {
    let diary = WatchedMasses.Diary()
    let environment = environment(diary) { $0.longestPause = 0.6 }
    var batch = environment.makeBatch()
    try environment.reset(into: &batch)
    for _ in 0..<3 { try environment.step(action(0.5), into: &batch) }
    #expect(batch.endings == [.running])
    let (observed, commands) = (batch.observations, diary.efforts.count { $0 == 10 })
    usleep(700_000)
    try environment.step(action(1), into: &batch)
    #expect(batch.endings == [.abandoned] && batch.reached == observed && batch.rewards == [0])
    #expect(diary.efforts.count { $0 == 10 } == commands, "the action was not taken")
    try environment.step(action(0.5), into: &batch)
    #expect(batch.endings == [.running] && environment.abandoned == 1)

    let hasty = self.environment(.init()) { $0.longestPause = 0 }
    try hasty.reset(into: &batch)
    let failure = #expect(throws: EnvironmentFailure.self) {
      for _ in 0..<10 { try hasty.step(action(0), into: &batch) }
    }
    #expect(failure?.description.contains("let it learn less in each step") == true)
  }

  @Test("a wish to stop stops the robot at once and for good, and the steps left are abandoned")
  func stops() throws {
    let diary = WatchedMasses.Diary()
    var wish = false
    let environment = environment(diary) { $0.shouldStop = { wish } }
    var batch = environment.makeBatch()
    try environment.reset(into: &batch)
    try environment.step(action(0.1), into: &batch)
    wish = true
    let commands = diary.brakes.count
    for _ in 0..<3 {
      try environment.step(action(0.1), into: &batch)
      #expect(batch.endings == [.abandoned] && !diary.isStarted)
    }
    #expect(diary.brakes.count == commands)
  }

  @Test("of a plant that cannot be restored the next episode is resumed, not the one under way")
  func resumesEpisodes() throws {
    let environment = environment(.init())
    var batch = environment.makeBatch()
    try environment.reset(into: &batch)
    try environment.step(action(0.1), into: &batch)
    var state = SavedState()
    environment.save(into: &state)
    let other = self.environment(.init())
    other.restore(&state)
    try other.step(action(0.1), into: &batch)
    #expect(batch.endings == [.abandoned])
    try other.step(action(0.1), into: &batch)
    #expect(batch.endings == [.running])
  }

  @Test("a simulated plant begins where it is placed, and goes on from a checkpoint to the same bits")
  func simulated() throws {
    let scenario = try Scenario(contentsOf: Repository.root.appendingPathComponent("scenarios/cartpole-swingup.yaml"))
    let model = try SimulationModel(of: scenario)
    func make() -> PlantEnvironment<SimulatedPlant> {
      PlantEnvironment(
        restorable: SimulatedPlant(model: model, period: scenario.controlPeriod, physicsStep: scenario.physicsStep),
        scenario: scenario, episodeSteps: 30
      ) { plant, episode in
        plant.prepare(
          PhysicalParameters(model.nominal, model: model), positions: [0, 3 + 0.1 * Double(episode)],
          velocities: [0, 0], noise: RandomStream(seed: 5).split("noise", episode))
      }
    }
    let first = make()
    var batch = first.makeBatch()
    try first.reset(into: &batch)
    for k in 0..<40 { try first.step(action(Float(sin(Double(k)))), into: &batch) }
    #expect(abs(batch.readings[0, 2]) > 0 && batch.endings == [.running])
    var state = SavedState()
    first.save(into: &state)
    let second = make()
    second.restore(&state)
    var other = batch
    for k in 0..<50 {
      try first.step(action(Float(cos(Double(k)))), into: &batch)
      try second.step(action(Float(cos(Double(k)))), into: &other)
      #expect(batch.reached == other.reached && batch.rewards == other.rewards && batch.endings == other.endings)
    }
  }
}
