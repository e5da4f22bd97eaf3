import CKernels
import Control
import Mathematics
import Networks
import Scenarios

/// The rollout: the policy acts, and each step is weighed against what the value function expected.
extension PPOTrainer {
  /// Lets the policy act; the normaliser stands still meanwhile, so that ratios compare like with like.
  func collect() throws(TrainingError) {
    let (normalizer, privileged) = (self.normalizer, privilegedNormalizer)
    rollout.begin()
    for step in 0..<rollout.capacity {
      act(at: step, normalizer, privileged)
      try onCopies { () throws(EnvironmentFailure) in try environment.step(actions, into: &batch) }
      rollout.record(batch, at: step, normalizer: normalizer, privileged: privileged)
      for shard in actingShards { shard.forget(batch.endings) }
      if copies.isWhole { takeIn(batch, of: copies.own) } else { journal.record(batch) }
      if isPreempted(after: step + 1) {
        rollout.end(after: step + 1)
        break
      }
    }
    if copies.isWhole { rolloutSteps = [rollout.steps] } else { try takeInJournals() }
    rollout.observe(
      batch, rows: 0..<rollout.copies, at: rollout.steps, normalizer: normalizer, privileged: privileged)
    try merge(actingShards.map(\.moments), into: &moments)
    try merge(actingShards.map(\.privilegedMoments), into: &privilegedMoments)
    for shard in actingShards {
      shard.moments.clear()
      shard.privilegedMoments.clear()
    }
    guard moments.isFinite, privilegedMoments.isFinite else {
      throw .diverged(iteration: iteration, quantity: "an observation")
    }
    guard isFinite(s2r_sum_of_squares(rollout.sampleCount, rollout.rewards.address(rollout.sampleCount))) else {
      throw .diverged(iteration: iteration, quantity: "a reward")
    }
  }

  private func act(at step: Int, _ normalizer: InputNormalizer, _ privileged: InputNormalizer?) {
    let (rollout, shards, head, batch) = (rollout, actingShards, head, batch)
    Shards.run(shards.count, threads: threads) {
      shards[$0].act(on: batch, at: step, of: rollout, normalizer: normalizer, privileged: privileged, head: head)
    }
    let first = step * actions.elements.count
    for i in actions.elements.indices { actions.elements[i] = rollout.actions[first + i] }
  }

  func estimateAdvantages() {
    let (rollout, shards, settings) = (rollout, gradientShards, settings)
    let measured = rewardScale.factor()
    let scale = start?.rewardScale ?? (settings.rewardScaling ? measured : 1)
    s2r_scale(rollout.sampleCount, scale, rollout.rewards.address(rollout.sampleCount))
    if criticShards.isEmpty {
      Shards.run(shards.count, threads: threads) { shard in
        let rows = { Shards.rows(of: shard, count: shards.count, total: $0) }
        shards[shard].evaluate(rows(rollout.sampleCount + rollout.copies), of: rollout.criticRows, into: rollout.values)
        shards[shard].evaluate(rows(rollout.truncated.count), of: rollout.reached, into: rollout.reachedValues)
      }
    } else {
      let critics = criticShards
      Shards.run(critics.count, threads: threads) { critics[$0].evaluate(rollout) }
    }
    rollout.linkValues()
    for copy in 0..<rollout.copies {
      Learning.estimateAdvantages(
        copy: copy, copies: rollout.copies, rewards: rollout.rewards, values: rollout.values,
        nextValues: rollout.nextValues, endings: rollout.endings, steps: rollout.steps, discount: settings.discount,
        decay: settings.decay, into: rollout.advantages)
    }
    for i in 0..<rollout.sampleCount { rollout.targets[i] = rollout.advantages[i] + rollout.values[i] }
    if settings.advantageNormalization == .batch { rollout.normalizeAdvantages(in: processes) }
  }
}
