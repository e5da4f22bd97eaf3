import Control
import Foundation
import Testing

@Suite struct RewardTermTests {
  @Test("each kind is its definition", arguments: [
    (RewardTerm.Kind.upright(input: 1, exponent: 2), Float(pow((1 + cos(0.7)) / 2, 2))),
    (.gaussian(input: 0, scale: 0.5), Float(exp(-(0.3 * 0.3) / 0.25))),
    (.square(input: 2, scale: 2), 1),
    (.wrappedSquare(input: 1, scale: 0.5), 4 * 0.49),
    (.within(input: 1, tolerance: 0.69), 0),
    (.within(input: 1, tolerance: 0.71), 1),
    (.one, 1),
    (.energy(angle: 1, velocity: 2, frequency: 2, scale: 2), exp(-pow((0.5 + cos(Float(0.7)) - 1) / 2, 2))),
    (
      .tip(slide: 0, angle: 1, length: 0.6, scale: 0.8),
      exp(-(pow(0.3 + 0.6 * sin(Float(0.7)), 2) + pow(0.6 - 0.6 * cos(Float(0.7)), 2)) / 0.64)
    ),
    (.product([.square(input: 2, scale: 1), .square(input: 0, scale: 1)]), 4 * 0.09),
  ])
  func value(kind: RewardTerm.Kind, expected: Float) {
    // The row begins at 1, and an angle counts on over full turns.
    #expect(abs(kind.value([9, 0.3, 0.7, -2], at: 1) - expected) < 1e-6)
    #expect(abs(kind.value([9, 0.3, 0.7 + 4 * .pi, -2], at: 1) - expected) < 1e-5)
  }

  @Test("the derivative agrees with central differences", arguments: [
    RewardTerm.Kind.upright(input: 1, exponent: 2),
    .upright(input: 1, exponent: 1.5),
    .gaussian(input: 0, scale: 0.5),
    .energy(angle: 1, velocity: 2, frequency: 4.3, scale: 1.5),
    .tip(slide: 0, angle: 1, length: 0.6, scale: 0.8),
    .square(input: 2, scale: 13),
    .wrappedSquare(input: 1, scale: 2),
    .within(input: 1, tolerance: 0.2),
    .one,
    .product([.upright(input: 1, exponent: 2), .gaussian(input: 2, scale: 3), .gaussian(input: 0, scale: 1.5)]),
    .product([.square(input: 0, scale: 1), .product([.square(input: 0, scale: 2), .gaussian(input: 1, scale: 2)])]),
  ])
  func gradient(kind: RewardTerm.Kind) {
    let h: Float = 1e-2
    for x in [[0.3, 0.7, -2], [-1.2, 3, 0.5], [0.8, -2.2, 4]] as [[Float]] {
      var analytic = [Float](repeating: 1, count: 3)  // what is there is added to
      kind.addGradient(x, at: 0, scale: 2, to: &analytic)
      for i in 0..<3 {
        var (above, below) = (x, x)
        above[i] += h
        below[i] -= h
        let numeric = 2 * (kind.value(above, at: 0) - kind.value(below, at: 0)) / (2 * h)
        #expect(abs(analytic[i] - 1 - numeric) < 2e-3 * max(1, abs(numeric)), "\(kind) input \(i) at \(x)")
      }
    }
  }
}
