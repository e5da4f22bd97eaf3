import CMallocCount
import Control
import Learning
import Mathematics
import Networks
import Testing

@Suite struct DynamicsEnsembleTests {
  private static func make(
    _ hinge: DrivenHinge, commands: Int, episodes: Int, threads: Int = 1, seed: UInt64 = 1,
    _ settings: EnsembleSettings = .quick()
  ) -> (ensemble: DynamicsEnsemble, summary: DynamicsEnsemble.Summary, state: StateLayout) {
    let state = StateLayout(sensors: 2, actuators: 1, commands: commands)
    let ensemble = DynamicsEnsemble(
      interface: DrivenHinge.interface, state: state, settings: settings, stream: RandomStream(seed: seed))
    let summary = ensemble.train(on: hinge.record(episodes, state: state, seed: seed), threads: threads)
    return (ensemble, summary, state)
  }

  @Test("a linear system is learned, and the elites are the members best on held-out rows", arguments: [
    EnsembleSettings.Prediction.residual, .direct,
  ])
  func linear(prediction: EnsembleSettings.Prediction) {
    let hinge = DrivenHinge(gravity: 0)
    let (ensemble, summary, state) = Self.make(
      hinge, commands: 0, episodes: 50, .quick { $0.prediction = prediction })
    #expect(summary.heldOutLosses.allSatisfy { $0 < 0.01 })
    let sorted = summary.heldOutLosses.indices.sorted { summary.heldOutLosses[$0] < summary.heldOutLosses[$1] }
    #expect(ensemble.elites == Array(sorted.prefix(2)))
    // Speeds have a deviation of about 1.5 rad/s.
    #expect(ensemble.openLoopError(hinge.record(20, state: state, seed: 77), steps: 1) < 0.08)
  }

  @Test("with two periods of delay, commands under way at least halve the error ten steps on")
  func delay() {
    let hinge = DrivenHinge(delay: 2)
    let with = Self.make(hinge, commands: 3, episodes: 100)
    let without = Self.make(hinge, commands: 0, episodes: 100)
    let errors = [with, without].map {
      $0.ensemble.openLoopError(hinge.record(50, state: $0.state, seed: 78), steps: 10)
    }
    #expect(errors[0] < 0.5 * errors[1], "\(errors)")
  }

  @Test("noise of known size is found again")
  func noise() {
    let hinge = DrivenHinge(noise: 0.3)
    let (ensemble, _, state) = Self.make(hinge, commands: 0, episodes: 100)
    let buffer = hinge.record(50, state: state, seed: 79)
    let model = EnsembleModel(ensemble, task: DrivenHinge.task(), capacity: 1, depth: 1)
    let (states, next) = (FloatBuffer(count: 2), FloatBuffer(count: 2))
    let (action, reward) = (FloatBuffer(count: 1), FloatBuffer(count: 1))
    var (terminated, stream) = ([false], RandomStream(seed: 5))
    for i in 0..<2 { states[i] = buffer.elements[i] }
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<2000 {
      model.step(
        0, rows: 1, states: states, actions: action, next: next, rewards: reward, terminated: &terminated,
        drawingFrom: &stream)
      sum += Double(next[1])
      squares += Double(next[1]) * Double(next[1])
    }
    let deviation = (squares / 2000 - (sum / 2000) * (sum / 2000)).squareRoot()
    #expect(abs(deviation - 0.3) < 0.06, "\(deviation)")
  }

  @Test("the bits do not depend on the threads, nor on a checkpoint between two trainings")
  func bits() {
    let hinge = DrivenHinge(noise: 0.1)
    let settings = EnsembleSettings.quick {
      $0.maximumEpochs = 3
      $0.layerNorm = true
      $0.dropout = 0.05
    }
    let (one, _, state) = Self.make(hinge, commands: 1, episodes: 10, threads: 1, settings)
    let (two, _, _) = Self.make(hinge, commands: 1, episodes: 10, threads: 2, settings)
    var writer = CheckpointWriter()
    one.save(into: &writer)
    let three = DynamicsEnsemble(
      interface: DrivenHinge.interface, state: state, settings: settings, stream: RandomStream(seed: 99))
    var reader = CheckpointReader(writer.bytes[...])
    #expect(three.restore(&reader) && reader.isAtEnd)
    let more = hinge.record(15, state: state, seed: 80)
    let summaries = [one, two, three].map { $0.train(on: more, threads: 2) }
    #expect(summaries[0] == summaries[1] && summaries[0] == summaries[2])
    for other in [two, three] {
      #expect(other.elites == one.elites)
      for (a, b) in zip(one.members, other.members) { #expect(a.parameters.array == b.parameters.array) }
    }
    var short = CheckpointReader(writer.bytes.dropLast(8))
    #expect(!three.restore(&short))
  }

  @Test("an epoch allocates nothing beside oneDNN's one block for each product")
  func allocation() {
    let state = StateLayout(sensors: 2, actuators: 1, commands: 1)
    let buffer = DrivenHinge(noise: 0.1).record(20, state: state, seed: 1)
    func allocations(epochs: Int) -> UInt64 {
      let settings = EnsembleSettings.quick {
        $0.maximumEpochs = epochs
        $0.patience = 100
      }
      let ensemble = DynamicsEnsemble(
        interface: DrivenHinge.interface, state: state, settings: settings, stream: RandomStream(seed: 1))
      _ = ensemble.train(on: buffer, threads: 1)
      let before = malloc_count()
      _ = ensemble.train(on: buffer, threads: 1)
      return malloc_count() - before
    }
    // 640 rows to learn are 10 batches with 3 products forward and 5 back, 160 held out are 3 with 3 forward; and for
    // each epoch the list of who improved.
    let (few, many) = (allocations(epochs: 2), allocations(epochs: 12))
    #expect(many - few <= 10 * (3 * (10 * 8 + 3 * 3) + 1), "\(few) and \(many)")
  }

  @Test("a transition buffer comes back from a checkpoint")
  func buffer() {
    let state = StateLayout(sensors: 2, actuators: 1, commands: 2)
    let buffer = DrivenHinge().record(3, state: state, seed: 1)
    #expect(buffer.count == 120)
    var writer = CheckpointWriter()
    buffer.save(into: &writer)
    var restored = TransitionBuffer(state: state)
    var reader = CheckpointReader(writer.bytes[...])
    #expect(restored.restore(&reader) && restored == buffer)
    var short = CheckpointReader(writer.bytes.dropLast(4))
    #expect(!restored.restore(&short) && restored == buffer)
  }
}
