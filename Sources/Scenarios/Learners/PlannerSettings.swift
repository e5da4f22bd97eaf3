public import Control
import Robots

/// Settings of a planner for continuous actions, each with its default: how it looks ahead, and how the model that it
/// plans with is learned (PETS; Chua et al. 2018). On the simulator as the model nothing is learned.
public struct PlannerSettings: LearnerSettings {
  public var plan = PlanningSettings()
  /// Of `model: {…}`, the ensemble; `model: simulator` has only its `frames` and `commands` defaults.
  public var ensemble = DynamicsSettings()
  /// Copies of the environment.
  public var copies = 1
  /// Environment steps in all, over all copies.
  public var totalSteps = 10_000
  /// Steps with uniform actions before there is a model.
  public var randomSteps = 500
  /// Environment steps between two trainings of the model.
  public var retrainInterval = 250
  /// Environment steps between two evaluations.
  public var evaluationInterval = 1_000
  /// Episodes of an evaluation.
  public var evaluationEpisodes = 5

  public init() {
    ensemble.members = 5
    ensemble.elites = 5
    ensemble.hidden = [64, 64]
  }

  public static let name = "planner"

  public static var fields: [SettingField<PlannerSettings>] {
    [
      .choice("planner", \.plan.method), .planningModel("model"), .count("horizon", \.plan.horizon),
      .count("hold", \.plan.hold), .count("samples", \.plan.samples, atLeast: 4),
      .count("iterations", \.plan.iterations), .count("elites", \.plan.elites),
      .number("temperature", \.plan.temperature, .positive), .number("deviation", \.plan.deviation, .positive),
      .number("minimum_deviation", \.plan.minimumDeviation, .positive),
      .number("widening", \.plan.widening, .positive),
      .number("momentum", \.plan.momentum, .between(0, 1)), .number("noise_colour", \.plan.colour, .between(0, 4)),
      .number("discount", \.plan.discount, .between(0, 1)), .count("particles", \.plan.particles),
      .flag("model_noise", \.plan.modelNoise), .number("policy_share", \.plan.policyShare, .between(0, 1)),
      .seconds("time_budget_s", \.plan.timeBudget, otherwise: "none"),
      .seconds("physics_step_s", \.plan.physicsStep, otherwise: "scenario"), .count("copies", \.copies),
      .count("total_steps", \.totalSteps), .count("random_steps", \.randomSteps),
      .count("retrain_interval", \.retrainInterval), .count("evaluation_interval", \.evaluationInterval),
      .count("evaluation_episodes", \.evaluationEpisodes),
    ]
  }

  public var contradiction: (key: String, problem: String)? {
    if plan.elites > plan.samples {
      return ("elites", "\(plan.elites) elites cannot be chosen of \(plan.samples) samples; choose at most as many")
    }
    if plan.model == .learned && retrainInterval % copies != 0 {
      return ("retrain_interval", "\(retrainInterval) steps are not whole steps of \(copies) copies; make it a multiple")
    }
    return nil
  }
}

extension SettingField where Settings == PlannerSettings {
  /// `simulator`, or the settings of the ensemble that is learned.
  fileprivate static func planningModel(_ key: String) -> Self {
    Self(
      key,
      read: { settings, value throws(InputError) in
        if case .scalar = value.content {
          settings.plan.model = try value.choice()
        } else {
          settings.plan.model = .learned
          settings.ensemble = try DynamicsSettings(value, over: settings.ensemble)
        }
      },
      write: {
        $0.plan.model == .simulator ? "simulator" : "{\($0.ensemble.yaml.joined(separator: ", "))}"
      })
  }
}
