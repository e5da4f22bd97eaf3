import Networks

/// A fixed part of a minibatch of lessons: the pupil's gradient over it.
final class LessonShard: @unchecked Sendable {
  private static let block = 256
  let gradient: FloatBuffer
  private(set) var squares = 0.0  // a sum over the rows and the latent's numbers
  private let pass: NetworkPass

  init(_ pupil: TrainableNetwork) {
    gradient = FloatBuffer(count: pupil.parameters.count)
    pass = NetworkPass(pupil, capacity: Self.block, gradient: gradient)
  }

  /// The gradient of `scale` · Σ ½ (ẑ − z)².
  func differentiate(_ places: Range<Int>, of lessons: Lessons, scale: Float) {
    let (o, size) = (lessons.observationCount, lessons.latentCount)
    gradient.fill(0)
    squares = 0
    for start in stride(from: places.lowerBound, to: places.upperBound, by: Self.block) {
      let rows = min(Self.block, places.upperBound - start)
      for row in 0..<rows {
        pass.input.copy(o, of: lessons.observations, from: lessons.order[start + row] * o, to: row * o)
      }
      pass.forward(rows: rows)
      for row in 0..<rows {
        for i in 0..<size {
          let error = pass.output[row * size + i] - lessons.targets[lessons.order[start + row] * size + i]
          squares += Double(error * error)
          pass.outputGradient[row * size + i] = scale * error
        }
      }
      pass.backward(rows: rows)
    }
  }
}
