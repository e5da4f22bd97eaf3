import Robots

/// Settings of model-based policy optimization (Janner et al. 2019, algorithm 2), each with its default.
///
/// With `policy_optimizer: differentiable` it is DHMBPO (Kubo et al. 2025): long rollouts give the states, and the
/// policy climbs the gradient of short differentiable ones that begin there.
///
/// With `policy_optimizer: ppo` the rollouts are PPO's own: its copies begin at states that were visited and are cut
/// after k steps, where the value function stands for the rest.
public struct MBPOSettings: LearnerSettings {
  public enum PolicyOptimizer: String, Sendable, CaseIterable {
    /// Soft actor–critic on the rollouts' transitions.
    case sac
    /// The gradient through the model, with critics at the window's end.
    case differentiable
    /// Proximal policy optimization on the rollouts.
    case ppo
  }

  public var policyOptimizer = PolicyOptimizer.sac
  /// Copies of the environment.
  public var copies = 1
  /// Environment steps in all, over all copies.
  public var totalSteps = 20_000
  /// Steps with uniform actions before anything is learned.
  public var randomSteps = 1_000
  /// Environment steps between two trainings of the model.
  public var retrainInterval = 250
  /// Environment steps between two times that the policy is rolled out in the model.
  public var rolloutInterval = 250
  /// Rollouts for each environment step.
  public var rolloutsPerStep = 400
  public var rolloutLength = RolloutLength.schedule(.init())
  /// Of `rollout_length: auto`: how far predictions may be off, as a part of the readings' spread.
  public var rolloutError: Float = 0.2
  /// Environment steps whose rollouts are kept.
  public var rolloutRetention = 1_000
  /// Part of each gradient step's transitions that comes from the environment.
  public var realRatio: Float = 0.05
  /// Gradient steps for each environment step.
  public var updatesPerStep = 10
  /// Gradient steps at once when the first model stands.
  public var firstUpdates = 0
  public var actorCritic = ActorCriticSettings()
  public var valueGradient = ValueGradientSettings()
  public var ppo = ModelPPOSettings()
  public var model = DynamicsSettings()
  /// Environment steps between two evaluations of the policy without exploration.
  public var evaluationInterval = 1_000
  /// Episodes of an evaluation.
  public var evaluationEpisodes = 10

  public init() {}

  public static let name = "mbpo"

  public static var fields: [SettingField<MBPOSettings>] {
    [
      .choice("policy_optimizer", \.policyOptimizer), .count("copies", \.copies), .count("total_steps", \.totalSteps),
      .count("random_steps", \.randomSteps), .count("retrain_interval", \.retrainInterval),
      .count("rollout_interval", \.rolloutInterval), .count("rollouts_per_step", \.rolloutsPerStep),
      .rolloutLength("rollout_length", \.rolloutLength), .number("rollout_error", \.rolloutError, .positive),
      .count("rollout_retention", \.rolloutRetention), .number("real_ratio", \.realRatio, .between(0, 1)),
      .count("updates_per_step", \.updatesPerStep), .count("first_updates", \.firstUpdates, atLeast: 0),
      .nested("actor_critic", \.actorCritic), .nested("value_gradient", \.valueGradient), .nested("ppo", \.ppo),
      .nested("model", \.model),
      .count("evaluation_interval", \.evaluationInterval), .count("evaluation_episodes", \.evaluationEpisodes),
    ]
  }

  public var contradiction: (key: String, problem: String)? {
    if rolloutRetention < rolloutInterval {
      return (
        "rollout_retention",
        "rollouts are kept for \(rolloutRetention) steps and made every \(rolloutInterval); keep them at least as long"
      )
    }
    guard policyOptimizer == .ppo else { return nil }
    let defaults = MBPOSettings()
    let others: [(String, Bool)] = [
      ("rollouts_per_step", rolloutsPerStep != defaults.rolloutsPerStep),
      ("real_ratio", realRatio != defaults.realRatio), ("updates_per_step", updatesPerStep != defaults.updatesPerStep),
      ("first_updates", firstUpdates != defaults.firstUpdates),
    ]
    guard let (key, _) = others.first(where: \.1) else { return nil }
    return (key, "is of no matter to policy_optimizer: ppo, which learns as `ppo` says; leave it out")
  }
}

/// Of `policy_optimizer: ppo`: what it does each time that it is rolled out in the model.
public struct ModelPPOSettings: LearnerSettings {
  /// Of PPO each time: a rollout and its epochs.
  public var iterations = 4
  public var ppo: PPOSettings

  public init() {
    ppo = PPOSettings()
    (ppo.copies, ppo.rolloutSteps) = (256, 16)
  }

  public static let name = "ppo"

  public static var fields: [SettingField<ModelPPOSettings>] {
    [.count("iterations", \.iterations)]
      + PPOSettings.fields.filter { !Self.others.contains($0.key) }.map { $0.within(\.ppo) }
  }

  /// The steps are the model's; it tells nothing privileged, and its rollouts begin in the middle of episodes, which a
  /// memory would know nothing of.
  private static let others = ["total_steps", "asymmetric_critic", "memory", "memory_size", "sequence_steps"]

  public var contradiction: (key: String, problem: String)? { ppo.contradiction }
}

/// Actor, critics and their gradient steps within a learner's settings: those of `sac` that are no matter of the data.
public struct ActorCriticSettings: LearnerSettings {
  public var sac = SACSettings()

  public init() {}

  public static let name = "actor_critic"

  public static var fields: [SettingField<ActorCriticSettings>] { SACSettings.updateFields.map { $0.within(\.sac) } }
}

/// Of `policy_optimizer: differentiable`.
public struct ValueGradientSettings: LearnerSettings {
  /// Steps of the model that the policy's gradient goes through, H.
  public var window = 5
  /// Critics; the smaller of two drawn ones is the target's, the mean of all the policy's (Chen et al. 2021).
  public var critics = 5
  /// Width of the reward's distribution that bounds the critics: between this quantile and its complement.
  public var boundQuantile: Float = 0.01

  public init() {}

  public static let name = "value_gradient"

  public static var fields: [SettingField<ValueGradientSettings>] {
    [
      .count("window", \.window), .count("critics", \.critics, atLeast: 2),
      .number("bound_quantile", \.boundQuantile, .between(0, 0.4)),
    ]
  }
}
