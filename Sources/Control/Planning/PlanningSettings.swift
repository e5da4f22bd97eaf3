/// How a planner looks ahead; it travels in the policy file.
public struct PlanningSettings: Sendable, Equatable, Codable {
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// The cross-entropy method (Rubinstein 1999), as PETS plans with it (Chua et al. 2018).
    case cem
    /// Model-predictive path integral control (Williams et al. 2017).
    case mppi
  }

  public enum Model: String, Sendable, Codable, CaseIterable {
    /// The ensemble in the policy file.
    case learned
    /// The nominal simulator; only `sim2real` has it.
    case simulator
  }

  public var method = Method.cem
  public var model = Model.learned
  /// Actions of a plan.
  public var horizon = 15
  /// Control ticks that each action of a plan is held for.
  public var hold = 1
  /// Candidate plans of an iteration.
  public var samples = 64
  public var iterations = 4
  /// Candidates that the next distribution is fitted to (CEM).
  public var elites = 8
  /// λ in units of the returns' deviation: how much more the better candidates count (MPPI).
  public var temperature: Float = 0.3
  /// σ of the first candidates around the plan, normalised actions.
  public var deviation: Float = 0.5
  /// σ does not fall below it (CEM).
  public var minimumDeviation: Float = 0.05
  /// σ of a tick's first candidates, in units of what the last tick ended with; at most ``deviation``. Plans that have
  /// settled are then only refined, and what is left of the noise in them no longer moves the robot (CEM).
  public var widening: Float = 2
  /// Part of the last distribution that an iteration keeps (CEM).
  public var momentum: Float = 0.1
  /// β of the noise over a plan, whose power falls as 1/f^β; 0 is plain noise (Pinneri et al. 2020).
  public var colour: Float = 1
  /// γ
  public var discount: Float = 0.99
  /// Members that each candidate is carried on by, the returns averaged; without noise at most the elites.
  public var particles = 5
  /// Whether a learned model's own noise is followed, the same for all candidates, or its means.
  public var modelNoise = false
  /// Part of the candidates that begin as what the policy would do, where the file has one.
  public var policyShare: Float = 0.1
  /// Iterations end when so much time is used up, s; nil: all are done, and a plan's bits depend on nothing else.
  public var timeBudget: Double?
  /// Of the simulator as the model, s; nil: the scenario's.
  public var physicsStep: Double?
  /// Every draw follows from it.
  public var seed: UInt64 = 1

  public init() {}

  /// Control ticks that a plan looks ahead.
  public var ticks: Int { horizon * hold }

  /// What cannot be, as the end of a sentence; for readers of files.
  public var problem: String? {
    let counts = [horizon, hold, samples, iterations, elites, particles]
    if !counts.allSatisfy({ $0 > 0 && $0 < 1 << 20 }) { return "has a count that is not positive or beyond reason" }
    if elites > samples { return "has more elites than samples" }
    let positive = [temperature, deviation, minimumDeviation, widening]
    let fractions = [momentum, discount, policyShare]
    if !positive.allSatisfy({ $0 > 0 && $0.isFinite }) {
      return "needs a positive temperature, widening and deviations"
    }
    if !fractions.allSatisfy({ (0...1).contains($0) }) || !(colour >= 0 && colour <= 4) {
      return "needs a discount, momentum and policy share between 0 and 1 and a colour between 0 and 4"
    }
    if let physicsStep, !(physicsStep > 0 && physicsStep.isFinite) { return "needs a positive physics step" }
    if let timeBudget, !(timeBudget > 0 && timeBudget.isFinite) { return "needs a positive time budget" }
    return nil
  }
}
