import ArgumentParser
import CommandLineSupport
import Control
import Evaluation
import Mathematics
import Planning
import Policies
import Processes
import Scenarios
import Simulation

/// Runs policies on variants of a scenario, with the same starts and noise for each.
struct PolicyJudge {
  let scenario: Scenario
  let model: SimulationModel
  /// Fixes variants, starts and noise.
  let seed: UInt64
  let threads: Int
  private let processes: any Communicator
  private let divergences: DivergenceRecords?

  /// - Parameters:
  ///   - processes: share the episodes.
  ///   - divergences: where what led to a divergence is kept; nil: nowhere.
  init(
    _ scenario: Scenario, seed: UInt64, threads: Int, processes: any Communicator = SingleProcess(),
    divergences: DivergenceRecords? = nil
  ) throws {
    (self.processes, self.divergences) = (processes, divergences)
    self.scenario = scenario
    model = try SimulationModel(of: scenario)
    self.seed = seed
    self.threads = threads
  }

  /// So many copies at a time: a map has thousands.
  private static let mostCopies = 2000

  /// - Throws: a policy for another robot or observation.
  func check(_ file: PolicyFile) throws {
    guard file.interface == scenario.interface, file.planner != nil || file.layout == scenario.observation else {
      throw ValidationError("\(scenario.file): describes another robot or observation than the policy: give the policy's own scenario with --scenario.")
    }
  }

  func variants(_ count: Int, of set: RandomizationSet) -> [Variant] {
    set.variants(count, nominal: model.nominal, seed: seed)
  }

  /// One episode of the policy's mean action on each variant.
  ///
  /// - Parameter name: what the progress shows.
  func outcomes(of file: PolicyFile, on variants: [Variant], showing name: String) throws -> [EpisodeOutcome] {
    defer { Terminal.rewrite("") }
    var outcomes: [EpisodeOutcome] = []
    while outcomes.count < variants.count {
      let first = outcomes.count
      let part = Array(variants[first..<min(variants.count, first + Self.mostCopies)])
      outcomes += try run(file, on: part, from: first) { Terminal.rewrite("\(name): \(first + $0) of \(variants.count) episodes") }
    }
    return outcomes
  }

  /// - Parameter first: which of all variants the first of these is.
  private func run(
    _ file: PolicyFile, on variants: [Variant], from first: Int, progress: (Int) -> Void
  ) throws -> [EpisodeOutcome] {
    // A planner sees its model's state, whatever the scenario shows to networks.
    var scenario = scenario
    scenario.observation = file.layout
    // Each part has starts and noise of its own.
    let seed = first == 0 ? seed : RandomStream(seed: seed).split("part", first).words[0]
    let part = processes.part(of: variants.count)
    let outcomes = try part.isEmpty ? [] : run(
      file, in: scenario, on: Array(variants[part]), from: first, own: part.lowerBound, seed: seed, progress: progress)
    return try processes.gather(outcomes)
  }

  /// - Parameter own: which of these variants this process begins with.
  private func run(
    _ file: PolicyFile, in scenario: Scenario, on variants: [Variant], from first: Int, own: Int, seed: UInt64,
    progress: (Int) -> Void
  ) throws -> [EpisodeOutcome] {
    let environment = SimulatedEnvironments(
      scenario: scenario, model: model, copies: variants.count, firstCopy: own, randomization: nil, randomStarts: false,
      seed: seed, threads: threads)
    environment.onDivergence = { [divergences, scenario = scenario.name] copy, second in
      divergences?.add(
        second, run: [("scenario", scenario), ("seed", "\(seed)"), ("variant_number", "\(first + own + copy)")])
    }
    let policies = try variants.map { _ in
      file.makePolicy(
        limits: file.limits,
        simulator: try file.needsSimulator ? simulatorToPlanOn(file.planner!, of: file, in: scenario, model: model) : nil)
    }
    let outcomes = try Evaluator(threads: threads).run(
      making: { policies[$0] }, rowsInShard: file.planner == nil ? 32 : 1, on: environment, variants: variants,
      aims: scenario.aims, progress: progress)
    return outcomes.map { outcome in
      var outcome = outcome
      outcome.variant += first + own
      return outcome
    }
  }

  /// The policies of one arm, each on all variants.
  func run(_ files: [PolicyFile], on variants: [Variant], showing name: String) throws -> ArmRun {
    ArmRun(
      seeds: files.map(\.provenance.seed),
      outcomes: try files.map { file in
        let seed = files.count > 1 ? ", seed \(file.provenance.seed)" : ""
        return try outcomes(of: file, on: variants, showing: name + seed)
      })
  }
}
