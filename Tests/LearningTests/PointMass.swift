import Control
import Glibc
import Mathematics

/// Copies of a mass on a line that a force is to bring to the origin; exact over a step of constant force.
///
/// Observations are position and velocity, the reward is 1 − (x² + 0.1 v²)/4 − 0.01 u². Leaving ±4 terminates, 50 steps
/// truncate. An episode succeeds when it ends within 0.1 of the origin.
final class PointMass: VectorEnvironment {
  static let period = 0.1
  static let episodeSteps = 50
  /// Of an action of 1, N; the mass is 1 kg.
  static let force = 2.0

  private struct Copy {
    var x = 0.0
    var v = 0.0
    var step = 0
    /// Positions, the newest first.
    var past: [Double]
    var stream: RandomStream
  }
  private var copies: [Copy]
  private let initialPositions: ClosedRange<Double>
  /// Whether the velocity is for the critic alone.
  private let hidesVelocity: Bool
  /// Positions seen where it does.
  private let frames: Int
  /// Rewards that are not numbers from this step on, to see divergence caught.
  var failsFromStep = Int.max
  /// Cannot go on from this step on.
  var breaksFromStep = Int.max
  /// What a step takes, µs.
  var delay: UInt32 = 0
  private(set) var stepsTaken = 0

  init(
    copies count: Int, firstCopy: Int = 0, seed: UInt64, initialPositions: ClosedRange<Double> = -2...2,
    hidesVelocity: Bool = false, frames: Int = 1
  ) {
    self.hidesVelocity = hidesVelocity
    self.frames = frames
    let stream = RandomStream(seed: seed)
    copies = (0..<count).map {
      Copy(past: [Double](repeating: 0, count: frames), stream: stream.split("copy", firstCopy + $0))
    }
    self.initialPositions = initialPositions
  }

  var count: Int { copies.count }
  let interface = ControlInterface(
    robot: "point mass", joints: [ControlInterface.Joint(name: "mass", kind: .prismatic)],
    sensors: [.joint(0, .position), .joint(0, .velocity)],
    actuators: [.init(joint: 0, effortLimit: force)], period: period)
  var layout: ObservationLayout {
    ObservationLayout(
      terms: hidesVelocity ? [.sensor(0)] : [.sensor(0), .sensor(1)], frames: frames, commands: 0)
  }
  var privilegedCount: Int { hidesVelocity ? 1 : 0 }
  let rewardTermNames = ["state", "effort"]

  func reset(into batch: inout StepBatch) { for i in copies.indices { reset(copy: i, variant: nil, into: &batch) } }

  func reset(copy i: Int, variant: Variant?, into batch: inout StepBatch) {
    copies[i].x = copies[i].stream.uniform(in: initialPositions)
    copies[i].v = 0
    copies[i].step = 0
    for k in copies[i].past.indices { copies[i].past[k] = copies[i].x }
    observe(i, into: &batch.observations)
    write(i, into: &batch.readings)
    if hidesVelocity { batch.privileged[i, 0] = 0 }
  }

  func step(_ actions: Matrix, into batch: inout StepBatch) throws(EnvironmentFailure) {
    stepsTaken += 1
    if stepsTaken >= breaksFromStep { throw EnvironmentFailure("the mass is gone") }
    usleep(delay)
    for i in copies.indices {
      let u = Double(max(-1, min(1, actions[i, 0]))) * Self.force
      copies[i].x += Self.period * copies[i].v + 0.5 * Self.period * Self.period * u
      copies[i].v += Self.period * u
      copies[i].step += 1
      let (x, v) = (copies[i].x, copies[i].v)
      batch.rewardTerms[i, 0] = stepsTaken >= failsFromStep ? .nan : Float(1 - (x * x + 0.1 * v * v) / 4)
      batch.rewardTerms[i, 1] = Float(-0.01 * u * u)
      batch.rewards[i] = batch.rewardTerms[i, 0] + batch.rewardTerms[i, 1]
      batch.applied[i, 0] = Float(u)
      for k in stride(from: frames - 1, to: 0, by: -1) { copies[i].past[k] = copies[i].past[k - 1] }
      copies[i].past[0] = x
      observe(i, into: &batch.reached)
      if hidesVelocity { (batch.privileged[i, 0], batch.reachedPrivileged[i, 0]) = (Float(v), Float(v)) }
      write(i, into: &batch.reachedReadings)
      batch.endings[i] = abs(x) > 4 ? .terminated : copies[i].step == Self.episodeSteps ? .truncated : .running
      batch.succeeded[i] = batch.endings[i] == .truncated && abs(x) < 0.1
      if batch.endings[i] == .running {
        observe(i, into: &batch.observations)
        write(i, into: &batch.readings)
      } else {
        reset(copy: i, variant: nil, into: &batch)
      }
    }
  }

  private func write(_ i: Int, into matrix: inout Matrix) {
    matrix[i, 0] = Float(copies[i].x)
    matrix[i, 1] = Float(copies[i].v)
  }

  private func observe(_ i: Int, into matrix: inout Matrix) {
    guard hidesVelocity else { return write(i, into: &matrix) }
    for (k, x) in copies[i].past.enumerated() { matrix[i, k] = Float(x) }
  }

  func save(into state: inout SavedState) {
    state.append(stepsTaken)
    for copy in copies {
      state.append(copy.x)
      state.append(copy.v)
      state.append(copy.step)
      state.append(contentsOf: copy.past)
      state.append(copy.stream)
    }
  }

  func restore(_ state: inout SavedState) {
    stepsTaken = state.takeInt()
    for i in copies.indices {
      copies[i].x = state.takeReal()
      copies[i].v = state.takeReal()
      copies[i].step = state.takeInt()
      state.take(into: &copies[i].past)
      copies[i].stream = state.takeStream()
    }
  }
}
