public import Control
public import Mathematics

/// A planner as a policy: at each tick it improves its last plan on a model and does the plan's first action.
///
/// What it sees is the model's state. A seed and what it saw since ``reset()`` give the same bits, whatever the number
/// of threads, unless a time budget cuts iterations off. Nothing is allocated in an act after the first.
public final class Planner: Policy {
  public let settings: PlanningSettings
  private let model: any PlanningModel
  private var distribution: PlanDistribution
  private var noise: ColouredNoise
  private var batch: PlanBatch
  private var best: [Float]  // (horizon × a), of this tick's candidates
  private var bestReturn = -Float.infinity
  private let root: RandomStream
  private var stream: RandomStream
  private var tick = 0

  /// Iterations of the last act.
  public private(set) var iterations = 0
  /// How long it took.
  public private(set) var duration = Duration.zero
  /// Best return found in it.
  public var foreseen: Float { bestReturn }
  /// Iterations that the next acts do, whatever the time budget says: what a replay sets to what the log says.
  public var prescribedIterations: Int?

  public init(settings: PlanningSettings, model: any PlanningModel) {
    if let problem = settings.problem { preconditionFailure("the planner \(problem)") }
    self.settings = settings
    self.model = model
    distribution = PlanDistribution(settings: settings, actionCount: model.actionCount)
    noise = ColouredNoise(length: settings.horizon, exponent: settings.colour)
    batch = PlanBatch(count: settings.samples, horizon: settings.horizon, actionCount: model.actionCount)
    if model.isGuided && settings.policyShare > 0 {
      batch.guided = min(settings.samples / 2, max(1, Int((settings.policyShare * Float(settings.samples)).rounded())))
    }
    best = [Float](repeating: 0, count: settings.horizon * model.actionCount)
    root = RandomStream(seed: settings.seed).split("planner")
    stream = root
  }

  public var observationCount: Int { model.stateCount }
  public var actionCount: Int { model.actionCount }
  /// Mean of the plans as it stands, normalised.           (horizon × a)
  public var plan: [Float] { distribution.mean }

  /// Forgets the last plan and draws as at first.
  public func reset() {
    distribution.reset(deviation: settings.deviation)
    stream = root
    tick = 0
  }

  public func act(on observation: [Float], at offset: Int, into action: inout [Float]) {
    let begun = ContinuousClock.now
    if tick > 0 { distribution.begin(after: 1 / Float(settings.hold), settings) }
    bestReturn = -.infinity
    iterations = 0
    while iterations < prescribedIterations ?? settings.iterations {
      propose()
      model.roll(&batch, from: observation, at: offset, tick: tick)
      keepBest()
      switch settings.method {
      case .cem: distribution.fit(batch, settings)
      case .mppi: distribution.weigh(batch, settings)
      }
      iterations += 1
      if let budget = settings.timeBudget, prescribedIterations == nil, ContinuousClock.now - begun > .seconds(budget) {
        break
      }
    }
    for i in 0..<actionCount { action[i] = max(-1, min(1, distribution.mean[i])) }
    tick += 1
    duration = ContinuousClock.now - begun
  }

  /// Candidates: the policy's under perturbations, the first under none; the plan as it stands; the best so far; and
  /// draws around the plan.
  private func propose() {
    let width = best.count
    for candidate in 0..<batch.count {
      let start = batch.place(candidate)
      let isGuided = candidate < batch.guided
      if isGuided && candidate == 0 || candidate == batch.guided {
        for i in 0..<width { batch.actions[start + i] = isGuided ? 0 : clamp(distribution.mean[i]) }
        continue
      }
      if candidate == batch.guided + 1 && bestReturn > -.infinity {
        for i in 0..<width { batch.actions[start + i] = best[i] }
        continue
      }
      for j in 0..<actionCount {
        noise.fill(&batch.actions, at: start + j, stride: actionCount, drawingFrom: &stream)
      }
      for i in 0..<width {
        let draw = distribution.deviation[i] * batch.actions[start + i]
        batch.actions[start + i] = isGuided ? draw : clamp(distribution.mean[i] + draw)
      }
    }
  }

  private func keepBest() {
    var winner: Int?
    for candidate in 0..<batch.count where batch.returns[candidate] > bestReturn {
      bestReturn = batch.returns[candidate]
      winner = candidate
    }
    guard let winner else { return }
    for i in best.indices { best[i] = batch.actions[batch.place(winner) + i] }
  }

  private func clamp(_ x: Float) -> Float { max(-1, min(1, x)) }

  public func save(into state: inout SavedState) {
    distribution.save(into: &state)
    state.append(stream)
    state.append(tick)
  }

  public func restore(_ state: inout SavedState) {
    distribution.restore(&state)
    stream = state.takeStream()
    tick = state.takeInt()
  }
}
