package import Policies

/// A trainer that learned a model of the plant on the way.
package protocol ModelTrainer: Trainer {
  /// The model as it stands, as it travels in the policy file; nil before its first training.
  var learnedModel: LearnedModel? { get }
  /// How far it can be trusted, on steps that it had not been trained on; nil before there were any.
  var modelReport: ModelReport? { get }
}

/// A trainer with critics of what the policy sees and does.
package protocol CriticTrainer: PolicyTrainer {
  /// As they travel in the policy file; empty where there are none yet.
  var critics: [Network] { get }
}

/// A trainer whose result is a planner.
package protocol PlannerTrainer: ModelTrainer {
  var description: PlannerDescription { get }
}
