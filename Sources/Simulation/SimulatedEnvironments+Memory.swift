public import Control
import Mathematics

/// Stepping into memory that the caller owns: every value is written once, where it stays.
extension SimulatedEnvironments {
  /// Begins episodes of some copies and writes the observations of all; nobody has a reward or an ending.
  ///
  /// - Parameters:
  ///   - seeds: nil: each copy goes on with its next episode. A seeded copy has the episodes of an only copy of that
  ///     seed.                                                                                    (count)
  ///   - isChosen: which copies begin; the others are left in the middle of what they do.
  ///   - variant: the physics of all their episodes until their next reset; nil draws from the randomization.
  public func reset(
    seeds: UnsafePointer<UInt64>?, variant: Variant?, into memory: StepMemory, where isChosen: (Int) -> Bool
  ) {
    for (i, copy) in copies.enumerated() {
      if isChosen(i) {
        if let seeds { copy.reseed(Self.stream(seed: seeds[i], copy: 0)) }
        copy.releaseVariant()
        copy.restart(fixing: variant)
      }
      copy.writeRunning(row: i, into: memory)
    }
  }

  /// Applies normalised actions.                                             (count × a)
  ///
  /// - Returns: how many episodes ended.
  public func step(_ actions: UnsafePointer<Float>, into memory: StepMemory) -> Int {
    let (copies, count, width) = (copies, count, actionCount)
    nonisolated(unsafe) let actions = actions
    let shards = (count + Self.copiesInShard - 1) / Self.copiesInShard
    Shards.run(shards, threads: threads) { shard in
      for i in shard * Self.copiesInShard..<min(count, (shard + 1) * Self.copiesInShard) {
        copies[i].step(actions + i * width)
        copies[i].write(row: i, into: memory)
      }
    }
    tellOfEndings()
    var ended = 0
    for i in 0..<count { ended += Int(memory.terminated[i] | memory.truncated[i]) }
    return ended
  }
}

extension SimulatedCopy {
  /// - Parameter action: normalised.                                         (a)
  func step(_ action: UnsafePointer<Float>) {
    for i in self.action.indices { self.action[i] = action[i] }
    step(self.action, at: 0)
  }

  /// What the last step gave.
  func write(row: Int, into memory: StepMemory) {
    writeObservations(reached: reached, row: row, into: memory)
    let terms = memory.rewardTerms + row * rewardTerms.count
    for i in rewardTerms.indices { terms[i] = rewardTerms[i] }
    memory.rewards[row] = Double(reward)
    memory.terminated[row] = ending == .terminated ? 1 : 0
    memory.truncated[row] = ending == .truncated || ending == .diverged ? 1 : 0
    memory.succeeded[row] = succeeded ? 1 : 0
  }

  /// The observation to act on, as of a copy that has not stepped.
  func writeRunning(row: Int, into memory: StepMemory) {
    writeObservations(reached: observation, row: row, into: memory)
    let terms = memory.rewardTerms + row * rewardTerms.count
    for i in rewardTerms.indices { terms[i] = 0 }
    memory.rewards[row] = 0
    memory.terminated[row] = 0
    memory.truncated[row] = 0
    memory.succeeded[row] = 0
  }

  private func writeObservations(reached: [Float], row: Int, into memory: StepMemory) {
    let (next, last) = (memory.observations + row * observation.count, memory.reached + row * observation.count)
    for i in observation.indices {
      next[i] = observation[i]
      last[i] = reached[i]
    }
  }
}
