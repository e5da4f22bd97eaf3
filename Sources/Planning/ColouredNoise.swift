import Foundation
public import Mathematics

/// Gaussian noise over time whose power falls as 1/f^β, with variance 1 at every instant (Timmer & König 1995; for
/// plans: Pinneri et al. 2020). β = 0 is plain noise.
public struct ColouredNoise: Sendable {
  public let length: Int
  /// Orthogonal waves, each as strong as its frequency asks; nil for plain noise.   (length × length)
  private let waves: [Float]?
  private var draws: [Float]

  public init(length: Int, exponent: Float) {
    precondition(length > 0 && exponent >= 0, "noise has a length, and its power does not rise with frequency")
    self.length = length
    waves = exponent > 0 ? Self.waves(length, Double(exponent)) : nil
    draws = [Float](repeating: 0, count: length + 1)
  }

  private static func waves(_ n: Int, _ exponent: Double) -> [Float] {
    // The mean counts as the lowest frequency.
    let amplitudes = (0...n / 2).map { pow(Double(max($0, 1)), -exponent / 2) }
    var columns: [(amplitude: Double, wave: (Double) -> Double)] = [(amplitudes[0], { _ in 1 })]
    for k in 1..<max(1, n / 2 + 1) {
      let turn = 2 * Double.pi * Double(k) / Double(n)
      if 2 * k == n {
        columns.append((amplitudes[k], { cos(turn * $0) }))
      } else {
        columns.append((amplitudes[k] * 2.0.squareRoot(), { cos(turn * $0) }))
        columns.append((amplitudes[k] * 2.0.squareRoot(), { sin(turn * $0) }))
      }
    }
    var waves: [Float] = []
    for t in 0..<n {
      let row = columns.map { $0.amplitude * $0.wave(Double(t)) }
      let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      waves += row.map { Float($0 / norm) }
    }
    return waves
  }

  /// Writes `length` values from `start` on, `stride` apart.
  public mutating func fill(
    _ values: inout [Float], at start: Int, stride: Int, drawingFrom stream: inout RandomStream
  ) {
    for i in Swift.stride(from: 0, to: length, by: 2) {
      let pair = stream.normalPair()
      draws[i] = Float(pair.0)
      draws[i + 1] = Float(pair.1)
    }
    for t in 0..<length {
      guard let waves else {
        values[start + t * stride] = draws[t]
        continue
      }
      var sum: Float = 0
      for k in 0..<length { sum += waves[t * length + k] * draws[k] }
      values[start + t * stride] = sum
    }
  }
}
