public import Control

/// A learned model of a robot as a value: an ensemble of probabilistic networks with the task that it was learned for.
///
/// Training (`Learning`) makes it, the policy file carries it, and ``LearnedDynamics`` runs it without any library.
public struct LearnedModel: Sendable, Equatable {
  /// One network: normalised inputs → means | raw log-variances, in units of the targets' deviations.
  public struct Member: Sendable, Equatable {
    /// Its normaliser is the inputs' scale; it clips nothing.   (inputs → 2 · outputs)
    public let network: Network
    /// Largest and smallest ln σ².                              (outputs)
    public let upper: [Float]
    public let lower: [Float]

    public init(network: Network, upper: [Float], lower: [Float]) {
      self.network = network
      self.upper = upper
      self.lower = lower
    }
  }

  public let coding: DynamicsCoding
  public let members: [Member]
  /// The members best on held-out steps, the best first.
  public let elites: [Int]
  /// Of what a reading changes by, or becomes, and of the reward.   (outputs)
  public let targetMean: [Float]
  public let targetDeviation: [Float]
  /// The scenario's terms; empty where the reward is learned.
  public let rewards: [RewardTerm]
  public let terminations: [Termination]

  /// - Precondition: all members have one shape, which is the coding's; elites are members; terms look at sensors and
  ///   commands that exist.
  public init(
    coding: DynamicsCoding, members: [Member], elites: [Int], targetMean: [Float], targetDeviation: [Float],
    rewards: [RewardTerm], terminations: [Termination]
  ) {
    self.init(
      unchecked: coding, members: members, elites: elites, targetMean: targetMean, targetDeviation: targetDeviation,
      rewards: rewards, terminations: terminations)
    if let problem { preconditionFailure("the learned model \(problem)") }
  }

  /// For the reader of files, which asks for the ``problem`` itself.
  init(
    unchecked coding: DynamicsCoding, members: [Member], elites: [Int], targetMean: [Float], targetDeviation: [Float],
    rewards: [RewardTerm], terminations: [Termination]
  ) {
    self.coding = coding
    self.members = members
    self.elites = elites
    self.targetMean = targetMean
    self.targetDeviation = targetDeviation
    self.rewards = coding.learnsReward ? [] : rewards
    self.terminations = terminations
  }

  /// What does not fit together, as the end of a sentence.
  var problem: String? {
    let n = coding.outputs
    if members.isEmpty || elites.isEmpty { return "has no members" }
    if !elites.allSatisfy(members.indices.contains) || Set(elites).count != elites.count {
      return "names elites that are not its members"
    }
    if targetMean.count != n || targetDeviation.count != n { return "has scales of another size than its outputs" }
    if !targetDeviation.allSatisfy({ $0 > 0 }) { return "has a scale that is not positive" }
    for member in members {
      guard member.network.inputs == coding.inputs, member.network.outputs == 2 * n, member.upper.count == n,
        member.lower.count == n
      else { return "has networks of another size than its inputs and outputs" }
    }
    let inputs = 0..<coding.state.rewardInputs
    if !rewards.allSatisfy({ $0.kind.inputs.allSatisfy(inputs.contains) }) {
      return "rewards a sensor or a command that does not exist"
    }
    if !coding.state.covers(rewards) { return "rewards a change from a command that its state does not hold" }
    if !terminations.allSatisfy({ (0..<coding.state.sensors).contains($0.sensor) }) {
      return "ends at a sensor that does not exist"
    }
    return nil
  }

  /// Parameters of all members.
  public var parameterCount: Int {
    members.reduce(0) { $0 + $1.network.parameters.count + $1.upper.count + $1.lower.count }
  }
}
