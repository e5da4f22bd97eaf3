import Foundation
import Robots
import Scenarios
import TestSupport
import Testing

@Suite struct MBPOSettingsTests {
  private static func settings(_ overrides: String...) throws -> MBPOSettings {
    let scenario = try Scenario(contentsOf: Swingup.file, overrides: ["learner=mbpo"] + overrides)
    guard case .mbpo(let settings) = scenario.learner else { throw CocoaError(.coderInvalidValue) }
    return settings
  }

  @Test("what is not named keeps its default")
  func defaults() throws {
    #expect(try Self.settings() == MBPOSettings())
    #expect(MBPOSettings().model.members == 7 && MBPOSettings().model.weightDecay.count == 5)
  }

  @Test("a rollout's length is a number, a schedule or left to the learner")
  func lengths() throws {
    func length(_ text: String) throws -> RolloutLength {
      try Self.settings("learner={mbpo: {rollout_length: \(text)}}").rolloutLength
    }
    #expect(try length("3") == .schedule(.init(from: 3, to: 3, start: 0, end: 0)))
    #expect(try length("auto") == .automatic)
    #expect(
      try length("{from: 1, to: 15, start: 20000, end: 150000}")
        == .schedule(.init(from: 1, to: 15, start: 20_000, end: 150_000)))
  }

  @Test("model, actor and critics have their own settings")
  func nested() throws {
    let settings = try Self.settings(
      "learner={mbpo: {model: {elites: 3, prediction: direct, epoch_batches: 9, commands: 2, weight_decay: [1e-4]}, "
        + "actor_critic: {batch: 64, activation: silu}, value_gradient: {window: 7}}}")
    #expect(settings.model.elites == 3 && settings.model.prediction == .direct && settings.model.epochBatches == 9)
    #expect(settings.model.commands == 2 && settings.model.weightDecay == [1e-4])
    #expect(settings.actorCritic.sac.batch == 64 && settings.actorCritic.sac.activation == .silu)
    #expect(settings.valueGradient.window == 7)
  }

  @Test(
    "what cannot be is a sentence with key and mend",
    arguments: [
      ("rollout_length: 0", "rollout_length"), ("rollout_length: soon", "rollout_length"),
      ("rollout_length: {from: 1, to: 2, start: 9, end: 3}", "rollout_length.end: the schedule ends at step 3"),
      ("rollout_retention: 10", "rollout_retention: rollouts are kept for 10 steps and made every 250"),
      ("model: {elites: 8}", "model.elites: 8 elites cannot be chosen of 7"),
      ("model: {weight_decay: 3}", "model.weight_decay"), ("policy_optimizer: cem", "policy_optimizer"),
      ("actor_critic: {copies: 2}", "actor_critic.copies: this key is unknown"), ("real_ratio: 2", "real_ratio"),
    ])
  func refuses(text: String, fragment: String) throws {
    let error = #expect(throws: InputError.self) { try Self.settings("learner={mbpo: {\(text)}}") }
    #expect(try #require(error).description.contains(fragment), "\(error!)")
  }
}
