import Foundation

/// One named, weighted term of the reward, a smooth function of (next reading, applied command, the one before).
///
/// Works on rows of Float: `inputs` holds the next reading's values, then the command's, then by how much each differs
/// from the command before, and in a simulator then what else the scenario names of the true motion; so a learned model
/// can be differentiated through. The scalar use is a batch of one.
public struct RewardTerm: Sendable, Equatable, Codable {
  public var name: String
  /// Per control step.
  public var weight: Float
  public var kind: Kind

  public init(name: String, weight: Float, kind: Kind) {
    self.name = name
    self.weight = weight
    self.kind = kind
  }

  public indirect enum Kind: Sendable, Equatable, Codable {
    /// ((1 + cos q) / 2)^exponent of an angle: 1 upright, 0 hanging.
    case upright(input: Int, exponent: Float)
    /// exp(−(x / scale)²).
    case gaussian(input: Int, scale: Float)
    /// exp(−(e / scale)²) with e = q̇² / (2 ω₀²) + cos q − 1, a pendulum's energy over m·g·l: 0 upright at rest, −2
    /// hanging at rest. What it pays for pumping comes at once, not at the end of the swing-up (after Åström & Furuta
    /// 2000, whose ω₀ = √(m·g·l / J)).
    case energy(angle: Int, velocity: Int, frequency: Float, scale: Float)
    /// exp(−(d / scale)²) of a pole's tip whose place is to be straight above the middle of its rail, at a distance of
    /// d² = (x + l·sin q)² + l²·(1 − cos q)² (the saturating cost of Deisenroth & Rasmussen 2011, eq. 25, as a reward).
    case tip(slide: Int, angle: Int, length: Float, scale: Float)
    /// (x / scale)².
    case square(input: Int, scale: Float)
    /// (q / scale)² of an angle, taken from −π to π.
    case wrappedSquare(input: Int, scale: Float)
    /// The mean of ((x − centre) / scale)² over several values.
    case squares(inputs: [Int], centres: [Float], scale: Float)
    /// exp(−((x − target) / scale)²), the target another value: a goal.
    case tracking(input: Int, target: Int, scale: Float)
    /// x / scale.
    case linear(input: Int, scale: Float)
    /// 1 within the tolerance of the multiple of 2π nearest, else 0; its derivative is taken as 0.
    case within(input: Int, tolerance: Float)
    /// 1 in every step.
    case one
    case product([Kind])
  }
}

extension RewardTerm.Kind {
  /// The value for one row, before the weight.
  public func value(_ x: [Float], at row: Int) -> Float {
    switch self {
    case .upright(let i, let exponent): return pow((1 + cos(x[row + i])) / 2, exponent)
    case .gaussian(let i, let scale):
      let z = x[row + i] / scale
      return exp(-z * z)
    case .energy(let q, let v, let frequency, let scale):
      let z = Self.energy(x[row + q], x[row + v], frequency) / scale
      return exp(-z * z)
    case .tip(let slide, let q, let length, let scale):
      return exp(-Self.tip(x[row + slide], x[row + q], length) / (scale * scale))
    case .square(let i, let scale):
      let z = x[row + i] / scale
      return z * z
    case .wrappedSquare(let i, let scale):
      let z = Self.wrapped(x[row + i]) / scale
      return z * z
    case .squares(let inputs, let centres, let scale):
      var sum: Float = 0
      for (k, i) in inputs.enumerated() { sum += (x[row + i] - centres[k]) * (x[row + i] - centres[k]) }
      return sum / (scale * scale * Float(inputs.count))
    case .tracking(let i, let target, let scale):
      let z = (x[row + i] - x[row + target]) / scale
      return exp(-z * z)
    case .linear(let i, let scale): return x[row + i] / scale
    case .within(let i, let tolerance):
      return abs(Self.wrapped(x[row + i])) <= tolerance ? 1 : 0
    case .one: return 1
    case .product(let factors):
      var product: Float = 1
      for factor in factors { product *= factor.value(x, at: row) }
      return product
    }
  }

  /// Adds `scale` times the derivative with respect to the row's inputs to `gradient`.
  public func addGradient(_ x: [Float], at row: Int, scale: Float, to gradient: inout [Float]) {
    switch self {
    case .upright(let i, let exponent):
      let base = (1 + cos(x[row + i])) / 2
      let slope = base > 0 ? exponent * pow(base, exponent - 1) : 0
      gradient[row + i] -= scale * slope * sin(x[row + i]) / 2
    case .gaussian(let i, let width):
      let z = x[row + i] / width
      gradient[row + i] -= scale * exp(-z * z) * 2 * z / width
    case .energy(let q, let v, let frequency, let width):
      let z = Self.energy(x[row + q], x[row + v], frequency) / width
      let slope = -scale * exp(-z * z) * 2 * z / width
      gradient[row + q] -= slope * sin(x[row + q])
      gradient[row + v] += slope * x[row + v] / (frequency * frequency)
    case .tip(let place, let q, let length, let width):
      let slope = -scale * exp(-Self.tip(x[row + place], x[row + q], length) / (width * width)) / (width * width)
      gradient[row + place] += slope * 2 * (x[row + place] + length * sin(x[row + q]))
      gradient[row + q] += slope * 2 * length * (x[row + place] * cos(x[row + q]) + length * sin(x[row + q]))
    case .square(let i, let width): gradient[row + i] += scale * 2 * x[row + i] / (width * width)
    case .wrappedSquare(let i, let width): gradient[row + i] += scale * 2 * Self.wrapped(x[row + i]) / (width * width)
    case .squares(let inputs, let centres, let width):
      let factor = scale * 2 / (width * width * Float(inputs.count))
      for (k, i) in inputs.enumerated() { gradient[row + i] += factor * (x[row + i] - centres[k]) }
    case .tracking(let i, let target, let width):
      let z = (x[row + i] - x[row + target]) / width
      let slope = scale * exp(-z * z) * 2 * z / width
      gradient[row + i] -= slope
      gradient[row + target] += slope
    case .linear(let i, let width): gradient[row + i] += scale / width
    case .within, .one: break
    case .product(let factors):
      for (k, factor) in factors.enumerated() {
        var others = scale
        for (m, other) in factors.enumerated() where m != k { others *= other.value(x, at: row) }
        factor.addGradient(x, at: row, scale: others, to: &gradient)
      }
    }
  }

  /// The inputs that it looks at.
  public var inputs: [Int] {
    switch self {
    case .upright(let i, _), .gaussian(let i, _), .square(let i, _), .wrappedSquare(let i, _), .within(let i, _): [i]
    case .energy(let q, let v, _, _): [q, v]
    case .tip(let slide, let q, _, _): [slide, q]
    case .squares(let inputs, _, _): inputs
    case .tracking(let i, let target, _): [i, target]
    case .linear(let i, _): [i]
    case .one: []
    case .product(let factors): factors.flatMap(\.inputs)
    }
  }

  private static func wrapped(_ angle: Float) -> Float { angle.remainder(dividingBy: 2 * Float.pi) }

  /// The tip's squared distance from upright above the middle.
  private static func tip(_ slide: Float, _ angle: Float, _ length: Float) -> Float {
    let (across, below) = (slide + length * sin(angle), length * (1 - cos(angle)))
    return across * across + below * below
  }

  private static func energy(_ angle: Float, _ velocity: Float, _ frequency: Float) -> Float {
    velocity * velocity / (2 * frequency * frequency) + cos(angle) - 1
  }
}
