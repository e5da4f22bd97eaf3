import Robots

/// How a learner learns the dynamics: an ensemble of probabilistic networks, with the defaults of MBPO (Janner et al.
/// 2019). It is a mapping `model:` within the learner's.
public struct DynamicsSettings: LearnerSettings {
  public enum Prediction: String, Sendable, CaseIterable { case residual, direct }

  public var members = 7
  /// The members best on the held-out rows, which the model draws from.
  public var elites = 5
  public var hidden = [200, 200, 200, 200]
  public var activation = ActivationName.silu
  public var layerNorm = false
  public var dropout: Float = 0
  public var learningRate: Float = 1e-3
  /// L2 decay of each layer's weights, the output layer's last; the last entry stands for all further ones.
  public var weightDecay: [Float] = [2.5e-5, 5e-5, 7.5e-5, 7.5e-5, 1e-4]
  public var batch = 256
  /// Minibatches after which the held-out rows are looked at; nil: a pass over all rows.
  public var epochBatches: Int?
  public var heldOutFraction: Float = 0.2
  public var heldOutLimit = 5_000
  /// Training ends when no member has improved by 1 % within so many epochs.
  public var patience = 5
  public var maximumEpochs = 200
  /// What a reading changes by, or the next reading.
  public var prediction = Prediction.residual
  /// Whether the reward is learned too; otherwise the scenario's terms give it. Where there are no terms it always is.
  public var learnsReward = false
  /// Readings in the model's state.
  public var frames = 1
  /// Applied commands in the model's state; nil: as many as the delays keep under way.
  public var commands: Int?

  public init() {}

  public static let name = "model"

  public static var fields: [SettingField<DynamicsSettings>] {
    [
      .count("members", \.members), .count("elites", \.elites), .counts("hidden", \.hidden),
      .choice("activation", \.activation), .flag("layer_norm", \.layerNorm),
      .number("dropout", \.dropout, .between(0, 0.9)), .number("learning_rate", \.learningRate, .positive),
      .numbers("weight_decay", \.weightDecay, .notNegative), .count("batch", \.batch),
      .count("epoch_batches", \.epochBatches, otherwise: "all"),
      .number("held_out_fraction", \.heldOutFraction, .between(0, 0.9)),
      .count("held_out_limit", \.heldOutLimit), .count("patience", \.patience, atLeast: 0),
      .count("maximum_epochs", \.maximumEpochs), .choice("prediction", \.prediction),
      .flag("learn_reward", \.learnsReward), .count("frames", \.frames),
      .count("commands", \.commands, atLeast: 0, otherwise: "auto"),
    ]
  }

  public var contradiction: (key: String, problem: String)? {
    guard elites > members else { return nil }
    return ("elites", "\(elites) elites cannot be chosen of \(members) members; choose at most as many")
  }
}
