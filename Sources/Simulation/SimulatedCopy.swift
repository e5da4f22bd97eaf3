import Control
import Mathematics
import Robots
import Scenarios

/// One copy of a scenario in simulation: a plant, its control pipeline, and the episode's bookkeeping.
///
/// Its episodes depend on its stream alone. It writes only to itself, so that copies may be stepped side by side.
final class SimulatedCopy: @unchecked Sendable {
  private let source: EpisodeSource
  /// The present episode's.
  private var stage: EpisodeSource.Stage
  private let model: SimulationModel
  private var stream: RandomStream
  private var plant: SimulatedPlant
  private var pipeline: ControlPipeline
  private var reading: Reading
  /// The present episode, and the one that the last step ended.
  private var record = EpisodeRecord()
  private(set) var ended = EpisodeRecord()
  private var variant: Variant
  private var parameters: PhysicalParameters
  /// Whether `variant` is known to be the model's own.
  private var isNominal = false
  private var fixed: Variant?
  private var episode = 0
  private var tick = 0
  /// Judges by the true state.
  private var judge: EpisodeJudge
  /// Those of the parameters that a critic is told.
  private let told: [(name: String, nominal: Double)]
  /// Where an action from outside is taken to.                           (actuators)
  var action: [Float]

  // What the last step gave.
  private(set) var observation: [Float]
  private(set) var reached: [Float]
  private(set) var readingValues: [Float]  // (sensors), what `observation` ends with
  private(set) var reachedValues: [Float]  // (sensors), what `reached` ends with
  private(set) var appliedValues: [Float]  // (actuators)
  private(set) var privileged: [Float]
  private(set) var reachedPrivileged: [Float]
  private(set) var ending = Ending.running
  private(set) var succeeded = false
  /// Whether to keep what led to the first divergence.
  var keepsDivergence = false
  private(set) var divergence: LastSecond?

  /// - Parameters:
  ///   - source: what to draw each episode from.
  ///   - randomStarts: whether episodes begin at any of the scenario's starts, or only at its first.
  ///   - staggers: whether a training copy's first episode begins anywhere in its length.
  init(
    scenario: Scenario, model: SimulationModel, source: EpisodeSource, randomStarts: Bool, staggers: Bool,
    stream: RandomStream
  ) {
    self.source = source
    stage = source.stages[0]
    self.model = model
    self.randomStarts = randomStarts
    self.staggers = staggers
    self.stream = stream
    let interface = scenario.interface
    plant = SimulatedPlant(model: model, period: scenario.controlPeriod, physicsStep: scenario.physicsStep)
    pipeline = ControlPipeline(
      interface: interface, layout: scenario.observation, decoder: ActionDecoder(for: interface),
      limits: scenario.robot.safetyLimits())
    reading = Reading(for: interface)
    variant = model.nominal
    parameters = PhysicalParameters(variant, model: model)
    judge = EpisodeJudge(stage.scenario)
    firstTruth = scenario.inputs.truthStart
    told = Self.told(scenario, model)
    action = [Float](repeating: 0, count: interface.actuators.count)
    observation = [Float](repeating: 0, count: scenario.observation.count(for: interface))
    reached = observation
    readingValues = [Float](repeating: 0, count: interface.sensors.count)
    reachedValues = readingValues
    appliedValues = [Float](repeating: 0, count: interface.actuators.count)
    privileged = [Float](repeating: 0, count: Self.privilegedCount(scenario, model))
    reachedPrivileged = privileged
  }

  /// Training: episodes begin at any of the scenario's starts and are as long as training episodes are.
  private let randomStarts: Bool
  private let staggers: Bool
  private let firstTruth: Int

  var rewardTerms: [Float] { judge.rewardTerms }
  var reward: Float { judge.reward }

  private var episodeSteps: Int { randomStarts ? stage.trainingSteps : stage.steps }

  /// True sensor values, the truths, then the told parameters relative to their nominal values.
  static func privilegedCount(_ scenario: Scenario, _ model: SimulationModel) -> Int {
    scenario.interface.sensors.count + scenario.truths.count + told(scenario, model).count
  }

  /// The basic parameters, and of the others those that the training randomizes.
  private static func told(_ scenario: Scenario, _ model: SimulationModel) -> [(name: String, nominal: Double)] {
    let randomized = Set(scenario.training.randomizations.map(\.field))
    // The number of a pattern tells nothing of it.
    return model.parameters.filter {
      $0 != .stepPattern && ($0.isBasic || randomized.contains($0.name(for: model.robot)))
    }.map {
      let name = $0.name(for: model.robot)
      return (name, model.nominal.parameters[name]!)
    }
  }

  /// Begins a new episode. A fixed variant is kept until the next call with another one.
  func restart(fixing fixed: Variant? = nil, episode: Int? = nil) {
    if let fixed { self.fixed = fixed }
    if let episode { self.episode = episode }
    let own = stream.split("episode", self.episode)
    let isFirst = self.episode == 0
    self.episode += 1
    record = EpisodeRecord()
    begin(stage: source.stage)
    if let fixed = self.fixed {
      take(fixed)
    } else {
      let drawn = source.draw(stage: record.stage, from: own.split("variant"))
      take(drawn.variant)
      record.pin = drawn.pin
    }
    var draws = own.split("start")
    let start = chooseStart(&draws)
    let first = start.sample(floats: model.isFloating, from: &draws)
    plant.prepare(
      parameters, positions: first.positions, velocities: first.velocities, base: first.base, objects: first.objects,
      noise: own.split("noise"))
    plant.start(into: &reading)
    pipeline.reset()
    // Training copies begin out of step with one another, so that their episodes do not all end at once.
    tick = isFirst && randomStarts && staggers && self.fixed == nil ? draws.index(below: episodeSteps) : 0
    judge.begin()
    record.counts = tick == 0 && self.fixed == nil
    pipeline.observe(reading, into: &observation, at: 0)
    for i in readingValues.indices { readingValues[i] = Float(reading.values[i]) }
    observeTruth()
  }

  /// All that follows depends on this stream alone. The next ``restart(fixing:episode:)`` begins episode 0.
  func reseed(_ stream: RandomStream) {
    self.stream = stream
    episode = 0
  }

  /// Takes an episode's physics; nil: the nominal one, which is worked out once.
  private func take(_ drawn: Variant?) {
    guard drawn != nil || !isNominal else { return }
    isNominal = drawn == nil
    variant = drawn ?? model.nominal
    parameters = PhysicalParameters(variant, model: model)
    describeVariant()
  }

  /// Draws this copy's physics from the randomization again, from the next episode on.
  func releaseVariant() { fixed = nil }

  private func chooseStart(_ draws: inout RandomStream) -> Scenario.Start {
    guard randomStarts else { return stage.scenario.starts[0] }
    var place = draws.uniform() * stage.scenario.starts.reduce(0) { $0 + $1.weight }
    for start in stage.scenario.starts {
      place -= start.weight
      if place < 0 { return start }
    }
    return stage.scenario.starts[0]
  }

  /// One control step; an episode that ends is followed by the next at once.
  func step(_ actions: [Float], at offset: Int) {
    changePhysics()
    _ = pipeline.command(for: actions, at: offset, reading: reading)
    for i in appliedValues.indices { appliedValues[i] = Float(pipeline.applied.values[i]) }
    var failure: SimulationFailure?
    do { try plant.advance(applying: pipeline.applied, into: &reading) } catch { failure = error }
    tick += 1
    if let failure {
      if keepsDivergence, divergence == nil { divergence = plant.lastSecond(failure, variant: variant) }
      // No state to speak of: the last one stands.
      for i in reached.indices { reached[i] = observation[i] }
      for i in reachedValues.indices { reachedValues[i] = readingValues[i] }
      judge.forfeit()
      finish(.diverged, succeeded: false)
      return
    }
    observeTruth()
    pipeline.observe(reading, into: &reached, at: 0)
    for i in reachedValues.indices { reachedValues[i] = Float(reading.values[i]) }
    judge.judge(applied: pipeline.applied.values)
    record.episodeReturn += Double(judge.reward)
    if judge.termination != nil || pipeline.supervisor.isStopped {
      finish(.terminated, succeeded: false)
    } else if tick == episodeSteps {
      finish(.truncated, succeeded: judge.isSuccess)
    } else {
      ending = .running
      succeeded = false
      for i in observation.indices { observation[i] = reached[i] }
      for i in readingValues.indices { readingValues[i] = reachedValues[i] }
      for i in privileged.indices { reachedPrivileged[i] = privileged[i] }
    }
  }

  /// What the stage asks for holds from here on.
  private func begin(stage index: Int) {
    record.stage = index
    guard stage !== source.stages[index] else { return }
    stage = source.stages[index]
    judge = EpisodeJudge(stage.scenario)
  }

  private func finish(_ ending: Ending, succeeded: Bool) {
    for i in privileged.indices { reachedPrivileged[i] = privileged[i] }
    self.ending = ending
    self.succeeded = succeeded
    ended = record
    restart()
  }

  /// Randomizations within the episode.
  private func changePhysics() {
    guard fixed == nil, !stage.changes.isEmpty else { return }
    var changed = false
    for (index, change) in stage.changes.enumerated() where tick % change.everyTicks == 0 {
      let field = change.randomization.field
      var draws = stream.split("episode", episode - 1).split("change", index).split("tick", tick)
      variant.parameters[field] = change.randomization.apply(
        to: stage.nominal.parameters[field]!, drawingFrom: &draws)
      changed = true
    }
    guard changed else { return }
    parameters = PhysicalParameters(variant, model: model)
    plant.change(to: parameters)
    describeVariant()
  }

  private func observeTruth() {
    let sensors = readingValues.count
    for i in 0..<sensors {
      judge.values[i] = plant.truth(ofSensor: i)
      privileged[i] = Float(judge.values[i])
    }
    for i in 0..<stage.truthCount {
      judge.values[firstTruth + i] = plant.truth(i)
      privileged[sensors + i] = Float(judge.values[firstTruth + i])
    }
  }

  /// The privileged values that follow from the variant: goals and physics.
  private func describeVariant() {
    let start = readingValues.count + stage.truthCount
    for (i, parameter) in told.enumerated() {
      let value = variant.parameters[parameter.name] ?? 0
      privileged[start + i] = Float(parameter.nominal == 0 ? value : value / parameter.nominal - 1)
    }
  }

  /// Other noise from here on, in the same physics.
  func redraw(from stream: RandomStream) { plant.redraw(from: stream) }

  func save(into state: inout SavedState) {
    state.append(episode)
    state.append(tick)
    record.save(into: &state)
    judge.save(into: &state)
    plant.save(into: &state)
    pipeline.save(into: &state)
    state.append(contentsOf: reading.values)
    state.append(reading.time)
    for value in observation { state.append(Double(value)) }
    for value in privileged { state.append(Double(value)) }
    for field in model.parameters { state.append(variant.parameters[field.name(for: model.robot)]!) }
  }

  func restore(_ state: inout SavedState) {
    episode = state.takeInt()
    tick = state.takeInt()
    record = EpisodeRecord(from: &state)
    begin(stage: record.stage)
    judge.restore(&state)
    plant.restore(&state)
    pipeline.restore(&state)
    state.take(into: &reading.values)
    reading.time = state.takeReal()
    for i in observation.indices { observation[i] = Float(state.takeReal()) }
    for i in readingValues.indices { readingValues[i] = Float(reading.values[i]) }
    for i in privileged.indices { privileged[i] = Float(state.takeReal()) }
    for field in model.parameters { variant.parameters[field.name(for: model.robot)] = state.takeReal() }
    isNominal = false
  }
}
