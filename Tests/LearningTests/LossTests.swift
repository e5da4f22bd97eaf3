import Foundation
import Learning
import Testing

@Suite struct LossTests {
  @Test("the surrogate's derivative by ln p agrees with central differences on every branch", arguments: [
    (0.7, 1.5), (0.7, -1.5), (0.95, 1.5), (1.05, -0.8), (1.3, 1.5), (1.3, -1.5),
  ] as [(Double, Float)])
  func surrogate(ratio: Double, advantage: Float) {
    let loss = ClippedSurrogate(clip: 0.2)
    func value(_ logRatio: Double) -> Double {
      Double(loss(ratio: Float(exp(logRatio)), advantage: advantage).loss)
    }
    let h = 1e-3
    let numeric = (value(log(ratio) + h) - value(log(ratio) - h)) / (2 * h)
    let (_, derivative, isClipped) = loss(ratio: Float(ratio), advantage: advantage)
    #expect(abs(numeric - Double(derivative)) < 1e-3)
    #expect(isClipped == (abs(ratio - 1) > 0.2))
    // Clipped where the ratio already moved the advantage's way, and only there.
    #expect((derivative == 0) == (isClipped && (ratio > 1) == (advantage > 0)))
  }

  @Test("the squared error's derivative agrees with central differences", arguments: [-1, 0.5, 2] as [Float])
  func squares(prediction: Float) {
    let h: Float = 1e-2
    let numeric =
      (squaredError(prediction + h, target: 0.3).loss - squaredError(prediction - h, target: 0.3).loss) / (2 * h)
    #expect(abs(numeric - squaredError(prediction, target: 0.3).derivative) < 1e-3)
  }

  // Old value 0.5 ± 0.2; the target lies above, within or below.
  @Test("the clipped squared error's derivative agrees with central differences on every branch", arguments: [
    (0.1, 1.5), (0.6, 1.5), (0.9, 1.5), (2, 1.5), (0.1, 0.6), (0.9, 0.6), (0.1, -1), (0.4, -1), (1.2, -1),
  ] as [(Float, Float)])
  func clippedSquares(prediction: Float, target: Float) {
    func loss(_ prediction: Float) -> (loss: Float, derivative: Float) {
      clippedSquaredError(prediction, target: target, old: 0.5, clip: 0.2)
    }
    let h: Float = 1e-2
    let numeric = (loss(prediction + h).loss - loss(prediction - h).loss) / (2 * h)
    #expect(abs(numeric - loss(prediction).derivative) < 2e-3)
    // Never less than without the clip, and nothing pulls only beyond the clip on the target's side.
    #expect(loss(prediction).loss >= squaredError(prediction, target: target).loss)
    let isBeyond = target > 0.7 ? prediction > 0.7 : target < 0.3 ? prediction < 0.3 : false
    #expect((loss(prediction).derivative == 0) == (isBeyond && abs(prediction - target) < abs((target > 0.7 ? 0.7 : 0.3) - target)))
  }
}
