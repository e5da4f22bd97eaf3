import Control
import Foundation
import Mathematics
import Networks
import Policies

extension EnsembleModel {
  /// One row's next state under a command that was really applied, past the supervisor; for recorded steps.
  func follow(states: FloatBuffer, applied: FloatBuffer, next: FloatBuffer, drawingFrom stream: inout RandomStream) {
    let record = records[0]
    record.states.copy(stateCount, of: states, from: 0, to: 0)
    record.applied.copy(actionCount, of: applied, from: 0, to: 0)
    record.members[0] = ensemble.elites[stream.index(below: ensemble.elites.count)]
    if !isDeterministic { record.draws.fillNormal(ensemble.coding.outputs, from: &stream) }
    predict(1, record)
    advance(0, record, into: next)
  }

  /// How many of the model's deviations a reading lies off the mean that was just followed, and ln of the deviation in
  /// normalised units.
  func surprise(sensor i: Int, reading: Float, _ next: FloatBuffer) -> (z: Double, logDeviation: Double) {
    let distribution = ensemble.members[records[0].members[0]].distribution
    let logDeviation = 0.5 * Double(distribution.logVariance(outputs[ensemble.coding.outputs + i], i))
    let difference = Double(reading - next[i]) / Double(ensemble.targetScale.deviation[i])
    return (difference / exp(logDeviation), logDeviation)
  }
}
