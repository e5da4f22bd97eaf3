import Control
import Foundation
import Learning
import Mathematics
import Networks
import Policies
import Scenarios
import TestSupport
import Testing

@Suite struct RefinementTests {
  private static let old: Network = {
    let trainer = PPOTrainer.quick(iterations: 5)
    while !trainer.isFinished { _ = try! trainer.step() }
    return trainer.policy
  }()

  /// Refines on masses that begin on one side; candidates are tried on masses that begin at `inside`.
  private func trainer(inside: ClosedRange<Double> = -2...2, tolerance: Double = 0.02) -> RefinementTrainer {
    var settings = RefinementSettings()
    settings.candidateInterval = 3
    settings.tolerance = tolerance
    let trainer = PPOTrainer(
      environment: JoinedEnvironments([
        PointMass(copies: 40, seed: 1, initialPositions: 1.5...2), PointMass(copies: 24, seed: 2),
      ]),
      settings: .quick(iterations: 15),
      start: PPOStart(policy: Self.old, logDeviations: [-1], trustRegion: 0.5), seed: 3, threads: 1)
    return RefinementTrainer(
      trainer, from: Self.old, settings: settings, model: PointMass(copies: 40, seed: 4, initialPositions: 1.5...2),
      inside: PointMass(copies: 40, seed: 5, initialPositions: inside), variants: (0..<40).map { _ in Variant() })
  }

  @Test("it gives the candidate that does best in the model among those that stay good inside the box")
  func chooses() throws {
    let trainer = trainer()
    while !trainer.isFinished { _ = try trainer.step() }
    #expect(trainer.candidates.map(\.iteration) == [0, 3, 6, 9, 12, 15])
    let least = trainer.candidates[0].insideSuccess - 0.02
    let good = trainer.candidates.filter { $0.insideSuccess >= least }
    let best = good.max { ($0.modelSuccess, $0.modelReturn) < ($1.modelSuccess, $1.modelReturn) }
    #expect(trainer.best == best && trainer.best.iteration > 0)
    #expect(trainer.best.modelReturn > trainer.candidates[0].modelReturn)
    #expect(trainer.policy != Self.old)
  }

  @Test("where every candidate is worse inside the box it gives the old policy")
  func keepsTheOld() throws {
    // More than all of success cannot be had.
    let trainer = trainer(tolerance: -2)
    while !trainer.isFinished { _ = try trainer.step() }
    #expect(trainer.best.iteration == 0 && trainer.policy == Self.old)
  }

  @Test("it resumes to the same bits, also from a checkpoint older than what it gives")
  func resumes() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (file, early) = (folder.appendingPathComponent("checkpoint"), folder.appendingPathComponent("early"))
    let straight = trainer()
    for _ in 0..<4 { _ = try straight.step() }
    try straight.save(to: early)
    for _ in 0..<4 { _ = try straight.step() }
    try straight.save(to: file)
    // As if the last save had been interrupted between its two files.
    let torn = folder.appendingPathComponent("torn")
    try FileManager.default.copyItem(at: early, to: torn)
    try FileManager.default.copyItem(
      at: file.appendingPathExtension("best"), to: torn.appendingPathExtension("best"))
    while !straight.isFinished { _ = try straight.step() }
    for place in [file, early, torn] {
      let resumed = trainer()
      try resumed.resume(from: place)
      while !resumed.isFinished { _ = try resumed.step() }
      #expect(resumed.policy == straight.policy && resumed.best == straight.best)
      #expect(resumed.candidates == straight.candidates)
    }
  }

  @Test("environments side by side do what each does alone")
  func joined() throws {
    let (a, b) = (PointMass(copies: 3, seed: 1), PointMass(copies: 2, seed: 2))
    let joined = JoinedEnvironments([PointMass(copies: 3, seed: 1), PointMass(copies: 2, seed: 2)])
    var (batch, batchA, batchB) = (joined.makeBatch(), a.makeBatch(), b.makeBatch())
    try joined.reset(into: &batch)
    a.reset(into: &batchA)
    b.reset(into: &batchB)
    var actions = Matrix(rows: 5, columns: 1)
    func act(_ step: Int) { for i in 0..<5 { actions[i, 0] = Float((step * (i + 1)) % 7) / 3 - 1 } }
    var state = SavedState()
    for step in 0..<120 {
      act(step)
      try joined.step(actions, into: &batch)
      var (first, second) = (Matrix(rows: 3, columns: 1), Matrix(rows: 2, columns: 1))
      for i in 0..<3 { first[i, 0] = actions[i, 0] }
      for i in 0..<2 { second[i, 0] = actions[3 + i, 0] }
      try a.step(first, into: &batchA)
      try b.step(second, into: &batchB)
      #expect(batch.observations.elements == batchA.observations.elements + batchB.observations.elements)
      #expect(batch.reachedReadings.elements == batchA.reachedReadings.elements + batchB.reachedReadings.elements)
      #expect(batch.rewards == batchA.rewards + batchB.rewards && batch.endings == batchA.endings + batchB.endings)
      #expect(batch.succeeded == batchA.succeeded + batchB.succeeded)
      if step == 60 { try joined.save(into: &state) }
    }
    let last = batch
    try joined.restore(&state)
    for step in 61..<120 {
      act(step)
      try joined.step(actions, into: &batch)
    }
    #expect(batch.observations == last.observations && batch.rewards == last.rewards)
  }

  @Test("a model learned on other physics is brought to the plant's by few of its steps")
  func model() {
    let state = StateLayout(sensors: 2, actuators: 1, commands: 1)
    var settings = RefinementSettings()
    settings.ensemble = .quick()
    let hinge = DrivenHinge(noise: 0.05, gravity: 0.9)
    func model(_ simulated: TransitionBuffer) -> RefinedModel {
      RefinedModel(
        interface: DrivenHinge.interface, task: DrivenHinge.task(), settings: settings, simulated: simulated,
        plant: hinge.record(8, state: state, seed: 5), seed: 1, threads: 1)
    }
    let tuned = model(DrivenHinge(noise: 0.05).record(60, state: state, seed: 6))
    let fresh = model(TransitionBuffer(state: state))
    func error(_ report: ModelReport) -> Double { report.openLoop[1].errors[1] }
    #expect(error(tuned.after) < 0.7 * error(tuned.before), "\(error(tuned.after)), \(error(tuned.before))")
    #expect(error(tuned.after) < error(fresh.after), "\(error(tuned.after)), \(error(fresh.after))")
  }

  @Test("data and model come back from their files")
  func files() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let state = StateLayout(sensors: 2, actuators: 1, commands: 1)
    let buffer = DrivenHinge().record(2, state: state, seed: 1)
    let file = folder.appendingPathComponent("data")
    try buffer.save(to: file)
    var restored = TransitionBuffer(state: state)
    try restored.restore(from: file)
    #expect(restored == buffer)

    var settings = RefinementSettings()
    settings.ensemble = .quick { $0.maximumEpochs = 2 }
    let model = RefinedModel(
      interface: DrivenHinge.interface, task: DrivenHinge.task(), settings: settings, simulated: buffer, plant: buffer,
      seed: 1, threads: 1)
    try model.save(to: file)
    let ensemble = try RefinedModel.restore(
      interface: DrivenHinge.interface, state: state, settings: settings, seed: 1, from: file)
    #expect(ensemble.elites == model.ensemble.elites)
    for (a, b) in zip(ensemble.members, model.ensemble.members) { #expect(a.parameters.array == b.parameters.array) }
    #expect(throws: TrainingError.self) { try restored.restore(from: file) }
  }
}
