public import Mathematics

/// How much a deployment tries out beside what the policy would do: noise on the normalised actions.
///
/// It is an Ornstein–Uhlenbeck process at the ticks, x ← a·x + σ·√(1 − a²)·ε (Uhlenbeck & Ornstein 1930; Lillicrap et
/// al. 2016 for exploration): smooth, so that an actuator is not hammered, and of spread σ. The noise is added to the
/// action as the decoder would take it, within ±1, before decoder and supervisor, so every limit holds.
public struct ExplorationNoise: Sendable, Equatable, Codable {
  /// σ, in units of the normalised action.
  public let sigma: Double
  /// a, from one tick to the next.
  public let correlation: Double
  public let seed: UInt64

  /// - Precondition: σ is positive and a lies in [0, 1).
  public init(sigma: Double, correlation: Double, seed: UInt64) {
    precondition(sigma > 0 && correlation >= 0 && correlation < 1, "noise has a spread and forgets")
    self.sigma = sigma
    self.correlation = correlation
    self.seed = seed
  }

  /// Noise that forgets with this time constant, s.
  public static let timeConstant = 0.1

  /// - Parameter period: time between two ticks, s.
  public init(sigma: Double, period: Double, seed: UInt64) {
    // (1 + T/τ)⁻¹ in place of exp(−T/τ): the same bits with any mathematics library.
    self.init(sigma: sigma, correlation: 1 / (1 + period / Self.timeConstant), seed: seed)
  }

  public var isValid: Bool { sigma > 0 && sigma.isFinite && correlation >= 0 && correlation < 1 }
}

/// The noise of one run, tick by tick; the same seed gives the same bits on every machine, so that a log can be audited
/// on another one than it was recorded on.
public struct ExplorationProcess: Sendable {
  public let exploration: ExplorationNoise
  private let innovation: Double
  private var stream: RandomStream
  private var values: [Double]  // (actions)

  public init(_ exploration: ExplorationNoise, actions: Int) {
    self.exploration = exploration
    innovation = exploration.sigma * (1 - exploration.correlation * exploration.correlation).squareRoot()
    stream = RandomStream(seed: 0)
    values = [Double](repeating: 0, count: actions)
    reset()
  }

  /// Back to the first tick.
  public mutating func reset() {
    stream = RandomStream(seed: exploration.seed).split("exploration")
    for i in values.indices { values[i] = exploration.sigma * Self.draw(&stream) }
  }

  /// On to the next tick.
  public mutating func advance() {
    for i in values.indices { values[i] = exploration.correlation * values[i] + innovation * Self.draw(&stream) }
  }

  /// What the decoder is given instead of the policy's action.
  ///
  /// - Parameters:
  ///   - action: the policy's, from `start` on.               (actions)
  ///   - explored: written from `place` on.                   (actions)
  public func apply(to action: [Float], at start: Int, into explored: inout [Float], at place: Int) {
    for i in values.indices {
      // In this order what is not a number stays so, and the supervisor stops the robot.
      explored[place + i] = max(min(action[start + i], 1), -1) + Float(values[i])
    }
  }

  /// Nearly standard normal: twelve uniform draws less 6. Sums round alike everywhere, logarithms and cosines do not.
  private static func draw(_ stream: inout RandomStream) -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += stream.uniform() }
    return sum
  }

  public func save(into state: inout SavedState) {
    state.append(stream)
    state.append(contentsOf: values)
  }

  public mutating func restore(_ state: inout SavedState) {
    stream = state.takeStream()
    state.take(into: &values)
  }
}
