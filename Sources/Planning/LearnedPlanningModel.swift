public import Control
import Mathematics
public import Policies

/// A learned model to plan with: plans are rolled out in rows, each by several of the elites (TS∞ of Chua et al. 2018),
/// and their returns averaged.
public final class LearnedPlanningModel: PlanningModel {
  private let model: LearnedModel
  private let settings: PlanningSettings
  private let threads: Int
  private let members: [Int]      // (particles)
  private let workers: [Worker]   // (shards × particles)
  private let root: RandomStream
  public let isGuided: Bool

  /// Plans that are rolled out side by side, whatever the number of threads.
  private static let plansInShard = 32

  /// - Parameters:
  ///   - decoder, limits: of the controller that the planner acts in.
  ///   - threads: they change the speed and nothing else.
  public init(
    _ model: LearnedModel, interface: ControlInterface, decoder: ActionDecoder, limits: SafetyLimits,
    settings: PlanningSettings, guide: PlanningGuide? = nil, threads: Int = 1
  ) {
    self.model = model
    self.settings = settings
    self.threads = threads
    // Without noise, an elite that is followed twice says the same twice.
    let particles = settings.modelNoise ? settings.particles : min(settings.particles, model.elites.count)
    members = (0..<particles).map { model.elites[$0 % model.elites.count] }
    isGuided = guide?.policy != nil
    let shards = (settings.samples + Self.plansInShard - 1) / Self.plansInShard
    workers = (0..<shards * particles).map { _ in
      Worker(
        LearnedDynamics(
          model, interface: interface, decoder: decoder, limits: limits,
          capacity: min(settings.samples, Self.plansInShard)),
        guide, settings)
    }
    root = RandomStream(seed: settings.seed).split("model noise")
  }

  public var stateCount: Int { model.coding.state.count }
  public var actionCount: Int { model.coding.state.actuators }

  public func roll(_ batch: inout PlanBatch, from state: [Float], at offset: Int, tick: Int) {
    precondition(batch.count == settings.samples, "the workers have room for the settings' samples")
    for start in stride(from: 0, to: batch.guided, by: workers[0].capacity) {
      workers[0].guide(start..<min(batch.guided, start + workers[0].capacity), &batch, state, offset, members[0])
    }
    let (workers, members) = (workers, members)
    let shards = workers.count / members.count
    for (i, worker) in workers.enumerated() {
      worker.take(Shards.rows(of: i / members.count, count: shards, total: batch.count), batch, state, offset)
    }
    let draws = root.split("tick", tick)
    if threads == 1 {
      // No closure, which would allocate.
      for i in workers.indices { Self.roll(workers[i], i % members.count, members, draws) }
    } else {
      Shards.run(workers.count, threads: threads) { Self.roll(workers[$0], $0 % members.count, members, draws) }
    }
    gather(&batch, shards)
  }

  private static func roll(_ worker: Worker, _ particle: Int, _ members: [Int], _ draws: RandomStream) {
    worker.roll(members[particle], drawingFrom: draws.split("particle", particle))
  }

  private func gather(_ batch: inout PlanBatch, _ shards: Int) {
    for shard in 0..<shards {
      for (row, plan) in Shards.rows(of: shard, count: shards, total: batch.count).enumerated() {
        var sum: Float = 0
        for particle in members.indices { sum += workers[shard * members.count + particle].returns[row] }
        let mean = sum / Float(members.count)
        batch.returns[plan] = mean.isFinite ? mean : -.infinity
      }
    }
  }
}
