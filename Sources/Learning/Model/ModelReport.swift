package import Control
import Foundation
import Mathematics
import Networks
import Policies

/// How far a learned model can be trusted, measured on steps that it was not trained on.
package struct ModelReport: Sendable, Equatable {
  package struct OpenLoop: Sendable, Equatable {
    /// Steps predicted without looking at the plant again.
    package var steps: Int
    package var sequences: Int
    /// Root mean squared error of the means, SI.                           (sensors)
    package var errors: [Double]
    /// The same over each sensor's spread in the sequences' ends.           (sensors)
    package var relativeErrors: [Double]

    package init(steps: Int, sequences: Int, errors: [Double], relativeErrors: [Double]) {
      self.steps = steps
      self.sequences = sequences
      self.errors = errors
      self.relativeErrors = relativeErrors
    }
  }

  package struct Coverage: Sendable, Equatable {
    package var expected: Double
    /// Part of the readings within the model's central interval of that probability, one step on.
    package var observed: Double
  }

  /// One entry for each horizon of which the steps hold a whole sequence.
  package var openLoop: [OpenLoop] = []
  package var coverage: [Coverage] = []
  /// −ln p of a reading one step on, normalised units, a mean over sensors; nats.
  package var negativeLogLikelihood = 0.0

  package static let horizons = [1, 5, 10, 25]
  /// Central intervals of a normal distribution: probability and half width in deviations.
  private static let intervals = [(0.5, 0.674_490), (0.8, 1.281_552), (0.9, 1.644_854), (0.95, 1.959_964)]

  /// Of errors that were measured already.
  package init(openLoop: [OpenLoop]) { self.openLoop = openLoop }

  /// - Precondition: the steps' state is the ensemble's, and there is at least one step.
  package init(of ensemble: DynamicsEnsemble, on steps: TransitionBuffer, task: ModelTask) {
    precondition(steps.state == ensemble.coding.state && steps.count > 0, "the steps are not the ensemble's")
    let model = EnsembleModel(ensemble, task: task, capacity: 1, depth: 1, isDeterministic: true)
    calibrate(model, steps)
    let lengths = Self.continuations(steps)
    for k in Self.horizons { if let entry = Self.openLoop(model, steps, lengths, k) { openLoop.append(entry) } }
  }

  /// How many steps in a row begin with each one: the next one goes on where it ended.
  private static func continuations(_ steps: TransitionBuffer) -> [Int] {
    var lengths = [Int](repeating: 1, count: steps.count)
    var expected = [Float](repeating: 0, count: steps.state.count)
    for row in stride(from: steps.count - 2, through: 0, by: -1) {
      let start = row * steps.width
      for i in 0..<expected.count { expected[i] = steps.elements[start + i] }
      steps.state.advance(
        applied: steps.elements, at: start + steps.applied, reading: steps.elements, at: start + steps.reading,
        state: &expected, at: 0)
      let next = start + steps.width
      let goesOn = steps.elements[start + steps.terminated] == 0
        && expected.indices.allSatisfy { expected[$0] == steps.elements[next + $0] }
      if goesOn { lengths[row] = lengths[row + 1] + 1 }
    }
    return lengths
  }

  private static func openLoop(
    _ model: EnsembleModel, _ steps: TransitionBuffer, _ lengths: [Int], _ k: Int
  ) -> OpenLoop? {
    let (s, sensors, width) = (steps.state.count, steps.state.sensors, steps.width)
    var (states, next) = (FloatBuffer(count: s), FloatBuffer(count: s))
    let applied = FloatBuffer(count: steps.state.actuators)
    var stream = RandomStream(seed: 0).split("members")
    var squares = [Double](repeating: 0, count: sensors)
    var ends = BatchMoments(columns: sensors)
    var sequences = 0
    var first = 0
    while first < steps.count {
      guard lengths[first] >= k else {
        first += 1
        continue
      }
      for i in 0..<s { states[i] = steps.elements[first * width + i] }
      for step in first..<first + k {
        for i in 0..<applied.count { applied[i] = steps.elements[step * width + steps.applied + i] }
        model.follow(states: states, applied: applied, next: next, drawingFrom: &stream)
        swap(&states, &next)
      }
      let truth = (first + k - 1) * width + steps.reading
      for i in 0..<sensors {
        let difference = Double(states[i] - steps.elements[truth + i])
        squares[i] += difference * difference
      }
      ends.add(steps.elements, at: truth)
      sequences += 1
      first += k
    }
    guard sequences > 0 else { return nil }
    var spread = RunningMoments(columns: sensors)
    spread.merge(ends)
    let errors = squares.map { ($0 / Double(sequences)).squareRoot() }
    return OpenLoop(
      steps: k, sequences: sequences, errors: errors,
      relativeErrors: errors.indices.map { errors[$0] * Double(spread.inverseDeviations[$0]) })
  }

  private mutating func calibrate(_ model: EnsembleModel, _ steps: TransitionBuffer) {
    let (s, sensors) = (steps.state.count, steps.state.sensors)
    let (states, next) = (FloatBuffer(count: s), FloatBuffer(count: s))
    let applied = FloatBuffer(count: steps.state.actuators)
    var stream = RandomStream(seed: 0).split("members")
    var within = [Int](repeating: 0, count: Self.intervals.count)
    for row in 0..<steps.count {
      let start = row * steps.width
      for i in 0..<s { states[i] = steps.elements[start + i] }
      for i in 0..<applied.count { applied[i] = steps.elements[start + steps.applied + i] }
      model.follow(states: states, applied: applied, next: next, drawingFrom: &stream)
      for i in 0..<sensors {
        let (z, logDeviation) = model.surprise(sensor: i, reading: steps.elements[start + steps.reading + i], next)
        for (n, interval) in Self.intervals.enumerated() where abs(z) <= interval.1 { within[n] += 1 }
        negativeLogLikelihood += 0.5 * z * z + logDeviation + 0.918_938_533
      }
    }
    let total = Double(steps.count * sensors)
    negativeLogLikelihood /= total
    coverage = zip(Self.intervals, within).map { Coverage(expected: $0.0, observed: Double($1) / total) }
  }

  /// For people: a line for each horizon and sensor, and one for each interval.
  package func text(for interface: ControlInterface) -> String {
    var lines: [String] = []
    for entry in openLoop {
      for (i, error) in entry.errors.enumerated() {
        lines.append(
          String(
            format: "%2d steps on: %@ off by %.4g %@ (%.1f %% of its spread, %d sequences)", entry.steps,
            interface.sensorName(i), error, interface.unit(ofSensor: i), 100 * entry.relativeErrors[i],
            entry.sequences))
      }
    }
    for entry in coverage {
      lines.append(
        String(format: "%.0f %% intervals hold %.1f %% of the readings", 100 * entry.expected, 100 * entry.observed))
    }
    lines.append(String(format: "−ln p of a reading: %.3f nats", negativeLogLikelihood))
    return lines.joined(separator: "\n")
  }
}
