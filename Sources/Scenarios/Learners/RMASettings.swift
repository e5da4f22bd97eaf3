import Robots

/// Settings of rapid motor adaptation (Kumar et al. 2021), each with its default.
///
/// First PPO trains a teacher, whose policy sees the present and a few numbers that an encoder makes of what the
/// environment tells of the variant's true parameters. Then a network learns to find these numbers in the observation's
/// history, while the policy acts on what it finds.
public struct RMASettings: LearnerSettings {
  /// Of the teacher.
  public var ppo: PPOSettings
  /// Numbers that the encoder makes.
  public var latent = 8
  /// Widths of the encoder's hidden layers.
  public var encoderHidden = [64, 32]
  /// Control steps in all, over all copies, in which the history is learned from, after the teacher's.
  public var adaptationSteps = 1_000_000
  /// Widths of the hidden layers of the network over the history.
  public var adaptationHidden = [128, 64]
  public var adaptationEpochs = 2
  public var adaptationLearningRate: Float = 1e-3

  public init() {
    ppo = PPOSettings()
    ppo.asymmetricCritic = true
  }

  public static let name = "rma"

  public static var fields: [SettingField<RMASettings>] {
    PPOSettings.fields.filter { !others.contains($0.key) }.map { $0.within(\.ppo) } + [
      .count("latent", \.latent), .counts("encoder_hidden", \.encoderHidden),
      .count("adaptation_steps", \.adaptationSteps), .counts("adaptation_hidden", \.adaptationHidden),
      .count("adaptation_epochs", \.adaptationEpochs),
      .number("adaptation_learning_rate", \.adaptationLearningRate, .positive),
    ]
  }

  /// The teacher sees all that is told, and remembers nothing: the history is its pupil's.
  private static let others = ["asymmetric_critic", "memory", "memory_size", "sequence_steps"]

  public var contradiction: (key: String, problem: String)? { ppo.contradiction }
}
