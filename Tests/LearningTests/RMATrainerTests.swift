import Control
import Evaluation
import Foundation
import Learning
import Mathematics
import Networks
import Policies
import Scenarios
import TestSupport
import Testing

/// A point mass whose velocity is told to the teacher alone; its pupil sees the last positions.
@Suite struct RMATrainerTests {
  private static func settings(teacher: Int, pupil: Int) -> RMASettings {
    var settings = RMASettings()
    settings.ppo = .quick(iterations: teacher)
    settings.ppo.asymmetricCritic = true
    (settings.latent, settings.encoderHidden, settings.adaptationHidden) = (2, [16], [16])
    settings.adaptationSteps = 64 * 32 * pupil
    settings.adaptationLearningRate = 3e-3
    return settings
  }

  private static func mass(_ copies: Int, seed: UInt64) -> PointMass {
    PointMass(copies: copies, seed: seed, hidesVelocity: true, frames: 3)
  }

  private static func trainer(_ settings: RMASettings, threads: Int = 2) -> RMATrainer {
    RMATrainer(environment: mass(64, seed: 1), settings: settings, seed: 1, threads: threads)
  }

  private static func regret(of network: Network) throws -> Double {
    let outcomes = try Evaluator(threads: 1).run(NetworkPolicy(network), on: mass(200, seed: 99))
    return Double(PointMass.episodeSteps) - outcomes.reduce(0) { $0 + $1.totalReward } / 200
  }

  @Test("the pupil finds out what the teacher is told, and acts on it")
  func learns() throws {
    let trainer = Self.trainer(Self.settings(teacher: 60, pupil: 30))
    #expect(trainer.iterations == 90)
    var errors: [Double] = []
    var blind = 0.0
    while !trainer.isFinished {
      // Trained teacher, untrained pupil.
      if trainer.iteration == 60 { blind = try Self.regret(of: trainer.policy) }
      if let error = try trainer.step()["adaptation/squared_error"] { errors.append(error) }
    }
    #expect(errors.count == 30 && errors[29] < 0.2 * errors[0], "\(errors)")
    let policy = trainer.policy
    #expect(policy.inputs == 3 && policy.latent?.present == [0] && policy.latent?.size == 2)
    let seeing = try Self.regret(of: policy)
    #expect(seeing < 0.5 * blind, "\(seeing) and \(blind)")
  }

  @Test("the same bits for any number of threads, and after a resumption in either phase", arguments: [2, 5])
  func resumes(after iterations: Int) throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint")
    let settings = Self.settings(teacher: 4, pupil: 3)
    let straight = Self.trainer(settings)
    for _ in 0..<iterations { _ = try straight.step() }
    try straight.save(to: file)
    let resumed = Self.trainer(settings, threads: 1)
    try resumed.resume(from: file)
    #expect(resumed.iteration == iterations)
    for trainer in [straight, resumed] { while !trainer.isFinished { _ = try trainer.step() } }
    #expect(straight.iteration == 7 && straight.policy == resumed.policy)
  }
}
