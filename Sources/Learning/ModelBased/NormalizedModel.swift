import Mathematics
import Networks

/// What observations are normalised by; shared by everything that sees them, and changed with the model's training.
final class ObservationScale: @unchecked Sendable {
  var scale: ColumnScale

  init(columns: Int) { scale = ColumnScale(columns: columns) }
}

/// A model whose policy sees normalised observations.
final class NormalizedModel: DifferentiableModel {
  private let model: EnsembleModel
  private let shared: ObservationScale
  private let scaled: FloatBuffer  // (capacity × o)

  init(_ model: EnsembleModel, _ shared: ObservationScale) {
    self.model = model
    self.shared = shared
    scaled = FloatBuffer(count: model.capacity * model.observationCount)
  }

  var stateCount: Int { model.stateCount }
  var actionCount: Int { model.actionCount }
  var observationCount: Int { model.observationCount }
  var capacity: Int { model.capacity }
  var depth: Int { model.depth }

  func observe(rows: Int, states: FloatBuffer, into observations: FloatBuffer) {
    model.observe(rows: rows, states: states, into: observations)
    shared.scale.normalize(rows: rows, observations)
  }

  func observeBackward(rows: Int, states: FloatBuffer, observationGradient: FloatBuffer, stateGradient: FloatBuffer) {
    let inverse = shared.scale.inverseDeviation
    for row in 0..<rows {
      for (i, factor) in inverse.enumerated() {
        let place = row * inverse.count + i
        scaled[place] = observationGradient[place] * factor
      }
    }
    model.observeBackward(rows: rows, states: states, observationGradient: scaled, stateGradient: stateGradient)
  }

  func step(
    _ t: Int, rows: Int, states: FloatBuffer, actions: FloatBuffer, next: FloatBuffer, rewards: FloatBuffer,
    terminated: inout [Bool], drawingFrom stream: inout RandomStream
  ) {
    model.step(
      t, rows: rows, states: states, actions: actions, next: next, rewards: rewards, terminated: &terminated,
      drawingFrom: &stream)
  }

  func stepBackward(
    _ t: Int, rows: Int, nextGradient: FloatBuffer, rewardGradient: FloatBuffer, stateGradient: FloatBuffer,
    actionGradient: FloatBuffer
  ) {
    model.stepBackward(
      t, rows: rows, nextGradient: nextGradient, rewardGradient: rewardGradient, stateGradient: stateGradient,
      actionGradient: actionGradient)
  }
}
