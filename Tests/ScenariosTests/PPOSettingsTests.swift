import Control
import Foundation
import Robots
import Scenarios
import TestSupport
import Testing

@Suite struct PPOSettingsTests {
  private static func settings(_ text: String) throws -> PPOSettings {
    let scenario = try Scenario(contentsOf: Swingup.file, overrides: ["learner={ppo: {\(text)}}"])
    guard case .ppo(let settings) = scenario.learner else { throw CocoaError(.coderInvalidValue) }
    return settings
  }

  @Test("a memory is asked for by its name, and so is an asymmetric critic")
  func memory() throws {
    #expect(try Self.settings("copies: 512").memory == nil)
    let settings = try Self.settings("memory: gru, memory_size: 32, sequence_steps: 8, asymmetric_critic: true, layer_norm: true")
    #expect(settings.memory == .gru && settings.memorySize == 32 && settings.sequenceSteps == 8)
    #expect(settings.asymmetricCritic && settings.layerNorm)
    #expect(try Self.settings("memory: none").memory == nil)
  }

  @Test("a teacher and its pupil have PPO's settings and their own")
  func adaptation() throws {
    let scenario = try Scenario(
      contentsOf: Swingup.file,
      overrides: ["learner={rma: {copies: 64, latent: 6, adaptation_hidden: [32], action_levels: 3}}", "observation.frames=20"])
    guard case .rma(let settings) = scenario.learner else { throw CocoaError(.coderInvalidValue) }
    #expect(settings.ppo.copies == 64 && settings.latent == 6 && settings.adaptationHidden == [32])
    #expect(settings.ppo.asymmetricCritic && scenario.learner.actionLevels == 3 && scenario.observation.frames == 20)
    let error = #expect(throws: InputError.self) {
      try Scenario(contentsOf: Swingup.file, overrides: ["learner={rma: {memory: gru}}"])
    }
    #expect(try #require(error).description.contains("memory"))
  }

  @Test(
    "what cannot be is a sentence with key and mend",
    arguments: [
      ("memory: rnn", "memory: \"rnn\" is unknown"),
      ("memory: gru, rollout_steps: 32, sequence_steps: 12", "sequence_steps: sequences of 12 do not divide a rollout of 32 steps"),
      (
        "memory: lstm, copies: 3, rollout_steps: 32, sequence_steps: 16, minibatches: 4",
        "minibatches: 4 minibatches do not divide 6 sequences of 16 steps; choose a divisor"
      ),
    ])
  func refuses(text: String, fragment: String) throws {
    let error = #expect(throws: InputError.self) { try Self.settings(text) }
    #expect(try #require(error).description.contains(fragment), "\(error!)")
  }
}
