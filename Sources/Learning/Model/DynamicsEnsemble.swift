package import Control
package import Mathematics
import Networks
package import Policies

/// A learned model of a plant: probabilistic networks that differ in their first weights and in the order in which
/// they see the data (Chua et al. 2018; Janner et al. 2019).
package final class DynamicsEnsemble: @unchecked Sendable {
  package let interface: ControlInterface
  package let coding: DynamicsCoding
  package let settings: EnsembleSettings
  package let members: [EnsembleMember]
  /// The members best on the held-out rows, the best first.
  package private(set) var elites: [Int]
  package private(set) var inputScale: ColumnScale
  /// Each sensor and the reward by itself.
  package private(set) var targetScale: ColumnScale
  private var stream: RandomStream

  package init(interface: ControlInterface, state: StateLayout, settings: EnsembleSettings, stream: RandomStream) {
    precondition(0 < settings.elites && settings.elites <= settings.members, "elites are some of the members")
    self.interface = interface
    self.settings = settings
    self.stream = stream.split("data")
    let coding = DynamicsCoding(
      interface: interface, state: state, isResidual: settings.prediction == .residual,
      learnsReward: settings.learnsReward, learnsTermination: settings.learnsTermination)
    self.coding = coding
    members = (0..<settings.members).map {
      EnsembleMember(
        inputs: coding.inputs, outputs: coding.outputs, settings: settings, stream: stream.split("member", $0))
    }
    elites = Array(0..<settings.elites)
    inputScale = ColumnScale(columns: coding.inputs)
    targetScale = ColumnScale(columns: coding.outputs)
  }

  package struct Summary: Sendable, Equatable {
    package var epochs = 0
    /// Mean squared error of each member on the held-out rows, normalised.
    package var heldOutLosses: [Double] = []
  }

  /// Trains all members from where they stand until none gets better; the bits do not depend on `threads`.
  ///
  /// - Parameters:
  ///   - keepsScales: whether inputs and targets stay normalised as in the training before, whose weights then still
  ///     mean what they did: for fine-tuning on other data.
  ///   - learningRate: another one than the settings'.
  ///   - maximumEpochs: another one than the settings'.
  /// - Precondition: at least two rows.
  package func train(
    on buffer: TransitionBuffer, threads: Int, keepsScales: Bool = false, learningRate: Float? = nil,
    maximumEpochs: Int? = nil
  ) -> Summary {
    let data = prepare(buffer, keepsScales: keepsScales)
    for member in members { member.learningRate = learningRate ?? settings.learningRate }
    Shards.run(members.count, threads: threads) { self.members[$0].begin(data) }
    let improved = FloatBuffer(count: members.count)
    var summary = Summary()
    var idle = 0
    while idle <= settings.patience && summary.epochs < maximumEpochs ?? settings.maximumEpochs {
      Shards.run(members.count, threads: threads) { improved[$0] = self.members[$0].epoch(data) ? 1 : 0 }
      idle = improved.array.contains(1) ? 0 : idle + 1
      summary.epochs += 1
    }
    for member in members { member.end() }
    summary.heldOutLosses = members.map(\.heldOutLoss)
    rank()
    return summary
  }

  /// Time of one epoch of all members without the data's preparation, for benchmarks.
  package func secondsOfEpoch(on buffer: TransitionBuffer, threads: Int) -> Double {
    let data = prepare(buffer)
    Shards.run(members.count, threads: threads) { self.members[$0].begin(data) }
    let start = ContinuousClock.now
    Shards.run(members.count, threads: threads) { _ = self.members[$0].epoch(data) }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  /// What is not a number comes last.
  private func rank() {
    let losses = members.map { $0.heldOutLoss.isFinite ? $0.heldOutLoss : .infinity }
    elites = Array(losses.indices.sorted { (losses[$0], $0) < (losses[$1], $1) }.prefix(settings.elites))
  }

  private func prepare(_ buffer: TransitionBuffer, keepsScales: Bool = false) -> DynamicsData {
    precondition(buffer.count >= 2 && buffer.state == coding.state, "the buffer is not the ensemble's")
    let (n, s, a) = (buffer.count, coding.state.count, coding.state.actuators)
    let (states, applied) = (FloatBuffer(count: n * s), FloatBuffer(count: n * a))
    let (inputs, targets) = (FloatBuffer(count: n * coding.inputs), FloatBuffer(count: n * coding.outputs))
    for row in 0..<n {
      let start = row * buffer.width
      for i in 0..<s { states[row * s + i] = buffer.elements[start + i] }
      for i in 0..<a { applied[row * a + i] = buffer.elements[start + buffer.applied + i] }
      let target = row * coding.outputs
      for i in 0..<coding.state.sensors {
        targets[target + i] =
          buffer.elements[start + buffer.reading + i] - (coding.isIncrement[i] ? buffer.elements[start + i] : 0)
      }
      if coding.learnsReward { targets[target + coding.state.sensors] = buffer.elements[start + buffer.reward] }
      if coding.learnsTermination { targets[target + coding.termination] = buffer.elements[start + buffer.terminated] }
    }
    let scratch = FloatBuffer(count: n * coding.featureCount)
    coding.encode(rows: n, states: states, applied: applied, scratch: scratch, into: inputs)
    if !keepsScales {
      inputScale = ColumnScale(of: inputs, rows: n, columns: coding.inputs)
      targetScale = ColumnScale(of: targets, rows: n, columns: coding.outputs)
    }
    inputScale.normalize(rows: n, inputs)
    targetScale.normalize(rows: n, targets)
    var order = Array(0..<n)
    stream.shuffle(&order)
    let held = min(settings.heldOutLimit, max(1, Int(settings.heldOutFraction * Double(n))))
    return DynamicsData(
      inputs: inputs, targets: targets, training: Array(order[held...]), heldOut: Array(order[..<held]))
  }

  package func save(into writer: inout CheckpointWriter) {
    var state = SavedState()
    state.append(stream)
    writer.append(state)
    for scale in [inputScale, targetScale] {
      writer.append(scale.mean)
      writer.append(scale.deviation)
    }
    for member in members { member.save(into: &writer) }
  }

  /// - Returns: false when the checkpoint holds no ensemble of this shape; it cannot be used any more then.
  package func restore(_ reader: inout CheckpointReader) -> Bool {
    guard var state = reader.takeState(), state.words.count == 5, let inputs = Self.takeScale(&reader, coding.inputs),
      let targets = Self.takeScale(&reader, coding.outputs)
    else { return false }
    stream = state.takeStream()
    (inputScale, targetScale) = (inputs, targets)
    for member in members { guard member.restore(&reader) else { return false } }
    rank()
    return true
  }

  private static func takeScale(_ reader: inout CheckpointReader, _ columns: Int) -> ColumnScale? {
    guard let mean = reader.takeFloats(), let deviation = reader.takeFloats(), mean.count == columns,
      deviation.count == columns
    else { return nil }
    return ColumnScale(mean: mean, deviation: deviation)
  }
}
