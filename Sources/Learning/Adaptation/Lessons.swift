import Mathematics
import Networks

/// What the copies showed in one iteration.
final class Lessons: @unchecked Sendable {
  let copies: Int
  let observationCount: Int
  let latentCount: Int
  let observations: FloatBuffer  // normalised   (steps × copies × o)
  let targets: FloatBuffer       // z            (steps × copies × latent)
  let actions: FloatBuffer       // of a step    (copies × a)
  private(set) var order: [Int]  // (steps × copies)

  init(steps: Int, copies: Int, observationCount: Int, latentCount: Int, actionCount: Int) {
    (self.copies, self.observationCount, self.latentCount) = (copies, observationCount, latentCount)
    observations = FloatBuffer(count: steps * copies * observationCount)
    targets = FloatBuffer(count: steps * copies * latentCount)
    actions = FloatBuffer(count: copies * actionCount)
    order = Array(0..<steps * copies)
  }

  func sortOrder() { for i in order.indices { order[i] = i } }
  func shuffle(using stream: inout RandomStream) { stream.shuffle(&order) }
}
