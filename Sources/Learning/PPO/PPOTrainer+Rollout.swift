import CKernels
import Control
import Mathematics
import Networks
import Scenarios

/// The rollout: the policy acts, and each step is weighed against what the value function expected.
extension PPOTrainer {
  /// Lets the policy act; the normaliser stands still meanwhile, so that ratios compare like with like.
  func collect() throws(TrainingError) {
    let normalizer = self.normalizer
    rollout.begin()
    for i in termSums.indices { termSums[i] = 0 }
    for step in 0..<rollout.steps {
      act(at: step, normalizer)
      try onEnvironment { () throws(EnvironmentFailure) in try environment.step(actions, into: &batch) }
      rollout.record(batch, at: step, normalizer: normalizer)
      rewardScale.add(batch)
      episodes.add(batch)
      for (i, term) in batch.rewardTerms.elements.enumerated() { termSums[i % termSums.count] += Double(term) }
    }
    normalizer.apply(
      to: batch.observations, rows: 0..<rollout.copies, into: rollout.observations,
      at: rollout.sampleCount * rollout.observationCount)
    for shard in actingShards {
      moments.merge(shard.moments)
      shard.moments.clear()
    }
    guard moments.isFinite else { throw .diverged(iteration: iteration, quantity: "an observation") }
    guard s2r_sum_of_squares(rollout.sampleCount, rollout.rewards.address(rollout.sampleCount)).isFinite else {
      throw .diverged(iteration: iteration, quantity: "a reward")
    }
  }

  private func act(at step: Int, _ normalizer: InputNormalizer) {
    let (rollout, shards, head, observations) = (rollout, actingShards, head, batch.observations)
    Shards.run(shards.count, threads: threads) {
      shards[$0].act(on: observations, at: step, of: rollout, normalizer: normalizer, head: head)
    }
    let first = step * actions.elements.count
    for i in actions.elements.indices { actions.elements[i] = rollout.actions[first + i] }
  }

  func estimateAdvantages() {
    let (rollout, shards, settings) = (rollout, gradientShards, settings)
    let scale = rewardScale.factor()
    s2r_scale(rollout.sampleCount, start?.rewardScale ?? scale, rollout.rewards.address(rollout.sampleCount))
    Shards.run(shards.count, threads: threads) { shard in
      let rows = { Shards.rows(of: shard, count: shards.count, total: $0) }
      shards[shard].evaluate(rows(rollout.sampleCount + rollout.copies), of: rollout.observations, into: rollout.values)
      shards[shard].evaluate(rows(rollout.truncated.count), of: rollout.reached, into: rollout.reachedValues)
    }
    rollout.linkValues()
    for copy in 0..<rollout.copies {
      Learning.estimateAdvantages(
        copy: copy, copies: rollout.copies, rewards: rollout.rewards, values: rollout.values,
        nextValues: rollout.nextValues, endings: rollout.endings, discount: settings.discount, decay: settings.decay,
        into: rollout.advantages)
    }
    for i in 0..<rollout.sampleCount { rollout.targets[i] = rollout.advantages[i] + rollout.values[i] }
    rollout.normalizeAdvantages()
  }
}
