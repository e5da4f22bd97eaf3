import Control
import Networks
package import Policies

extension DynamicsEnsemble {
  /// The ensemble as it stands, as a value that travels in the policy file.
  package func value(for task: ModelTask) -> LearnedModel {
    LearnedModel(
      coding: coding,
      members: members.map { member in
        LearnedModel.Member(
          network: member.network.network(
            mean: inputScale.mean, inverseDeviation: inputScale.inverseDeviation, inputClip: .infinity),
          upper: member.distribution.upper.array, lower: member.distribution.lower.array)
      },
      elites: elites, targetMean: targetScale.mean, targetDeviation: targetScale.deviation, rewards: task.rewards,
      terminations: task.terminations)
  }
}
