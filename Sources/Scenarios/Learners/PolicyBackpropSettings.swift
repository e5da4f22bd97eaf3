import Robots

/// Settings of policy backprop: the gradient of the return in a learned model, carried back through its steps to the
/// policy; each setting with its default.
///
/// A round is some interaction, a training of the model on all data, and gradient steps of the policy in it. With
/// `iterated: false` only the first round interacts, with uniform actions: the lecture's simple algorithm.
public struct PolicyBackpropSettings: LearnerSettings {
  public enum Policy: String, Sendable, CaseIterable {
    /// a = tanh μ(o)
    case deterministic
    /// a = tanh(μ(o) + σ(o)·ε), differentiated for fixed ε.
    case stochastic
  }

  /// Where rollouts begin.
  public enum Starts: String, Sendable, CaseIterable {
    /// Where episodes began.
    case episodes
    /// In any state that was visited.
    case visited
    /// Half of them in the one way, half in the other.
    case both
  }

  /// Copies of the environment.
  public var copies = 1
  public var rounds = 20
  /// Whether what the policy visits is appended to the data after each round.
  public var iterated = true
  /// Environment steps of the first round, with uniform actions, over all copies.
  public var randomSteps = 1_000
  /// Environment steps of each later round, over all copies.
  public var roundSteps = 1_000
  public var policy = Policy.deterministic
  /// σ of the noise before the tanh with which a deterministic policy acts on the environment.
  public var explorationNoise: Float = 0
  /// Widths of the policy's hidden layers.
  public var hidden = [64, 64]
  public var activation = ActivationName.tanh
  /// Gradient steps of the policy in a round.
  public var updates = 200
  /// Rollouts of a gradient step.
  public var rollouts = 64
  public var window = BackpropWindow.steps(32)
  /// The longest window that `auto` tries, and that the gradient-health report looks at.
  public var longestWindow = 64
  public var starts = Starts.both
  /// γ
  public var discount: Float = 0.99
  /// Weight of a stochastic policy's entropy, per step.
  public var entropyWeight: Float = 0
  /// Adam's step size at the start of a round; falls linearly to `finalLearningRate` at its end.
  public var learningRate: Float = 2e-3
  public var finalLearningRate: Float = 2e-3
  /// Adam's decay of the mean gradient and of its square (Xu et al. 2022).
  public var beta1: Float = 0.7
  public var beta2: Float = 0.95
  public var maximumGradientNorm: Float = 1
  /// A rollout's derivative by its state is cut to this norm at each step back; nil: it is not.
  public var maximumAdjointNorm: Float?
  /// Policies that begin anew beside the one at hand in each round; the best in the model goes on.
  public var restarts = 0
  /// Rounds in which there are restarts, from the first on.
  public var restartRounds = 5
  public var critic = CriticSettings()
  public var model = DynamicsSettings()
  /// Rounds between two reports of the gradient's health; there is one at the end too. 0: none.
  public var gradientHealthInterval = 5
  /// Environment steps between two evaluations of the policy without exploration.
  public var evaluationInterval = 1_000
  /// Episodes of an evaluation.
  public var evaluationEpisodes = 10
  /// Part of an evaluation's episodes whose success ends the training; nil: it takes all its rounds.
  public var targetSuccess: Float?

  public init() {}

  public static let name = "policy-backprop"

  public static var fields: [SettingField<PolicyBackpropSettings>] {
    [
      .count("copies", \.copies), .count("rounds", \.rounds), .flag("iterated", \.iterated),
      .count("random_steps", \.randomSteps), .count("round_steps", \.roundSteps), .choice("policy", \.policy),
      .number("exploration_noise", \.explorationNoise, .notNegative), .counts("hidden", \.hidden),
      .choice("activation", \.activation), .count("updates", \.updates), .count("rollouts", \.rollouts),
      .backpropWindow("window", \.window), .count("longest_window", \.longestWindow), .choice("starts", \.starts),
      .number("discount", \.discount, .between(0, 1)), .number("entropy_weight", \.entropyWeight, .notNegative),
      .number("learning_rate", \.learningRate, .positive),
      .number("final_learning_rate", \.finalLearningRate, .notNegative),
      .number("beta1", \.beta1, .between(0, 0.9999)), .number("beta2", \.beta2, .between(0, 0.9999)),
      .number("maximum_gradient_norm", \.maximumGradientNorm, .positive),
      .number("maximum_adjoint_norm", \.maximumAdjointNorm, .positive, otherwise: "none"), .count("restarts", \.restarts, atLeast: 0),
      .count("restart_rounds", \.restartRounds, atLeast: 0), .nested("critic", \.critic), .nested("model", \.model),
      .count("gradient_health_interval", \.gradientHealthInterval, atLeast: 0),
      .count("evaluation_interval", \.evaluationInterval), .count("evaluation_episodes", \.evaluationEpisodes),
      .number("target_success", \.targetSuccess, .between(0, 1), otherwise: "none"),
    ]
  }

  public var contradiction: (key: String, problem: String)? {
    if critic.enabled, restarts > 0 {
      return ("restarts", "policies that begin anew cannot share a critic; leave one of the two out")
    }
    if policy == .stochastic, explorationNoise > 0 {
      return ("exploration_noise", "a stochastic policy explores by itself; leave this out or set it to 0")
    }
    if policy == .deterministic, entropyWeight > 0 {
      return ("entropy_weight", "a deterministic policy has no entropy; leave this out, or make `policy` stochastic")
    }
    if case .steps(let steps) = window, steps > longestWindow {
      return ("window", "\(steps) steps are more than `longest_window`, \(longestWindow); change one of the two")
    }
    return nil
  }
}

/// How many steps of the model the policy's gradient goes through.
public enum BackpropWindow: Sendable, Equatable {
  case steps(Int)
  /// As many as the longest episode so far had.
  case episode
  /// What the last report of the gradient's health recommends.
  case automatic
}

extension SettingField {
  /// A whole number, `episode` or `auto`.
  static func backpropWindow(_ key: String, _ path: WritableKeyPath<Settings, BackpropWindow>) -> Self {
    Self(
      key,
      read: { settings, value throws(InputError) in
        switch value.content {
        case .scalar("auto", _): settings[keyPath: path] = .automatic
        case .scalar("episode", _): settings[keyPath: path] = .episode
        default: settings[keyPath: path] = .steps(try value.integer(atLeast: 1))
        }
      },
      write: { settings in
        switch settings[keyPath: path] {
        case .steps(let steps): "\(steps)"
        case .episode: "episode"
        case .automatic: "auto"
        }
      })
  }
}

/// Of policy backprop's terminal critic: what follows a window, learned from the windows themselves by TD(λ) with a
/// target that follows; the defaults are SHAC's (Xu et al. 2022).
public struct CriticSettings: LearnerSettings {
  /// Whether there is one.
  public var enabled = false
  /// λ
  public var decay: Float = 0.95
  /// Part of the target critic that stays at each step of the policy.
  public var targetRetention: Float = 0.2
  public var learningRate: Float = 1e-3
  public var hidden = [64, 64]
  /// Passes over a step's windows, in minibatches.
  public var epochs = 16
  public var minibatches = 4
  public var maximumGradientNorm: Float = 1

  public init() {}

  public static let name = "critic"

  public static var fields: [SettingField<CriticSettings>] {
    [
      .flag("enabled", \.enabled), .number("decay", \.decay, .between(0, 1)),
      .number("target_retention", \.targetRetention, .between(0, 1)),
      .number("learning_rate", \.learningRate, .positive), .counts("hidden", \.hidden), .count("epochs", \.epochs),
      .count("minibatches", \.minibatches), .number("maximum_gradient_norm", \.maximumGradientNorm, .positive),
    ]
  }
}
