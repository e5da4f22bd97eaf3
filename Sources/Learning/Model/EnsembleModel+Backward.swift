import Control
import Foundation
package import Networks
import Policies

extension EnsembleModel {
  /// Without each step's activations kept, the members run forward once more on the step's rows: for long windows that
  /// third of the time costs less than the memory would.
  package func stepBackward(
    _ t: Int, rows: Int, nextGradient: FloatBuffer, rewardGradient: FloatBuffer, stateGradient: FloatBuffer,
    actionGradient: FloatBuffer
  ) {
    precondition(t < depth && rows <= capacity, "more steps or rows than the workspace holds")
    let record = records[t]
    if !keepsActivations { predict(rows, record) }
    for row in 0..<rows { shiftBackward(row, record, nextGradient, rewardGradient[row], into: stateGradient) }
    for member in ensemble.elites { memberBackward(rows, record, member, rewardGradient) }
    inputsBackward(rows, record, into: stateGradient)
    for i in 0..<rows * actionCount { actionGradient[i] = appliedGradient[i] * record.slopes[i] }
  }

  /// Through the next state's composition and the reward's terms, to the state, the reading drawn and the command.
  private func shiftBackward(
    _ row: Int, _ record: StepRecord, _ nextGradient: FloatBuffer, _ rewardGradient: Float,
    into stateGradient: FloatBuffer
  ) {
    let state = ensemble.coding.state
    let start = row * state.count
    for i in rewardInputGradient.indices { rewardInputGradient[i] = 0 }
    if !ensemble.coding.learnsReward { rewardBackward(row, record, rewardGradient) }
    for i in 0..<state.count { stateGradient[start + i] = 0 }
    for i in 0..<state.sensors {
      let gradient = nextGradient[start + i] + rewardInputGradient[i]
      readingGradient[row * state.sensors + i] = gradient
      if ensemble.coding.isIncrement[i] { stateGradient[start + i] = gradient }
    }
    for i in 0..<state.count {
      if let source = state.previous(i) { stateGradient[start + source] += nextGradient[start + i] }
    }
    for i in 0..<state.actuators {
      let change = rewardInputGradient[state.sensors + state.actuators + i]
      var gradient = rewardInputGradient[state.sensors + i] + change
      if state.commands > 0 {
        gradient += nextGradient[start + state.command(0) + i]
        stateGradient[start + state.command(0) + i] -= change
      }
      appliedGradient[row * state.actuators + i] = gradient
    }
  }

  /// The terms take whole arrays of rows; the row's derivatives come out of one of a single row.
  private func rewardBackward(_ row: Int, _ record: StepRecord, _ rewardGradient: Float) {
    let width = rewardInputGradient.count
    for i in 0..<width { rewardRow[i] = record.rewardInputs[row * width + i] }
    for term in task.rewards {
      term.kind.addGradient(rewardRow, at: 0, scale: rewardGradient * term.weight, to: &rewardInputGradient)
    }
  }

  /// From the outputs drawn to the normalised inputs of one member's rows.
  private func memberBackward(_ rows: Int, _ record: StepRecord, _ member: Int, _ rewardGradient: FloatBuffer) {
    let coding = ensemble.coding
    let count = gather(rows, record, member)
    guard count > 0 else { return }
    let pass = record.passes[member]
    let (sensors, n) = (coding.state.sensors, coding.outputs)
    for k in 0..<count {
      let row = places[k]
      for i in 0..<n {
        // No gradient goes through the end of an episode.
        let physical =
          i < sensors ? readingGradient[row * sensors + i]
          : coding.learnsReward && i == sensors ? rewardGradient[row] : 0
        let gradient = physical * ensemble.targetScale.deviation[i]
        pass.outputGradient[k * 2 * n + i] = gradient
        pass.outputGradient[k * 2 * n + n + i] =
          isDeterministic ? 0 : gradient * record.draws[row * n + i] * record.deviationSlopes[row * n + i]
      }
    }
    pass.backward(rows: count, toParameters: false, toInput: true)
    for k in 0..<count {
      inputGradient.copy(coding.inputs, of: pass.inputGradient, from: k * coding.inputs, to: places[k] * coding.inputs)
    }
  }

  /// From the normalised inputs to the state and the command.
  private func inputsBackward(_ rows: Int, _ record: StepRecord, into stateGradient: FloatBuffer) {
    let coding = ensemble.coding
    let (f, a) = (coding.featureCount, coding.state.actuators)
    let inverse = ensemble.inputScale.inverseDeviation
    for row in 0..<rows {
      for i in 0..<f { featureGradient[row * f + i] = inputGradient[row * (f + a) + i] * inverse[i] }
      for i in 0..<a {
        appliedGradient[row * a + i] += inputGradient[row * (f + a) + f + i] * inverse[f + i]
      }
    }
    coding.features.encodeBackward(
      rows: rows, states: record.states, of: coding.state, observationGradient: featureGradient,
      stateGradient: stateGradient)
  }
}
