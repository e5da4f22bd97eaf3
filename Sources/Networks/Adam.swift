import CKernels
import Glibc

/// Adam (Kingma & Ba 2015) on a flat parameter vector, after a clip of the gradient's norm.
public struct Adam: Sendable {
  public let beta1: Double
  public let beta2: Double
  public let epsilon: Float
  public private(set) var steps = 0
  private let firstMoment: FloatBuffer   // (parameters)
  private let secondMoment: FloatBuffer  // (parameters)

  public init(count: Int, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Float = 1e-5) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    firstMoment = FloatBuffer(count: count)
    secondMoment = FloatBuffer(count: count)
  }

  /// Scales the gradient down to a norm of at most `maximum` over all its elements, and gives the norm it had.
  public static func clip(_ gradient: FloatBuffer, toNorm maximum: Float) -> Float {
    let values = gradient.address(gradient.count)
    let norm = s2r_sum_of_squares(gradient.count, values).squareRoot()
    if norm > maximum { s2r_scale(gradient.count, maximum / norm, values) }
    return norm
  }

  /// One step down the gradient.
  public mutating func step(_ parameters: FloatBuffer, down gradient: FloatBuffer, learningRate: Float) {
    begin(parameters, gradient)
    advance(0..<firstMoment.count, parameters, gradient, learningRate, decay: 0)
  }

  /// The same, with L2 decay: to the gradient of each part, decay · parameters is added.
  ///
  /// - Parameter parts: they lie one after the other and cover all parameters.
  public mutating func step(
    _ parameters: FloatBuffer, down gradient: FloatBuffer, learningRate: Float, decaying parts: [DecayingPart]
  ) {
    precondition(parts.last?.range.upperBound == firstMoment.count, "the parts do not cover the parameters")
    begin(parameters, gradient)
    for part in parts { advance(part.range, parameters, gradient, learningRate, decay: part.decay) }
  }

  private mutating func begin(_ parameters: FloatBuffer, _ gradient: FloatBuffer) {
    precondition(
      parameters.count == firstMoment.count && gradient.count == firstMoment.count, "the sizes disagree")
    steps += 1
  }

  private func advance(
    _ range: Range<Int>, _ parameters: FloatBuffer, _ gradient: FloatBuffer, _ learningRate: Float, decay: Float
  ) {
    let (start, count) = (range.lowerBound, range.count)
    s2r_adam(
      count, gradient.address(from: start, count), decay, Float(beta1), Float(beta2),
      Float(Double(learningRate) / (1 - pow(beta1, Double(steps)))), Float(1 / (1 - pow(beta2, Double(steps)))),
      epsilon, firstMoment.address(from: start, count), secondMoment.address(from: start, count),
      parameters.address(from: start, count))
  }

  /// What a checkpoint keeps; setting it needs the same sizes.
  public var state: (steps: Int, first: [Float], second: [Float]) {
    get { (steps, firstMoment.array, secondMoment.array) }
    set {
      steps = newValue.steps
      firstMoment.array = newValue.first
      secondMoment.array = newValue.second
    }
  }
}

/// A part of a parameter vector with the L2 decay of its elements.
public struct DecayingPart: Sendable, Equatable {
  public let range: Range<Int>
  public let decay: Float

  public init(_ range: Range<Int>, decay: Float) {
    self.range = range
    self.decay = decay
  }
}
