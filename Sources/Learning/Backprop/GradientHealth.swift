import Foundation

/// How well a policy's gradient through a learned model is conditioned, window by window: whether it vanishes, explodes
/// or drowns in noise, beside the score function's from as many samples, and the window that follows from it.
///
/// Each gradient is of as many rollouts as a training step takes; norms are means over several, drawn anew. A terminal
/// critic is left out: this is about the steps of the model.
public struct GradientHealth: Sendable, Equatable, Codable {
  /// Of one window.
  public struct Window: Sendable, Equatable, Codable {
    public var steps: Int
    /// Of the gradient through the model: mean norm, and signal-to-noise ratio ‖E g‖ / √(tr Cov g).
    public var norm: Double
    public var signalToNoise: Double
    /// The same of REINFORCE's gradient from as many samples.
    public var scoreNorm: Double
    public var scoreSignalToNoise: Double
    /// Largest singular value of ∂s_H/∂s_0 with the policy in the loop, states in units of their spread: its geometric
    /// mean over rollouts, and its largest.
    public var growth: Double
    public var largestGrowth: Double
    /// Part of the rollouts that did not terminate within the window.
    public var survivors: Double

    package init(
      steps: Int, norm: Double, signalToNoise: Double, scoreNorm: Double, scoreSignalToNoise: Double, growth: Double,
      largestGrowth: Double, survivors: Double
    ) {
      self.steps = steps
      self.norm = norm
      self.signalToNoise = signalToNoise
      self.scoreNorm = scoreNorm
      self.scoreSignalToNoise = scoreSignalToNoise
      self.growth = growth
      self.largestGrowth = largestGrowth
      self.survivors = survivors
    }
  }

  /// The objective of a window along its gradient's direction, from the same draws all along.
  public struct Line: Sendable, Equatable, Codable {
    public var steps: Int
    /// From the policy's parameters, in norms of them; rising with the gradient.
    public var distances: [Double]
    public var objectives: [Double]

    package init(steps: Int, distances: [Double], objectives: [Double]) {
      self.steps = steps
      self.distances = distances
      self.objectives = objectives
    }

    /// Points higher than both their neighbours: where a climb along this line may end.
    public var maxima: Int {
      objectives.indices.dropFirst().dropLast().count {
        objectives[$0] > objectives[$0 - 1] && objectives[$0] > objectives[$0 + 1]
      }
    }
  }

  /// Rising, as far as everything is a number.
  public var windows: [Window]
  /// The recommendation.
  public var window: Int
  /// The shortest window whose gradient was no number any more; longer ones were not looked at.
  public var overflow: Int?
  /// Along the gradients of the recommended and of the longest window.
  public var lines: [Line]
  /// In a gradient, and gradients in a mean.
  public var rollouts: Int
  public var gradients: Int
  /// σ before the tanh with which the score function of a deterministic policy was measured; nil: the policy's own.
  public var scoreDeviation: Double?

  /// A window is sound while its gradient's signal is at least this part of its noise, which the optimiser's mean over
  /// its last gradients lifts above 1 (Adam's β₁ = 0.9 averages ten) …
  public static let leastSignalToNoise = 0.5
  /// … and changes of the first state grow by at most this factor over it.
  public static let greatestGrowth = 100.0

  package init(
    windows: [Window], window: Int, overflow: Int? = nil, lines: [Line] = [], rollouts: Int, gradients: Int,
    scoreDeviation: Double? = nil
  ) {
    (self.windows, self.window, self.overflow, self.lines) = (windows, window, overflow, lines)
    (self.rollouts, self.gradients, self.scoreDeviation) = (rollouts, gradients, scoreDeviation)
  }

  /// The longest window of those that are sound with all shorter ones; the shortest where none is.
  package static func recommend(_ windows: [Window]) -> Int {
    let sound = windows.prefix { $0.signalToNoise >= leastSignalToNoise && $0.growth <= greatestGrowth }
    return sound.last?.steps ?? windows.first?.steps ?? 1
  }

  /// 1, 2, 4, … and the longest.
  package static func candidates(upTo longest: Int) -> [Int] {
    var steps = [1]
    while steps[steps.count - 1] * 2 < longest { steps.append(steps[steps.count - 1] * 2) }
    if longest > 1 { steps.append(longest) }
    return steps
  }

  /// As `gradient-health.json` has it.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    guard let data = try? encoder.encode(self) else { preconditionFailure("every figure is a number") }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  public init?(json: String) {
    guard let health = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else { return nil }
    self = health
  }

  func report(into progress: inout TrainingProgress) {
    progress.add("gradient/recommended_window", Double(window))
    for entry in windows {
      progress.add("gradient/norm_\(entry.steps)", entry.norm)
      progress.add("gradient/signal_to_noise_\(entry.steps)", entry.signalToNoise)
      progress.add("gradient/score_signal_to_noise_\(entry.steps)", entry.scoreSignalToNoise)
      progress.add("gradient/growth_\(entry.steps)", entry.growth)
    }
  }
}
