public import Control
public import Mathematics
public import Robots
public import Scenarios

/// Any plant with its scenario as a vector environment of one copy: how learners work on a robot behind a link.
///
/// Reward, termination and success are the scenario's terms on the *reading*, and the control pipeline acts once, as in
/// deployment; a stop of the safety supervisor ends the episode as a failure. A plant that starts where the scenario
/// says, as a simulated one does, is only started again for each episode. A real one is braked, brought to rest as
/// robot.yaml's `reset:` says, stopped, and started again. It is stopped on every way out.
///
/// A robot does not wait for its learner. Where a pause between two steps is longer than the plant holds, and where
/// somebody asks for a stop, the episode is abandoned: see ``Ending/abandoned``.
///
/// A checkpoint holds the whole state of a plant that can be restored. Of any other plant the learner resumes and the
/// episode under way does not: the first step after ``restore(_:)`` is abandoned.
public final class PlantEnvironment<P: Plant & ~Copyable>: VectorEnvironment {
  public struct Options {
    /// How a real robot gets to an episode's beginning; nil: starting the plant does it.
    public var reset: RobotDescription.Reset?
    /// The longest pause between two steps after which the last reading still holds, s of the wall clock.
    public var longestPause: Double?
    /// Puts a request to the person beside the robot and waits; false when nobody can be asked.
    public var ask: (String) -> Bool
    /// Whether to stop the robot now; looked at in every step.
    public var shouldStop: () -> Bool

    public init(
      reset: RobotDescription.Reset? = nil, longestPause: Double? = nil, ask: @escaping (String) -> Bool = { _ in false },
      shouldStop: @escaping () -> Bool = { false }
    ) {
      self.reset = reset
      self.longestPause = longestPause
      self.ask = ask
      self.shouldStop = shouldStop
    }
  }

  public let scenario: Scenario
  public let options: Options
  /// Steps after which an episode is cut.
  public let episodeSteps: Int
  public let count = 1
  public let interface: ControlInterface
  public var layout: ObservationLayout { scenario.observation }
  public var limits: SafetyLimits { scenario.robot.safetyLimits() }
  public let privilegedCount = 0
  public var rewardTermNames: [String] { scenario.rewards.map(\.name) }

  /// Ticks in which the supervisor limited a command, and episodes that it ended, since this object was made.
  public private(set) var interventions = (limited: 0, stopped: 0)
  /// Episodes that were abandoned.
  public private(set) var abandoned = 0

  var plant: P
  var pipeline: ControlPipeline
  var reading: Reading
  /// Called before each start with the episode's number, to place a simulated plant.
  private let prepare: (inout P, Int) -> Void
  /// Whether the plant has been started and not stopped.
  var isStarted = false
  /// Whether the reading is of an episode under way.
  var isRunning = false
  var episode = 0
  private var tick = 0
  /// Judges by the readings.
  private var judge: EpisodeJudge
  /// When the plant last gave a reading.
  var lastReading = ContinuousClock.now
  /// Episodes in a row that a pause ended before their first step.
  private var idle = 0
  private let saver: ((borrowing P, inout SavedState) -> Void)?
  private let restorer: ((inout P, inout SavedState) -> Void)?

  /// - Parameters:
  ///   - plant: made for the scenario's interface, not started.
  ///   - episodeSteps: nil: those of the scenario's training episodes.
  ///   - prepare: called before each start with the episode's number.
  public convenience init(
    _ plant: consuming P, scenario: Scenario, options: Options = Options(), episodeSteps: Int? = nil,
    prepare: @escaping (inout P, Int) -> Void = { _, _ in }
  ) {
    self.init(
      plant, scenario: scenario, options: options, episodeSteps: episodeSteps, prepare: prepare, saver: nil,
      restorer: nil)
  }

  private init(
    _ plant: consuming P, scenario: Scenario, options: Options, episodeSteps: Int?,
    prepare: @escaping (inout P, Int) -> Void, saver: ((borrowing P, inout SavedState) -> Void)?,
    restorer: ((inout P, inout SavedState) -> Void)?
  ) {
    precondition(plant.interface == scenario.interface, "the plant is another robot than the scenario's")
    self.scenario = scenario
    self.options = options
    self.episodeSteps = episodeSteps ?? scenario.trainingEpisodeSteps
    self.prepare = prepare
    self.saver = saver
    self.restorer = restorer
    interface = scenario.interface
    self.plant = plant
    pipeline = ControlPipeline(
      interface: interface, layout: scenario.observation, decoder: ActionDecoder(for: interface),
      limits: scenario.robot.safetyLimits())
    reading = Reading(for: interface)
    judge = EpisodeJudge(scenario)
  }

  deinit { if isStarted { plant.stop() } }

  /// Leaves the plant in its safe state; the episode under way is abandoned.
  public func stop() {
    if isStarted { plant.stop() }
    (isStarted, isRunning) = (false, false)
  }

  // MARK: Episodes

  public func reset(into batch: inout StepBatch) throws(EnvironmentFailure) {
    episode = 0
    try begin(into: &batch)
  }

  /// - Precondition: no variant: a plant has the physics that it has.
  public func reset(copy: Int, variant: Variant?, into batch: inout StepBatch) throws(EnvironmentFailure) {
    precondition(variant?.parameters.isEmpty ?? true, "a plant's physics cannot be chosen")
    try reset(into: &batch)
  }

  /// Brings the plant to an episode's beginning, if nobody asks for a stop meanwhile.
  private func begin(into batch: inout StepBatch) throws(EnvironmentFailure) {
    isRunning = false
    guard !options.shouldStop() else { return stop() }
    if let reset = options.reset {
      isRunning = try bring(by: reset)
    } else {
      stop()
      prepare(&plant, episode)
      try start()
      isRunning = true
    }
    guard isRunning else { return stop() }
    episode += 1
    tick = 0
    judge.begin()
    pipeline.reset()
    pipeline.observe(reading, into: &batch.observations.elements, at: 0)
    for i in interface.sensors.indices { batch.readings[0, i] = Float(reading.values[i]) }
    batch.endings[0] = .running
    lastReading = .now
  }

  func start() throws(EnvironmentFailure) {
    isStarted = true
    try onPlant { () throws(P.Failure) in try plant.start(into: &reading) }
  }

  /// Whatever fails, the plant is stopped.
  func onPlant(_ body: () throws(P.Failure) -> Void) throws(EnvironmentFailure) {
    do { try body() } catch {
      stop()
      let sentence = "\(error)"
      throw EnvironmentFailure(sentence.prefix(1).uppercased() + sentence.dropFirst())
    }
  }

  // MARK: Steps

  public func step(_ actions: Matrix, into batch: inout StepBatch) throws(EnvironmentFailure) {
    precondition(actions.rows == 1 && actions.columns == actionCount, "one action for the plant")
    let pause = (ContinuousClock.now - lastReading) / .seconds(1)
    guard isRunning, !options.shouldStop(), options.longestPause.map({ pause <= $0 }) ?? true else {
      return try abandon(after: pause, into: &batch)
    }
    idle = 0
    let events = pipeline.command(for: actions.elements, at: 0, reading: reading)
    if !events.isDisjoint(with: [.effortLimited, .rateLimited, .positionLimited]) { interventions.limited += 1 }
    for i in 0..<actionCount { batch.applied[0, i] = Float(pipeline.applied.values[i]) }
    try onPlant { () throws(P.Failure) in try plant.advance(applying: pipeline.applied, into: &reading) }
    lastReading = .now
    tick += 1
    pipeline.observe(reading, into: &batch.reached.elements, at: 0)
    for i in interface.sensors.indices { batch.reachedReadings[0, i] = Float(reading.values[i]) }
    for i in interface.sensors.indices { judge.values[i] = reading.values[i] }
    judge.judge(applied: pipeline.applied.values)
    batch.rewards[0] = judge.reward
    for i in judge.rewardTerms.indices { batch.rewardTerms[0, i] = judge.rewardTerms[i] }
    batch.endings[0] = ending()
    batch.succeeded[0] = batch.endings[0] == .truncated && tick >= episodeSteps && judge.isSuccess
    if batch.endings[0] == .running {
      for i in 0..<observationCount { batch.observations[0, i] = batch.reached[0, i] }
      for i in interface.sensors.indices { batch.readings[0, i] = batch.reachedReadings[0, i] }
    } else {
      let ending = batch.endings[0]
      try begin(into: &batch)
      batch.endings[0] = ending
    }
  }

  private func ending() -> Ending {
    let stops = pipeline.supervisor.latched
    if !stops.isEmpty { interventions.stopped += 1 }
    if judge.termination != nil { return .terminated }
    // A reading that came too late says nothing against the state.
    if !stops.isEmpty { return stops == .staleReading ? .truncated : .terminated }
    return tick >= episodeSteps ? .truncated : .running
  }

  /// The step does not take place; the next one begins an episode.
  private func abandon(after pause: Double, into batch: inout StepBatch) throws(EnvironmentFailure) {
    if isRunning {
      abandoned += 1
      idle = tick == 0 ? idle + 1 : 1
      guard idle < 5 else {
        stop()
        throw EnvironmentFailure(
          "The learner takes \(Float(pause)) s between two steps and the robot waits no longer than "
            + "\(options.longestPause ?? 0) s: let it learn less in each step, or let time stand still with --lockstep.")
      }
      // By now the robot may have stopped by itself.
      stop()
    }
    for i in 0..<observationCount { batch.reached[0, i] = batch.observations[0, i] }
    for i in interface.sensors.indices { batch.reachedReadings[0, i] = batch.readings[0, i] }
    for i in 0..<actionCount { batch.applied[0, i] = 0 }
    for i in batch.rewardTerms.elements.indices { batch.rewardTerms.elements[i] = 0 }
    (batch.rewards[0], batch.succeeded[0]) = (0, false)
    try begin(into: &batch)
    batch.endings[0] = .abandoned
  }

  // MARK: Checkpoints

  public func save(into state: inout SavedState) {
    state.append(episode)
    guard let saver else { return }
    state.append(tick)
    judge.save(into: &state)
    saver(plant, &state)
    pipeline.save(into: &state)
    state.append(contentsOf: reading.values)
    state.append(reading.time)
  }

  public func restore(_ state: inout SavedState) {
    stop()
    episode = state.takeInt()
    guard let restorer else { return }
    tick = state.takeInt()
    judge.restore(&state)
    restorer(&plant, &state)
    pipeline.restore(&state)
    state.take(into: &reading.values)
    reading.time = state.takeReal()
    (isStarted, isRunning) = (true, true)
    lastReading = .now
  }
}

extension PlantEnvironment where P: RestorablePlant & ~Copyable {
  /// A plant whose state a checkpoint holds; see the other initializer.
  public convenience init(
    restorable plant: consuming P, scenario: Scenario, options: Options = Options(), episodeSteps: Int? = nil,
    prepare: @escaping (inout P, Int) -> Void = { _, _ in }
  ) {
    self.init(
      plant, scenario: scenario, options: options, episodeSteps: episodeSteps, prepare: prepare,
      saver: { $0.save(into: &$1) }, restorer: { $0.restore(&$1) })
  }
}
