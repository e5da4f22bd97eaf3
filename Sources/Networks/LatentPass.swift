/// The workspace of a latent: what its encoder is told → present | latent, and back to the encoder's parameters.
final class LatentPass {
  let input: FloatBuffer                   // (rows × inputs)
  private let latent: NetworkShape.Latent
  private let pass: NetworkPass
  private let output: FloatBuffer          // (rows × present + latent)
  private let outputGradient: FloatBuffer  // (rows × present + latent)

  /// - Parameters:
  ///   - network: whose parameters, and their gradient, begin with the encoder's.
  ///   - outputGradient: the loss's derivative by the output.
  init(
    _ encoder: TrainableNetwork, of network: TrainableNetwork, rows: Int, output: FloatBuffer,
    outputGradient: FloatBuffer, gradient: FloatBuffer
  ) {
    guard let latent = network.shape.latent else { preconditionFailure("an encoder makes a latent") }
    self.latent = latent
    self.output = output
    self.outputGradient = outputGradient
    input = FloatBuffer(count: rows * latent.inputs)
    pass = NetworkPass(encoder, capacity: rows, gradient: gradient.view(0..<encoder.shape.parameterCount))
  }

  private var width: Int { latent.present.count + latent.encoder.outputs }

  func forward(rows: Int) {
    let (told, present, size) = (latent.told, latent.present, latent.encoder.outputs)
    for row in 0..<rows {
      for (i, column) in told.enumerated() { pass.input[row * told.count + i] = input[row * latent.inputs + column] }
    }
    pass.forward(rows: rows)
    for row in 0..<rows {
      for (i, column) in present.enumerated() { output[row * width + i] = input[row * latent.inputs + column] }
      output.copy(size, of: pass.output, from: row * size, to: row * width + present.count)
    }
  }

  func backward(rows: Int) {
    let size = latent.encoder.outputs
    for row in 0..<rows {
      pass.outputGradient.copy(size, of: outputGradient, from: row * width + latent.present.count, to: row * size)
    }
    pass.backward(rows: rows)
  }
}
