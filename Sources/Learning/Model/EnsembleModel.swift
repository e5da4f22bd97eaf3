import Control
import Foundation
package import Mathematics
package import Networks
import Policies

/// An ensemble with its task as a model to roll policies out in: each row is carried on by an elite drawn for it, with
/// that member's own noise (reparameterised: μ + σ·ε).
package final class EnsembleModel: DifferentiableModel {
  package let capacity: Int
  package let depth: Int
  package let stateCount: Int
  package let actionCount: Int
  package let observationCount: Int
  let ensemble: DynamicsEnsemble
  let task: ModelTask
  /// Whether the means alone are followed.
  let isDeterministic: Bool
  let supervised: SupervisedRows
  /// Whether each step's activations are kept for the way back, which otherwise computes them again.
  let keepsActivations: Bool
  let records: [StepRecord]                 // (depth)
  let scratch: FloatBuffer                  // (capacity × features)
  let inputs: FloatBuffer                   // (capacity × inputs)
  let outputs: FloatBuffer                  // (capacity × 2·outputs)
  let deviations: FloatBuffer               // σ                             (capacity × outputs)
  private let memberDeviations: FloatBuffer // both of one member's rows
  private let memberSlopes: FloatBuffer
  var places: [Int]                         // rows of one member

  /// What the way back needs of one step.
  final class StepRecord {
    let states: FloatBuffer                 // (capacity × s)
    let applied: FloatBuffer                // (capacity × actuators)
    let slopes: FloatBuffer                 // (capacity × actuators)
    let draws: FloatBuffer                  // (capacity × outputs)
    /// Of each member, for its rows.
    let passes: [NetworkPass]
    /// Of σ by the raw log-variance.
    let deviationSlopes: FloatBuffer        // (capacity × outputs)
    var members: [Int]                      // (capacity)
    /// What the reward's terms see: the next reading, the applied command, its change.
    var rewardInputs: [Float]               // (capacity × reward inputs)

    init(capacity: Int, coding: DynamicsCoding, passes: [NetworkPass], deviationSlopes: FloatBuffer) {
      let actuators = coding.state.actuators
      states = FloatBuffer(count: capacity * coding.state.count)
      applied = FloatBuffer(count: capacity * actuators)
      slopes = FloatBuffer(count: capacity * actuators)
      draws = FloatBuffer(count: capacity * coding.outputs)
      (self.passes, self.deviationSlopes) = (passes, deviationSlopes)
      members = [Int](repeating: 0, count: capacity)
      rewardInputs = [Float](repeating: 0, count: capacity * coding.state.rewardInputs)
    }
  }

  // Of the way back.
  let inputGradient: FloatBuffer            // (capacity × inputs)
  let featureGradient: FloatBuffer          // (capacity × features)
  let readingGradient: FloatBuffer          // (capacity × sensors)
  let appliedGradient: FloatBuffer          // (capacity × actuators)
  var rewardRow: [Float]                    // (reward inputs), of one row at a time
  var rewardInputGradient: [Float]          // (reward inputs)

  /// - Parameter keepsActivations: whether each step's activations are kept for the way back: a third of the time for
  ///   `depth` times the memory.
  /// - Precondition: the ensemble's state covers the task's observation and rewards.
  package init(
    _ ensemble: DynamicsEnsemble, task: ModelTask, capacity: Int, depth: Int, isDeterministic: Bool = false,
    keepsActivations: Bool = false
  ) {
    let coding = ensemble.coding
    precondition(coding.state.covers(task.observation), "the state is too short for the observation")
    precondition(coding.learnsReward || coding.state.covers(task.rewards), "the state lacks a command that is rewarded")
    self.ensemble = ensemble
    self.task = task
    self.capacity = capacity
    self.depth = depth
    self.isDeterministic = isDeterministic
    self.keepsActivations = keepsActivations
    stateCount = coding.state.count
    actionCount = coding.state.actuators
    observationCount = task.observation.count(for: ensemble.interface)
    supervised = SupervisedRows(
      interface: ensemble.interface, decoder: task.decoder, limits: task.limits, state: coding.state)
    // Nothing here goes to the parameters, so the passes can share where that would be summed.
    let gradient = FloatBuffer(count: ensemble.members[0].network.parameters.count)
    func passes() -> [NetworkPass] {
      ensemble.members.map { NetworkPass($0.network, capacity: capacity, gradient: gradient) }
    }
    func slopes() -> FloatBuffer { FloatBuffer(count: isDeterministic ? 0 : capacity * coding.outputs) }
    let (sharedPasses, sharedSlopes) = (passes(), slopes())
    records = (0..<depth).map { t in
      let isOwn = keepsActivations && t > 0
      return StepRecord(
        capacity: capacity, coding: coding, passes: isOwn ? passes() : sharedPasses,
        deviationSlopes: isOwn ? slopes() : sharedSlopes)
    }
    scratch = FloatBuffer(count: capacity * coding.featureCount)
    inputs = FloatBuffer(count: capacity * coding.inputs)
    outputs = FloatBuffer(count: capacity * 2 * coding.outputs)
    deviations = FloatBuffer(count: isDeterministic ? 0 : capacity * coding.outputs)
    memberDeviations = FloatBuffer(count: deviations.count)
    memberSlopes = FloatBuffer(count: deviations.count)
    places = [Int](repeating: 0, count: capacity)
    inputGradient = FloatBuffer(count: inputs.count)
    featureGradient = FloatBuffer(count: scratch.count)
    readingGradient = FloatBuffer(count: capacity * coding.state.sensors)
    appliedGradient = FloatBuffer(count: capacity * coding.state.actuators)
    rewardRow = [Float](repeating: 0, count: coding.state.rewardInputs)
    rewardInputGradient = rewardRow
  }

  package func observe(rows: Int, states: FloatBuffer, into observations: FloatBuffer) {
    task.observation.encode(rows: rows, states: states, of: ensemble.coding.state, into: observations)
  }

  package func observeBackward(
    rows: Int, states: FloatBuffer, observationGradient: FloatBuffer, stateGradient: FloatBuffer
  ) {
    task.observation.encodeBackward(
      rows: rows, states: states, of: ensemble.coding.state, observationGradient: observationGradient,
      stateGradient: stateGradient)
  }

  package func step(
    _ t: Int, rows: Int, states: FloatBuffer, actions: FloatBuffer, next: FloatBuffer, rewards: FloatBuffer,
    terminated: inout [Bool], drawingFrom stream: inout RandomStream
  ) {
    precondition(t < depth && rows <= capacity, "more steps or rows than the workspace holds")
    let (coding, record) = (ensemble.coding, records[t])
    record.states.copy(rows * stateCount, of: states, from: 0, to: 0)
    for row in 0..<rows { record.members[row] = ensemble.elites[stream.index(below: ensemble.elites.count)] }
    if !isDeterministic { record.draws.fillNormal(rows * coding.outputs, from: &stream) }
    supervised.apply(
      rows: rows, states: states.address(rows * stateCount), actions: actions.address(rows * actionCount),
      commands: record.applied.address(rows * actionCount), slopes: record.slopes.address(rows * actionCount))
    predict(rows, record)
    for row in 0..<rows {
      advance(row, record, into: next)
      rewards[row] = reward(row, record, next)
      terminated[row] = terminates(row, next) || endsAsLearned(row)
    }
  }

  /// Runs each member on its rows of the record.
  func predict(_ rows: Int, _ record: StepRecord) {
    let coding = ensemble.coding
    coding.encode(rows: rows, states: record.states, applied: record.applied, scratch: scratch, into: inputs)
    ensemble.inputScale.normalize(rows: rows, inputs)
    for member in ensemble.elites {
      let count = gather(rows, record, member)
      guard count > 0 else { continue }
      let pass = record.passes[member]
      for k in 0..<count {
        pass.input.copy(coding.inputs, of: inputs, from: places[k] * coding.inputs, to: k * coding.inputs)
      }
      pass.forward(rows: count)
      let width = 2 * coding.outputs
      for k in 0..<count { outputs.copy(width, of: pass.output, from: k * width, to: places[k] * width) }
      if !isDeterministic { deviate(count, record, member) }
    }
  }

  private func deviate(_ count: Int, _ record: StepRecord, _ member: Int) {
    let n = ensemble.coding.outputs
    ensemble.members[member].distribution.deviate(
      rows: count, outputs: record.passes[member].output, deviations: memberDeviations, slopes: memberSlopes)
    for k in 0..<count {
      deviations.copy(n, of: memberDeviations, from: k * n, to: places[k] * n)
      record.deviationSlopes.copy(n, of: memberSlopes, from: k * n, to: places[k] * n)
    }
  }

  /// The rows of a member, in rising order, in `places`.
  func gather(_ rows: Int, _ record: StepRecord, _ member: Int) -> Int {
    var count = 0
    for row in 0..<rows where record.members[row] == member {
      places[count] = row
      count += 1
    }
    return count
  }

  /// μ + σ·ε of one output in physical units.
  private func drawn(_ row: Int, _ i: Int, _ record: StepRecord) -> Float {
    let count = ensemble.coding.outputs
    var y = outputs[row * 2 * count + i]
    if !isDeterministic { y += deviations[row * count + i] * record.draws[row * count + i] }
    return ensemble.targetScale.mean[i] + ensemble.targetScale.deviation[i] * y
  }

  func advance(_ row: Int, _ record: StepRecord, into next: FloatBuffer) {
    let state = ensemble.coding.state
    let start = row * state.count
    for i in 0..<state.count { if let source = state.previous(i) { next[start + i] = record.states[start + source] } }
    for i in 0..<state.sensors {
      let base = ensemble.coding.isIncrement[i] ? record.states[start + i] : 0
      next[start + i] = base + drawn(row, i, record)
    }
    guard state.commands > 0 else { return }
    for i in 0..<state.actuators { next[start + state.command(0) + i] = record.applied[row * state.actuators + i] }
  }

  private func reward(_ row: Int, _ record: StepRecord, _ next: FloatBuffer) -> Float {
    let state = ensemble.coding.state
    if ensemble.coding.learnsReward { return drawn(row, state.sensors, record) }
    let start = row * state.rewardInputs
    for i in 0..<state.sensors { record.rewardInputs[start + i] = next[row * state.count + i] }
    for i in 0..<state.actuators {
      let applied = record.applied[row * state.actuators + i]
      let last = state.commands > 0 ? record.states[row * state.count + state.command(0) + i] : 0
      record.rewardInputs[start + state.sensors + i] = applied
      record.rewardInputs[start + state.sensors + state.actuators + i] = applied - last
    }
    var sum: Float = 0
    for term in task.rewards { sum += term.weight * term.kind.value(record.rewardInputs, at: start) }
    return sum
  }

  /// Whether the member thinks that the episode more likely than not ended.
  private func endsAsLearned(_ row: Int) -> Bool {
    let coding = ensemble.coding
    guard coding.learnsTermination else { return false }
    let (i, scale) = (coding.termination, ensemble.targetScale)
    return scale.mean[i] + scale.deviation[i] * outputs[row * 2 * coding.outputs + i] > 0.5
  }

  private func terminates(_ row: Int, _ next: FloatBuffer) -> Bool {
    for termination in task.terminations where termination.holds(Double(next[row * stateCount + termination.sensor])) {
      return true
    }
    return false
  }
}
