import Networks

/// The parts of a trained teacher; they share its parameters.
struct Teacher {
  let encoder: TrainableNetwork
  /// Over present | latent.
  let policy: TrainableNetwork
  let present: [Int]

  init(_ network: TrainableNetwork) {
    guard let latent = network.shape.latent, let encoder = network.encoder else {
      preconditionFailure("a teacher has an encoder")
    }
    self.encoder = encoder
    present = latent.present
    policy = TrainableNetwork(
      network.shape.withoutLatent,
      parameters: network.parameters.view(latent.encoder.parameterCount..<network.parameters.count))
  }
}
