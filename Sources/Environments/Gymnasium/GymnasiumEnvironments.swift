public import Control
import Foundation
public import Mathematics
import Robots
public import Scenarios

/// N copies of a Gymnasium environment, stepped together in a helper process.
///
/// Observations are sensors without names, taken as they are; an action of ±1 is the bounds of the environment's own. An
/// environment with one action of n has one of n levels, evenly over ±1, for learners that choose among levels.
/// An observation or reward that is not finite ends its episode as a termination in the state before it.
public final class GymnasiumEnvironments: VectorEnvironment {
  public let count: Int
  public let interface: ControlInterface
  public let layout: ObservationLayout
  public let decoder: ActionDecoder
  public let privilegedCount = 0
  public let rewardTermNames = ["reward"]
  /// Steps after which an episode is cut; nil where the environment never cuts one.
  public let episodeSteps: Int?
  /// Gymnasium's own version, with which figures may change.
  public let version: String

  package let helper: HelperProcess
  /// What each copy is seeded with.
  package let seeds: [Int64]             // (copies)
  private var pipelines: [ControlPipeline]
  private var readings: [Reading]        // (copies), what the policy acts on
  /// Copies that gave what is not finite and did not end by themselves.
  private var broken: [Int] = []

  private enum Operation: UInt64 { case hello, reset, step, save, restore }

  /// What the helper says of the environment.
  private struct Description: Decodable {
    let observations: Int
    let low: [Double]                    // (actions)
    let high: [Double]                   // (actions)
    let period: Double
    let episodeSteps: Int?
    let actionLevels: Int?
    let version: String
  }

  /// Starts a helper of its own.
  ///
  /// - Parameter seed: every copy's seed follows from it and the copy's number.
  /// - Throws: one sentence when there is no Python, no Gymnasium or no such environment.
  public init(_ scenario: ExternalScenario, copies: Int, seed: UInt64) throws(EnvironmentFailure) {
    let place = try GymnasiumHelper.find()
    let id = switch scenario.environment { case .gymnasium(let id): id }
    helper = try HelperProcess(
      place.python, [place.script.path, id, "\(copies)", scenario.argumentsText], name: "Gymnasium helper")
    count = copies
    let description = try Self.describe(helper, scenario)
    (episodeSteps, version) = (description.episodeSteps, description.version)
    if let levels = description.actionLevels, scenario.learner.actionLevels != levels {
      let mend = "let ppo choose among as many levels: learner: {ppo: {action_levels: \(levels)}}"
      throw EnvironmentFailure("\(scenario.error("\(scenario.environment.text): takes one of \(levels) actions; \(mend)"))")
    }
    let bounds = zip(description.low, description.high)
    interface = .unnamed(
      id, sensors: description.observations, effortLimits: bounds.map { max(abs($0), abs($1)) },
      period: description.period)
    layout = ObservationLayout(terms: interface.sensors.indices.map { .sensor($0) }, commands: 0)
    decoder = ActionDecoder(
      offset: bounds.map { Float(($0 + $1) / 2) }, scale: bounds.map { Float(($1 - $0) / 2) })
    let stream = RandomStream(seed: seed).split("environments")
    // 31 bits: environments of old seed generators that take no more.
    seeds = (0..<copies).map { Int64(stream.split("copy", $0).words[0] >> 33) }
    pipelines = [ControlPipeline](
      repeating: ControlPipeline(
        interface: interface, layout: layout, decoder: decoder, limits: SafetyLimits(for: interface)), count: copies)
    readings = [Reading](repeating: Reading(for: interface), count: copies)
    helper.reserve(
      request: max(2, copies * interface.actuators.count), answer: copies * (2 * interface.sensors.count + 3))
  }

  private static func describe(
    _ helper: HelperProcess, _ scenario: ExternalScenario
  ) throws(EnvironmentFailure) -> Description {
    do throws(HelperProcess.Failure) {
      let count = try helper.perform(Operation.hello.rawValue, words: 0)
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      guard let description = try? decoder.decode(Description.self, from: Data(helper.bytes(count))) else {
        throw .refused("its helper describes it in another way; bring helper and program to one version")
      }
      return description
    } catch {
      switch error {
      case .environment(let failure): throw failure
      case .refused(let problem):
        throw EnvironmentFailure("\(scenario.error("\(scenario.environment.text): \(problem)"))")
      }
    }
  }

  @discardableResult
  private func perform(_ operation: Operation, words: Int) throws(EnvironmentFailure) -> Int {
    do throws(HelperProcess.Failure) { return try helper.perform(operation.rawValue, words: words) } catch {
      switch error {
      case .environment(let failure): throw failure
      case .refused(let problem): throw EnvironmentFailure("\(interface.robot): \(problem).")
      }
    }
  }

  // MARK: Episodes

  public func reset(into batch: inout StepBatch) throws(EnvironmentFailure) {
    for copy in 0..<count { try reset(copy: copy, variant: nil, into: &batch) }
  }

  /// - Precondition: no variant: nothing here knows the environment's parameters.
  public func reset(copy: Int, variant: Variant?, into batch: inout StepBatch) throws(EnvironmentFailure) {
    precondition(variant?.parameters.isEmpty ?? true, "a Gymnasium environment has no parameters to set")
    try restart(copy, seed: seeds[copy], into: &batch)
    batch.endings[copy] = .running
  }

  private func restart(_ copy: Int, seed: Int64, into batch: inout StepBatch) throws(EnvironmentFailure) {
    helper.request[HelperProcess.payload] = UInt64(copy).littleEndian
    helper.request[HelperProcess.payload + 1] = UInt64(bitPattern: seed).littleEndian
    try perform(.reset, words: 2)
    begin(copy, at: 0, into: &batch)
  }

  /// A new episode with the observation that begins at a word of the answer.
  private func begin(_ copy: Int, at place: Int, into batch: inout StepBatch) {
    pipelines[copy].reset()
    read(copy, at: place)
    pipelines[copy].observe(readings[copy], into: &batch.observations.elements, at: batch.observations.offset(ofRow: copy))
    write(copy, into: &batch.readings)
  }

  private func read(_ copy: Int, at place: Int) {
    for i in interface.sensors.indices { readings[copy].values[i] = number(place + i) }
  }

  private func number(_ place: Int) -> Double { Double(bitPattern: UInt64(littleEndian: helper.answer[place])) }

  private func write(_ copy: Int, into matrix: inout Matrix) {
    let start = matrix.offset(ofRow: copy)
    for i in interface.sensors.indices { matrix.elements[start + i] = Float(readings[copy].values[i]) }
  }

  // MARK: Steps

  public func step(_ actions: Matrix, into batch: inout StepBatch) throws(EnvironmentFailure) {
    precondition(actions.rows == count && actions.columns == actionCount, "one action for each copy")
    for copy in 0..<count {
      _ = pipelines[copy].command(for: actions.elements, at: actions.offset(ofRow: copy), reading: readings[copy])
      let start = copy * actionCount
      for i in 0..<actionCount {
        let value = pipelines[copy].applied.values[i]
        batch.applied[copy, i] = Float(value)
        helper.request[HelperProcess.payload + start + i] = value.bitPattern.littleEndian
      }
    }
    try perform(.step, words: count * actionCount)
    var restarted = count * (interface.sensors.count + 3)
    broken.removeAll(keepingCapacity: true)
    for copy in 0..<count { gather(copy, restarted: &restarted, into: &batch) }
    for copy in broken { try restart(copy, seed: -1, into: &batch) }
  }

  /// Takes one copy's part out of the answer.
  ///
  /// - Parameter restarted: where the next first observation begins.
  private func gather(_ copy: Int, restarted: inout Int, into batch: inout StepBatch) {
    let outcome = count * interface.sensors.count + 3 * copy
    let reward = number(outcome)
    batch.endings[copy] = Ending(rawValue: UInt8(number(outcome + 1))) ?? .terminated
    batch.succeeded[copy] = number(outcome + 2) != 0
    let ended = batch.endings[copy] != .running
    let start = copy * interface.sensors.count
    let isFinite = reward.isFinite && interface.sensors.indices.allSatisfy { number(start + $0).isFinite }
    if isFinite {
      read(copy, at: start)
      pipelines[copy].observe(readings[copy], into: &batch.reached.elements, at: batch.reached.offset(ofRow: copy))
    } else {
      for i in 0..<observationCount { batch.reached[copy, i] = batch.observations[copy, i] }
      (batch.endings[copy], batch.succeeded[copy]) = (.terminated, false)
    }
    write(copy, into: &batch.reachedReadings)
    batch.rewards[copy] = isFinite ? Float(reward) : 0
    batch.rewardTerms[copy, 0] = batch.rewards[copy]
    if ended {
      begin(copy, at: restarted, into: &batch)
      restarted += interface.sensors.count
    } else if isFinite {
      for i in 0..<observationCount { batch.observations[copy, i] = batch.reached[copy, i] }
      write(copy, into: &batch.readings)
    } else {
      broken.append(copy)
    }
  }

  // MARK: Checkpoints

  public func save(into state: inout SavedState) throws(EnvironmentFailure) {
    let count = try perform(.save, words: 0)
    state.append(count)
    for word in helper.answer.prefix((count + 7) / 8) { state.append(word) }
    for copy in pipelines.indices {
      pipelines[copy].save(into: &state)
      state.append(contentsOf: readings[copy].values)
    }
  }

  public func restore(_ state: inout SavedState) throws(EnvironmentFailure) {
    let words = (state.takeInt() + 7) / 8
    helper.reserve(request: words, answer: 0)
    for i in 0..<words { helper.request[HelperProcess.payload + i] = state.takeWord() }
    try perform(.restore, words: words)
    for copy in pipelines.indices {
      pipelines[copy].restore(&state)
      state.take(into: &readings[copy].values)
    }
  }
}
