import Robots

/// Settings of soft actor–critic (Haarnoja et al. 2018), each with its default.
///
/// Layer normalisation and dropout in the critics with 20 updates a step make it DroQ (Hiraoka et al. 2022).
public struct SACSettings: LearnerSettings {
  /// Copies of the environment.
  public var copies = 1
  /// Environment steps in all, over all copies.
  public var totalSteps = 100_000
  /// Steps with uniform actions before anything is learned.
  public var randomSteps = 1_000
  /// Gradient steps for each environment step.
  public var updatesPerStep = 1
  /// Transitions in a gradient step.
  public var batch = 256
  /// Transitions kept; the oldest make room.
  public var replayCapacity = 1_000_000
  /// γ
  public var discount: Float = 0.99
  /// τ, how fast the target critics follow.
  public var targetRate: Float = 0.005
  public var learningRate: Float = 3e-4
  /// Nats that the policy's entropy is held at; nil: −1 for each action.
  public var targetEntropy: Float?
  /// Weight of the entropy at the start.
  public var initialTemperature: Float = 1
  /// Widths of the hidden layers of actor and critics.
  public var hidden = [256, 256]
  public var activation = ActivationName.relu
  /// Layer normalisation in the critics.
  public var layerNorm = false
  /// Of the critics' hidden units, in training.
  public var dropout: Float = 0
  /// Environment steps between two evaluations of the policy without exploration.
  public var evaluationInterval = 1_000
  /// Episodes of an evaluation.
  public var evaluationEpisodes = 10

  public init() {}

  public static let name = "sac"

  public static var fields: [SettingField<SACSettings>] {
    [
      .count("copies", \.copies), .count("total_steps", \.totalSteps),
      .count("random_steps", \.randomSteps, atLeast: 0), .count("updates_per_step", \.updatesPerStep),
      .count("replay_capacity", \.replayCapacity),
    ] + updateFields + [
      .count("evaluation_interval", \.evaluationInterval), .count("evaluation_episodes", \.evaluationEpisodes),
    ]
  }

  /// What a gradient step depends on.
  static var updateFields: [SettingField<SACSettings>] {
    [
      .count("batch", \.batch), .number("discount", \.discount, .between(0, 1)),
      .number("target_rate", \.targetRate, .between(0, 1)),
      .number("learning_rate", \.learningRate, .positive),
      .number("target_entropy", \.targetEntropy, .any, otherwise: "auto"),
      .number("initial_temperature", \.initialTemperature, .positive), .counts("hidden", \.hidden),
      .choice("activation", \.activation), .flag("layer_norm", \.layerNorm),
      .number("dropout", \.dropout, .between(0, 0.9)),
    ]
  }

  public var contradiction: (key: String, problem: String)? {
    guard replayCapacity < batch else { return nil }
    return ("replay_capacity", "\(replayCapacity) transitions do not fill a batch of \(batch); keep more")
  }
}
