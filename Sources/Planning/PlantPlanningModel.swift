public import Control
public import Mathematics
public import Policies

/// What a plan on a plant comes to: the scenario's terms on readings, and the controller that the planner acts in.
public struct PlanningTask: Sendable {
  public var interface: ControlInterface
  public var state: StateLayout
  public var decoder: ActionDecoder
  public var limits: SafetyLimits
  public var rewards: [RewardTerm]
  public var terminations: [Termination]

  public init(
    interface: ControlInterface, state: StateLayout, decoder: ActionDecoder, limits: SafetyLimits,
    rewards: [RewardTerm], terminations: [Termination]
  ) {
    self.interface = interface
    self.state = state
    self.decoder = decoder
    self.limits = limits
    self.rewards = rewards
    self.terminations = terminations
  }
}

/// Any plant to plan with that can be put into a state: a simulator at the state that the reading and the last commands
/// give, or at a saved one. Plans run one after the other on each of a fixed number of plants.
public final class PlantPlanningModel<P: RestorablePlant & SendableMetatype & ~Copyable>: PlanningModel {
  /// Puts a plant into a state and gives the reading there.
  public typealias Placement = (inout P, _ state: [Float], _ offset: Int, inout Reading) -> Void

  private let task: PlanningTask
  private let settings: PlanningSettings
  private let threads: Int
  private let workers: [Worker]
  public let isGuided: Bool

  /// Plants, whatever the number of threads.
  private static var shards: Int { 8 }

  /// - Parameters:
  ///   - makePlant: one for each shard.
  /// - Precondition: the state covers the rewards.
  ///   - place: from what the planner sees; it must allocate nothing.
  public init(
    task: PlanningTask, settings: PlanningSettings, guide: PlanningGuide? = nil, threads: Int = 1,
    place: @escaping Placement, makePlant: () -> P
  ) {
    precondition(task.state.covers(task.rewards), "the reward looks at a command that the state lacks")
    self.task = task
    self.settings = settings
    self.threads = threads
    isGuided = guide?.policy != nil
    workers = (0..<min(Self.shards, settings.samples)).map { _ in
      Worker(makePlant(), task, settings, guide, place)
    }
  }

  /// Places the plants at a saved state, whatever the planner sees: `saved` is asked at each plan.
  public convenience init(
    task: PlanningTask, settings: PlanningSettings, guide: PlanningGuide? = nil, threads: Int = 1,
    saved: @escaping () -> SavedState, makePlant: () -> P
  ) {
    self.init(
      task: task, settings: settings, guide: guide, threads: threads,
      place: { plant, state, offset, reading in
        var record = saved()
        record.rewind()
        plant.restore(&record)
        for i in reading.values.indices { reading.values[i] = Double(state[offset + i]) }
      }, makePlant: makePlant)
  }

  public var stateCount: Int { task.state.count }
  public var actionCount: Int { task.state.actuators }

  public func roll(_ batch: inout PlanBatch, from state: [Float], at offset: Int, tick: Int) {
    let workers = workers
    for i in workers.indices {
      workers[i].take(Shards.rows(of: i, count: workers.count, total: batch.count), batch, state, offset)
    }
    if threads == 1 {
      // No closure, which would allocate.
      for worker in workers { worker.roll() }
    } else {
      Shards.run(workers.count, threads: threads) { workers[$0].roll() }
    }
    for worker in workers { worker.give(to: &batch) }
  }
}

extension PlantPlanningModel where P: ~Copyable {
  /// One plant and the plans that it rolls out. Unchecked: it runs on one thread at a time, and `roll` returns after
  /// all of them.
  final class Worker: @unchecked Sendable {
    private var plant: P
    private let task: PlanningTask
    private let settings: PlanningSettings
    private let place: Placement
    private let supervised: SupervisedRows
    private var guide: GuideRows?
    private var plans = 0..<0
    private var guided = 0
    private var first: [Float]       // (s), where all plans begin
    private var state: [Float]       // (s)
    private var actions: [Float]     // (samples × horizon × a)
    private var returns: [Float]     // (samples)
    private var applied: [Float]     // (a)
    private var value: [Float] = [0]
    private var inputs: [Float]      // (reward inputs)
    private var reading: Reading
    private var command: Command

    init(_ plant: consuming P, _ task: PlanningTask, _ settings: PlanningSettings, _ guide: PlanningGuide?, _ place: @escaping Placement) {
      self.plant = plant
      self.task = task
      self.settings = settings
      self.place = place
      supervised = SupervisedRows(
        interface: task.interface, decoder: task.decoder, limits: task.limits, state: task.state)
      self.guide = guide.map { GuideRows($0, state: task.state, capacity: 1) }
      first = [Float](repeating: 0, count: task.state.count)
      state = first
      actions = [Float](repeating: 0, count: settings.samples * settings.horizon * task.state.actuators)
      returns = [Float](repeating: 0, count: settings.samples)
      applied = [Float](repeating: 0, count: task.state.actuators)
      inputs = [Float](repeating: 0, count: task.state.rewardInputs)
      reading = Reading(for: task.interface)
      command = Command(for: task.interface)
    }

    private var width: Int { settings.horizon * task.state.actuators }

    func take(_ range: Range<Int>, _ batch: PlanBatch, _ from: [Float], _ offset: Int) {
      plans = range
      guided = batch.guided
      for i in first.indices { first[i] = from[offset + i] }
      let start = batch.place(range.lowerBound)
      for i in 0..<range.count * width { actions[i] = batch.actions[start + i] }
    }

    func give(to batch: inout PlanBatch) {
      let start = batch.place(plans.lowerBound)
      for i in 0..<plans.count * width { batch.actions[start + i] = actions[i] }
      for row in 0..<plans.count { batch.returns[plans.lowerBound + row] = returns[row] }
    }

    func roll() { for row in 0..<plans.count { roll(row, isGuided: plans.lowerBound + row < guided) } }

    private func roll(_ row: Int, isGuided: Bool) {
      for i in state.indices { state[i] = first[i] }
      place(&plant, first, 0, &reading)
      let a = task.state.actuators
      var (sum, weight): (Float, Float) = (0, 1)
      for t in 0..<settings.horizon {
        let action = row * width + t * a
        if isGuided {
          actions.withUnsafeMutableBufferPointer {
            guide!.act(rows: 1, states: state, actions: $0.baseAddress! + action, stride: a)
          }
        }
        for _ in 0..<settings.hold {
          guard let reward = step(action) else {
            returns[row] = sum
            return
          }
          sum += weight * reward
          weight *= settings.discount
          if hasEnded {
            returns[row] = sum.isFinite ? sum : -.infinity
            return
          }
        }
      }
      guide?.values(rows: 1, states: state, into: &value)
      if guide != nil { sum += weight * value[0] }
      returns[row] = sum.isFinite ? sum : -.infinity
    }

    /// - Returns: the reward; nil when the plant failed, which ends an episode with nothing.
    private func step(_ action: Int) -> Float? {
      actions.withUnsafeBufferPointer {
        supervised.apply(rows: 1, states: state, actions: $0.baseAddress! + action, commands: &applied)
      }
      for i in applied.indices { command.values[i] = Double(applied[i]) }
      do { try plant.advance(applying: command, into: &reading) } catch { return nil }
      for i in 0..<task.state.sensors { inputs[i] = Float(reading.values[i]) }
      for i in applied.indices {
        inputs[task.state.sensors + i] = applied[i]
        inputs[task.state.sensors + applied.count + i] =
          applied[i] - (task.state.commands > 0 ? state[task.state.command(0) + i] : 0)
      }
      task.state.advance(applied: applied, at: 0, reading: inputs, at: 0, state: &state, at: 0)
      var reward: Float = 0
      for term in task.rewards { reward += term.weight * term.kind.value(inputs, at: 0) }
      return reward
    }

    private var hasEnded: Bool {
      for termination in task.terminations where termination.holds(for: reading.values) { return true }
      return false
    }
  }
}
