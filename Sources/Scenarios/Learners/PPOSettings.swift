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
  /// Whether the networks see observations brought to mean 0 and unit spread, by running statistics of all seen so far.
  public var observationNormalization = true
  /// Whether rewards are brought to discounted returns of unit spread.
  public var rewardScaling = true
  /// Widths of the hidden layers of the policy and of the value function.
  public var hidden = [64, 64]
  public var activation = ActivationName.tanh
  /// Layer normalisation in the hidden layers (Ba et al. 2016).
  public var layerNorm = false
  /// What the policy remembers of the episode: a recurrent layer in front of the hidden ones; nil: nothing. The value
  /// function has one too, unless it sees privileged values.
  public var memory: MemoryName?
  /// Width of that layer.
  public var memorySize = 64
  /// Steps that gradients go back through time; minibatches are made of whole sequences of so many.
  public var sequenceSteps = 16
  /// Whether the value function sees, beside the observation, what the environment tells of the variant's true
  /// parameters and of its true state (Pinto et al. 2018); it sees what the policy sees where nothing is told. On three
  /// seeds of the cart-pole swing-up it gave 94 instead of 98 % of interpolation and 78 instead of 71 % of extrapolation
  /// (2026-11-30).
  public var asymmetricCritic = false
  /// ln σ of the Gaussian policy at the start.
  public var initialLogStandardDeviation: Float = -0.5
  /// Levels, spread evenly over ±1, that each action is chosen from by a categorical policy; nil: a Gaussian policy.
  public var actionLevels: Int?
  /// Share of several processes that must be through with their rollouts for the others to leave the rest of theirs, at
  /// least a quarter done (Wijmans et al. 2020: 0.6); what is learned depends on the processes' speed then. Nil: all wait.
  public var preemption: Float?

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
      .number("maximum_gradient_norm", \.maximumGradientNorm, .positive),
      .flag("observation_normalization", \.observationNormalization), .flag("reward_scaling", \.rewardScaling),
      .counts("hidden", \.hidden),
      .choice("activation", \.activation), .flag("layer_norm", \.layerNorm),
      .choice("memory", \.memory, otherwise: "none"), .count("memory_size", \.memorySize),
      .count("sequence_steps", \.sequenceSteps), .flag("asymmetric_critic", \.asymmetricCritic),
      .number("initial_log_standard_deviation", \.initialLogStandardDeviation, .any),
      .count("action_levels", \.actionLevels, atLeast: 2, otherwise: "continuous"),
      .number("preemption", \.preemption, .between(0, 1), otherwise: "none"),
    ]
  }

  public var contradiction: (key: String, problem: String)? {
    if let contradiction = memoryContradiction { return contradiction }
    if memory == nil, copies * rolloutSteps % minibatches != 0 {
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

  /// A rollout is whole sequences, and a minibatch as many of them as any other.
  private var memoryContradiction: (key: String, problem: String)? {
    guard memory != nil else { return nil }
    guard rolloutSteps % sequenceSteps == 0 else {
      return (
        "sequence_steps", "sequences of \(sequenceSteps) do not divide a rollout of \(rolloutSteps) steps; choose a divisor"
      )
    }
    let sequences = copies * (rolloutSteps / sequenceSteps)
    guard sequences % minibatches != 0 else { return nil }
    return (
      "minibatches", "\(minibatches) minibatches do not divide \(sequences) sequences of \(sequenceSteps) steps; choose a divisor"
    )
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

/// A recurrent layer, as scenario files name it.
public enum MemoryName: String, Sendable, CaseIterable { case gru, lstm }

/// The function between a network's layers, as scenario files name it.
public enum ActivationName: String, Sendable, CaseIterable { case tanh, elu, relu, silu }
