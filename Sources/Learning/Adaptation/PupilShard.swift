import Control
import Mathematics
import Networks

/// A fixed part of the copies, acted for by the teacher's policy on what the pupil finds in the history.
final class PupilShard: @unchecked Sendable {
  private let copies: Range<Int>
  private let encoder: NetworkPass
  private let pupil: NetworkPass
  private let policy: NetworkPass
  private let present: [Int]
  /// Exploration, one stream for each copy.
  var streams: [RandomStream]

  init(copies: Range<Int>, teacher: Teacher, pupil: TrainableNetwork, exploration: RandomStream) {
    self.copies = copies
    encoder = NetworkPass(teacher.encoder, capacity: copies.count)
    self.pupil = NetworkPass(pupil, capacity: copies.count)
    policy = NetworkPass(teacher.policy, capacity: copies.count)
    present = teacher.present
    streams = copies.map { exploration.split("copy", $0) }
  }

  /// Keeps what the pupil sees and what the encoder makes of the truth, and draws actions.
  ///
  /// - Parameters:
  ///   - seen: normalises observations.
  ///   - told: normalises privileged values.
  func act(
    on batch: StepBatch, at step: Int, of lessons: Lessons, seen: InputNormalizer, told: InputNormalizer,
    head: ActionHead
  ) {
    let (count, first) = (copies.count, step * lessons.copies + copies.lowerBound)
    let (o, size) = (lessons.observationCount, lessons.latentCount)
    told.apply(to: batch.privileged, rows: copies, into: encoder.input, at: 0)
    encoder.forward(rows: count)
    lessons.targets.copy(count * size, of: encoder.output, from: 0, to: first * size)
    seen.apply(to: batch.observations, rows: copies, into: pupil.input, at: 0)
    lessons.observations.copy(count * o, of: pupil.input, from: 0, to: first * o)
    pupil.forward(rows: count)
    let width = present.count + size
    for row in 0..<count {
      for (i, column) in present.enumerated() { policy.input[row * width + i] = pupil.input[row * o + column] }
      policy.input.copy(size, of: pupil.output, from: row * size, to: row * width + present.count)
    }
    policy.forward(rows: count)
    for row in 0..<count {
      head.sample(
        outputs: policy.output, at: row * head.outputs, into: lessons.actions,
        at: (copies.lowerBound + row) * head.count, from: &streams[row])
    }
  }
}
