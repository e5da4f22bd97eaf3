package import Control
package import Mathematics

/// An environment's copies under a learner with a model: what they saw and did, as the model needs it.
///
/// The one loop of all such learners: ``begin()``, then an action for every copy and ``step(_:)``, time and again.
package struct Experience {
  package let environment: any VectorEnvironment
  package private(set) var batch: StepBatch
  /// What the copies acted on in the last step.   (copies × o)
  package private(set) var observed: Matrix
  /// The model's states that the copies are in.
  package private(set) var history: StateHistory
  /// All steps that there were.
  package private(set) var steps: TransitionBuffer
  /// Of each copy, those that the model has not been trained on.
  private var fresh: [TransitionBuffer]
  var episodes: EpisodeWindow

  /// Episodes that the progress is told of.
  private static let window = 20

  package init(in environment: any VectorEnvironment, state: StateLayout) {
    self.environment = environment
    batch = environment.makeBatch()
    observed = batch.observations
    history = StateHistory(state, copies: environment.count)
    steps = TransitionBuffer(state: state)
    fresh = (0..<environment.count).map { _ in TransitionBuffer(state: state) }
    episodes = EpisodeWindow(
      copies: environment.count, capacity: Self.window, rewardTerms: environment.rewardTermNames)
  }

  /// Brings every copy to the start of an episode.
  package mutating func begin() throws(TrainingError) {
    do { try environment.reset(into: &batch) } catch { throw .environment(error) }
    history.begin(batch)
  }

  /// One step of every copy; those that did not take place are not remembered.
  ///
  /// - Parameter actions: normalised.   (copies × a)
  package mutating func step(_ actions: Matrix) throws(TrainingError) {
    for i in observed.elements.indices { observed.elements[i] = batch.observations.elements[i] }
    do { try environment.step(actions, into: &batch) } catch { throw .environment(error) }
    for copy in 0..<environment.count where !batch.endings[copy].isVoid {
      steps.append(copy, of: batch, from: history.states)
      fresh[copy].append(copy, of: batch, from: history.states)
    }
    history.advance(batch)
    episodes.add(batch)
  }

  /// The steps that the model has not been trained on, each copy's in a row; from now on it has.
  mutating func takeFresh() -> TransitionBuffer {
    var taken = TransitionBuffer(state: steps.state)
    for copy in fresh.indices {
      taken.append(contentsOf: fresh[copy])
      fresh[copy].removeAll()
    }
    return taken
  }

  // MARK: Checkpoints

  func save(into writer: inout CheckpointWriter) throws(TrainingError) {
    var (state, world) = (SavedState(), SavedState())
    history.save(into: &state)
    episodes.save(into: &state)
    do { try environment.save(into: &world) } catch { throw .environment(error) }
    writer.append(state)
    steps.save(into: &writer)
    for part in fresh { part.save(into: &writer) }
    writer.append(batch.observations.elements)
    writer.append(world)
  }

  /// The last part of a checkpoint; the environment is touched when all of the rest is there.
  ///
  /// - Returns: false when the checkpoint ends too soon or holds something else; this cannot be used any more then.
  mutating func restore(_ reader: inout CheckpointReader) throws(TrainingError) -> Bool {
    guard var state = reader.takeState(), steps.restore(&reader) else { return false }
    for copy in fresh.indices { guard fresh[copy].restore(&reader) else { return false } }
    guard let observations = reader.takeFloats(), observations.count == batch.observations.elements.count,
      var world = reader.takeState(), reader.isAtEnd
    else { return false }
    do { try environment.restore(&world) } catch { throw .environment(error) }
    history.restore(&state)
    episodes.restore(&state)
    batch.observations.elements = observations
    return true
  }
}
