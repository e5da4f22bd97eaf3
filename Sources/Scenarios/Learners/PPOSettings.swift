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
  /// Adam's step size at the start.
  public var learningRate: Float = 1e-3
  public var learningRateSchedule = LearningRateSchedule.linear
  /// Where the linear schedule ends.
  public var finalLearningRate: Float = 1e-4
  /// KL divergence of an update that the adaptive schedule aims at, nats.
  public var desiredDivergence: Float = 0.01
  /// Bounds of the adaptive schedule.
  public var minimumLearningRate: Float = 1e-5
  public var maximumLearningRate: Float = 1e-2
  public var entropyCoefficient: Float = 0.002
  public var valueCoefficient: Float = 0.5
  /// How far the value function may profit from moving away from what it said when the rollout was collected, in units
  /// of the scaled reward; nil: as far as it likes.
  public var valueClip: Float?
  /// Over which samples advantages are brought to mean 0 and unit spread.
  public var advantageNormalization = AdvantageNormalization.batch
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
      .choice("learning_rate_schedule", \.learningRateSchedule),
      .number("final_learning_rate", \.finalLearningRate, .notNegative),
      .number("desired_divergence", \.desiredDivergence, .positive),
      .number("minimum_learning_rate", \.minimumLearningRate, .positive),
      .number("maximum_learning_rate", \.maximumLearningRate, .positive),
      .number("entropy_coefficient", \.entropyCoefficient, .notNegative),
      .number("value_coefficient", \.valueCoefficient, .notNegative),
      .number("value_clip", \.valueClip, .positive, otherwise: "none"),
      .choice("advantage_normalization", \.advantageNormalization),
      .number("maximum_gradient_norm", \.maximumGradientNorm, .positive), .counts("hidden", \.hidden),
      .choice("activation", \.activation), .flag("asymmetric_critic", \.asymmetricCritic),
      .number("initial_log_standard_deviation", \.initialLogStandardDeviation, .any),
      .count("action_levels", \.actionLevels, atLeast: 2, otherwise: "continuous"),
    ]
  }

  public var contradiction: (key: String, problem: String)? {
    if copies * rolloutSteps % minibatches != 0 {
      return (
        "minibatches",
        "\(minibatches) minibatches do not divide a rollout of \(copies) × \(rolloutSteps) steps; choose a divisor"
      )
    }
    if learningRateSchedule == .adaptive, learningRate < minimumLearningRate || learningRate > maximumLearningRate {
      return (
        "learning_rate",
        "\(learningRate) lies outside the adaptive schedule's bounds \(minimumLearningRate) … \(maximumLearningRate); "
          + "change it, minimum_learning_rate or maximum_learning_rate"
      )
    }
    return nil
  }
}

/// How the step size goes on after the start.
public enum LearningRateSchedule: String, Sendable, CaseIterable {
  /// Falls with the iterations to the final one.
  case linear
  case constant
  /// Follows the divergence of the policy from the one that collected the rollout.
  case adaptive
}

/// Over which samples advantages are normalised.
public enum AdvantageNormalization: String, Sendable, CaseIterable {
  /// All of a rollout, once.
  case batch
  /// Each minibatch by itself.
  case minibatch
  case none
}

/// The function between a network's layers, as scenario files name it.
public enum ActivationName: String, Sendable, CaseIterable { case tanh, elu, relu, silu }
