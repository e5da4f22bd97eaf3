import Robots

/// Settings of proximal policy optimization (Schulman et al. 2017), each with its default.
public struct PPOSettings: LearnerSettings {
  /// Simulated copies.
  public var copies = 512
  /// Control steps of each copy between two updates.
  public var rolloutSteps = 32
  /// Control steps in all, over all copies.
  public var totalSteps = 5_000_000
  /// γ
  public var discount: Float = 0.99
  /// λ of generalized advantage estimation.
  public var decay: Float = 0.95
  /// ε of the clipped surrogate.
  public var clip: Float = 0.2
  /// Passes over a rollout.
  public var epochs = 5
  public var minibatches = 4
  /// Adam's step size at the start; falls linearly to `finalLearningRate`.
  public var learningRate: Float = 1e-3
  public var finalLearningRate: Float = 1e-4
  public var entropyCoefficient: Float = 0.002
  public var valueCoefficient: Float = 0.5
  public var maximumGradientNorm: Float = 0.5
  /// Widths of the hidden layers of the policy and of the value function.
  public var hidden = [64, 64]
  public var activation = ActivationName.tanh
  /// Whether the value function sees, beside the observation, what the environment tells of the variant's true
  /// parameters and of its true state (Pinto et al. 2018); it sees what the policy sees where nothing is told.
  public var asymmetricCritic = true
  /// ln σ of the Gaussian policy at the start.
  public var initialLogStandardDeviation: Float = -0.5
  /// Levels, spread evenly over ±1, that each action is chosen from by a categorical policy; nil: a Gaussian policy.
  public var actionLevels: Int?

  public init() {}

  public static let name = "ppo"

  public static var fields: [SettingField<PPOSettings>] {
    [
      .count("copies", \.copies), .count("rollout_steps", \.rolloutSteps), .count("total_steps", \.totalSteps),
      .number("discount", \.discount, .between(0, 1)), .number("decay", \.decay, .between(0, 1)),
      .number("clip", \.clip, .positive), .count("epochs", \.epochs), .count("minibatches", \.minibatches),
      .number("learning_rate", \.learningRate, .positive),
      .number("final_learning_rate", \.finalLearningRate, .notNegative),
      .number("entropy_coefficient", \.entropyCoefficient, .notNegative),
      .number("value_coefficient", \.valueCoefficient, .notNegative),
      .number("maximum_gradient_norm", \.maximumGradientNorm, .positive), .counts("hidden", \.hidden),
      .choice("activation", \.activation), .flag("asymmetric_critic", \.asymmetricCritic),
      .number("initial_log_standard_deviation", \.initialLogStandardDeviation, .any),
      .count("action_levels", \.actionLevels, atLeast: 2, otherwise: "continuous"),
    ]
  }

  public var contradiction: (key: String, problem: String)? {
    guard copies * rolloutSteps % minibatches != 0 else { return nil }
    return (
      "minibatches",
      "\(minibatches) minibatches do not divide a rollout of \(copies) × \(rolloutSteps) steps; choose a divisor"
    )
  }
}

/// The function between a network's layers, as scenario files name it.
public enum ActivationName: String, Sendable, CaseIterable { case tanh, elu, relu, silu }
