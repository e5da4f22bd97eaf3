import Control
import Learning
import Mathematics
import Networks
import Policies
import Scenarios
import Testing

extension PPOSettings {
  /// Small and quick: 64 copies of the point mass.
  static var quick: PPOSettings {
    var settings = PPOSettings()
    settings.copies = 64
    settings.rolloutSteps = 32
    settings.totalSteps = 64 * 32 * 60
    settings.hidden = [32, 32]
    settings.learningRate = 3e-3
    return settings
  }
}

@Suite struct PPOTrainerTests {
  @Test("learns to bring a point mass to rest at the origin")
  func learns() throws {
    let trainer = PPOTrainer(
      environment: PointMass(copies: 64, seed: 1), settings: .quick, seed: 1, threads: 2)
    let first = try trainer.step()
    var last = first
    while !trainer.isFinished { last = try trainer.step() }
    let success = try #require(last.successRate)
    #expect(success > 0.85)
    #expect(last.iteration == 60)
  }
}
