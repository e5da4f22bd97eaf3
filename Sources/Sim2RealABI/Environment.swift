import Control
import CSim2RealABI
import Foundation
import Robots
import Scenarios
import Simulation
import Synchronization

/// One open environment.
///
/// Sendable in that a caller's threads take turns: see `enter` and `leave`.
final class Environment: @unchecked Sendable {
  let scenario: Scenario
  private let environments: SimulatedEnvironments
  private let process = getpid()
  private let isBusy = Atomic<Bool>(false)
  private var hasEpisodes = false

  /// The process whose threads an environment of several threads has used; 0 for none. A fork does not take threads along,
  /// and the child would wait for them without end.
  private static let threadsIn = Atomic<pid_t>(0)

  init(_ options: sim2real_options) throws(Refusal) {
    func number(_ value: Int32, _ name: String, upTo limit: Int32) throws(Refusal) -> Int {
      guard 1...limit ~= value else { throw Refusal("\(name): \(value) is not between 1 and \(limit): correct it.") }
      return Int(value)
    }
    let copies = try number(options.copies, "copies", upTo: 65_536)
    let threads = try number(options.threads, "threads", upTo: 1024)
    let path = String(cString: try given(options.scenario, "scenario", to: "sim2real_create"))
    let overrides = try strings(options.overrides, options.override_count, "overrides")
    let other = Self.threadsIn.load(ordering: .relaxed)
    if threads > 1, other != 0, other != process { throw Self.forked }
    do throws(InputError) {
      scenario = try Self.scenario(path, overrides)
      let set = try Self.randomization(options.randomization.map { String(cString: $0) }, in: scenario)
      let isTraining = options.is_evaluation == 0
      let course: (AutomaticRandomization?, Curriculum?) =
        isTraining ? SimulatedEnvironments.course(of: scenario, randomization: set) : (nil, nil)
      environments = SimulatedEnvironments(
        scenario: scenario, model: try SimulationModel(of: scenario), copies: copies, randomization: set,
        adaptation: course.0, curriculum: course.1, randomStarts: isTraining, staggers: false, seed: options.seed,
        threads: threads)
    } catch {
      throw Refusal(error)
    }
    self.threads = threads
    episodeSteps = options.is_evaluation == 0 ? scenario.trainingEpisodeSteps : scenario.episodeSteps
  }

  private let threads: Int
  private let episodeSteps: Int

  private static var forked: Refusal {
    Refusal(
      "threads: this process was forked from one whose threads it does not have: start it with \"spawn\" or "
        + "\"forkserver\", or create the environment in it with 1 thread.")
  }

  private static func scenario(_ path: String, _ overrides: [String]) throws(InputError) -> Scenario {
    switch try ScenarioFile(contentsOf: URL(fileURLWithPath: path), overrides: overrides) {
    case .robot(let scenario): return scenario
    case .external(let scenario):
      throw InputError(file: scenario.file, problem: "is another program's environment; give a scenario with a robot")
    case .gridworld(let scenario):
      throw InputError(file: scenario.file, problem: "is a gridworld; give a scenario with a robot")
    }
  }

  private static func randomization(_ name: String?, in scenario: Scenario) throws(InputError) -> RandomizationSet? {
    guard let name else { return nil }
    if let set = scenario.set(named: name) { return set }
    let names = ["training"] + scenario.heldOut.map(\.name)
    throw InputError(
      file: scenario.file, key: "randomization",
      problem: "there is no set \"\(name)\"; \(NearestName.mend(name, in: names))")
  }

  /// Whether the caller's thread now has it to itself.
  func enter() -> Bool { isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged }
  func leave() { isBusy.store(false, ordering: .releasing) }

  var sizes: sim2real_sizes {
    sim2real_sizes(
      copies: Int32(environments.count), observation: Int32(environments.observationCount),
      action: Int32(environments.actionCount), reward_terms: Int32(environments.rewardTermNames.count),
      episode_steps: Int32(clamping: episodeSteps), control_period_s: scenario.controlPeriod,
      physics_step_s: scenario.physicsStep)
  }

  func description() throws(Refusal) -> String {
    try EnvironmentDescription(of: environments).json()
  }

  func reset(
    seeds: UnsafePointer<UInt64>?, mask: UnsafePointer<UInt8>?, variant assignments: [String]?, into memory: StepMemory
  ) throws(Refusal) {
    if let mask, !hasEpisodes, (0..<environments.count).contains(where: { mask[$0] == 0 }) {
      throw Refusal("mask: the first reset begins all copies: give NULL.")
    }
    var variant: Variant?
    if let assignments {
      do throws(InputError) {
        variant = try Variant.parse(
          assignments, nominal: environments.model.nominal, parameters: environments.model.parameters,
          robot: scenario.robot, flag: "variant")
      } catch {
        throw Refusal(error)
      }
    }
    environments.reset(seeds: seeds, variant: variant, into: memory) { copy in mask.map { $0[copy] != 0 } ?? true }
    hasEpisodes = true
  }

  /// - Returns: how many episodes ended.
  func step(_ actions: UnsafePointer<Float>, into memory: StepMemory) throws(Refusal) -> Int {
    guard hasEpisodes else { throw Refusal("sim2real_step: no episode has begun: reset the environment first.") }
    if threads > 1 {
      guard process == getpid() else { throw Self.forked }
      Self.threadsIn.store(process, ordering: .relaxed)
    }
    return environments.step(actions, into: memory)
  }
}
