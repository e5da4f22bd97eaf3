import Mathematics
import Planning
import Testing

import func Foundation.cos
import func Foundation.pow
import func Foundation.sin

@Suite struct ColouredNoiseTests {
  /// Draws of noise, one row each.          (count × length)
  private static func draws(_ count: Int, length: Int, exponent: Float) -> [[Float]] {
    var noise = ColouredNoise(length: length, exponent: exponent)
    var stream = RandomStream(seed: 4)
    return (0..<count).map { _ in
      var values = [Float](repeating: .nan, count: 2 * length)
      noise.fill(&values, at: 1, stride: 2, drawingFrom: &stream)
      return (0..<length).map { values[1 + 2 * $0] }
    }
  }

  @Test("it has variance 1 and mean 0 at every instant", arguments: [0, 1, 2] as [Float], [1, 2, 7, 16])
  func moments(exponent: Float, length: Int) {
    let rows = Self.draws(4000, length: length, exponent: exponent)
    for t in 0..<length {
      let mean = rows.reduce(0) { $0 + Double($1[t]) } / 4000
      let square = rows.reduce(0) { $0 + Double($1[t]) * Double($1[t]) } / 4000
      #expect(abs(mean) < 0.08 && abs(square - 1) < 0.12, "at \(t): \(mean), \(square)")
    }
  }

  @Test("its power falls as the frequency to the exponent", arguments: [0, 1, 2] as [Float])
  func spectrum(exponent: Float) {
    let length = 32
    let rows = Self.draws(3000, length: length, exponent: exponent)
    func power(_ k: Int) -> Double {
      rows.reduce(0) { sum, row in
        var (re, im) = (0.0, 0.0)
        for t in 0..<length {
          let turn = 2 * Double.pi * Double(k * t) / Double(length)
          re += Double(row[t]) * cos(turn)
          im += Double(row[t]) * sin(turn)
        }
        return sum + re * re + im * im
      }
    }
    for k in [2, 4, 8] {
      let (found, expected) = (power(k) / power(1), pow(Double(k), -Double(exponent)))
      #expect(abs(found / expected - 1) < 0.1, "\(k): \(found) against \(expected)")
    }
  }
}
