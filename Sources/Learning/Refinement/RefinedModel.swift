package import Control
package import Foundation
import Mathematics

/// A model of one plant: an ensemble that learned randomized simulation first and then what the plant did.
package struct RefinedModel {
  package let ensemble: DynamicsEnsemble
  /// On the plant's last steps: after simulation alone, and after the plant's steps before them.
  package let before: ModelReport
  package let after: ModelReport

  /// - Parameters:
  ///   - simulated: randomized simulation; empty: the plant's steps alone are learned.
  ///   - plant: what the plant did, in the order in which it did it; 10 steps or more.
  package init(
    interface: ControlInterface, task: ModelTask, settings: RefinementSettings, simulated: TransitionBuffer,
    plant: TransitionBuffer, seed: UInt64, threads: Int
  ) {
    precondition(plant.count >= 10, "a model needs steps")
    ensemble = Self.ensemble(interface: interface, state: plant.state, settings: settings, seed: seed)
    let judged = max(2, Int(settings.judgedFraction * Double(plant.count)))
    let (learned, held) = (plant.part(0..<plant.count - judged), plant.part(plant.count - judged..<plant.count))
    let isPretrained = simulated.count > 1
    if isPretrained {
      _ = ensemble.train(on: simulated, threads: threads, maximumEpochs: settings.simulatedEpochs)
    }
    before = ModelReport(of: ensemble, on: held, task: task)
    _ = ensemble.train(on: learned, threads: threads, keepsScales: isPretrained)
    after = ModelReport(of: ensemble, on: held, task: task)
    _ = ensemble.train(on: plant, threads: threads, keepsScales: true, maximumEpochs: settings.simulatedEpochs)
  }

  /// As a checkpoint left it; nil for one of another model.
  package static func restore(
    interface: ControlInterface, state: StateLayout, settings: RefinementSettings, seed: UInt64, from file: URL
  ) throws(TrainingError) -> DynamicsEnsemble {
    let bytes = try CheckpointFile.read(file)
    var reader = CheckpointReader(bytes[...])
    let ensemble = ensemble(interface: interface, state: state, settings: settings, seed: seed)
    guard ensemble.restore(&reader), reader.isAtEnd else { throw .cutOff(file) }
    return ensemble
  }

  package func save(to file: URL) throws(TrainingError) {
    var writer = CheckpointWriter()
    ensemble.save(into: &writer)
    try CheckpointFile.write(writer.bytes, to: file)
  }

  private static func ensemble(
    interface: ControlInterface, state: StateLayout, settings: RefinementSettings, seed: UInt64
  ) -> DynamicsEnsemble {
    DynamicsEnsemble(
      interface: interface, state: state, settings: settings.ensemble,
      stream: RandomStream(seed: seed).split("refinement.model"))
  }
}

extension TransitionBuffer {
  /// Some of the steps.
  func part(_ rows: Range<Int>) -> TransitionBuffer {
    var part = TransitionBuffer(state: state)
    for row in rows {
      let start = row * width
      part.append(
        states: elements, at: start, applied: elements, at: start + applied, readings: elements, at: start + reading,
        reward: elements[start + reward], terminated: elements[start + terminated] != 0)
    }
    return part
  }

  package func save(to file: URL) throws(TrainingError) {
    var writer = CheckpointWriter()
    save(into: &writer)
    try CheckpointFile.write(writer.bytes, to: file)
  }

  package mutating func restore(from file: URL) throws(TrainingError) {
    let bytes = try CheckpointFile.read(file)
    var reader = CheckpointReader(bytes[...])
    guard restore(&reader), reader.isAtEnd else { throw .cutOff(file) }
  }
}
