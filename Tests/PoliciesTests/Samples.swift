import Control
import Mathematics
import Policies

/// A cart-pole's interface and random networks for it.
enum Samples {
  static let interface = ControlInterface(
    robot: "cartpole",
    joints: [
      .init(name: "slider", kind: .prismatic, lowerLimit: -2.4, upperLimit: 2.4),
      .init(name: "hinge", kind: .continuous),
    ],
    sensors: [
      .joint(0, .position), .joint(1, .position),
      .joint(0, .velocity), .joint(1, .velocity),
    ],
    actuators: [.init(joint: 0, effortLimit: 12.3, effortRateLimit: 700, safeDamping: 5)],
    period: 0.02)

  static let layout = ObservationLayout(
    terms: [.sensor(0), .sine(1), .cosine(1), .sensor(2), .sensor(3)], frames: 2, commands: 2)

  static let limits = SafetyLimits(positionMargins: [0.1, 0], velocityLimits: [8, .infinity], maximumAge: 0.1)

  static func network(
    _ sizes: [Int], _ activations: [Network.Activation] = [.tanh, .elu, .relu], layerNorm: Bool = false,
    memory: (kind: Network.RecurrentLayer.Kind, size: Int)? = nil, levels: Int? = nil, seed: UInt64 = 1
  ) -> Network {
    var stream = RandomStream(seed: seed)
    func draws(_ count: Int, _ scale: Double) -> [Float] { (0..<count).map { _ in Float(scale * stream.normal()) } }
    var layers: [Network.Layer] = []
    let layer = memory.map { kind, size in
      Network.RecurrentLayer(
        kind: kind, inputs: sizes[0], size: size,
        inputWeights: draws(sizes[0] * kind.gates * size, 1 / Double(sizes[0]).squareRoot()),
        inputBiases: draws(kind.gates * size, 0.2),
        stateWeights: draws(size * kind.gates * size, 1 / Double(size).squareRoot()),
        stateBiases: draws(kind.gates * size, 0.2))
    }
    for (i, (inputs, outputs)) in zip([memory?.size ?? sizes[0]] + sizes.dropFirst(), sizes.dropFirst()).enumerated() {
      layers.append(
        Network.Layer(
          inputs: inputs, outputs: outputs, weights: draws(inputs * outputs, 1 / Double(inputs).squareRoot()),
          biases: draws(outputs, 0.1),
          normalization: layerNorm && i < sizes.count - 2
            ? Network.LayerNormalization(gain: draws(outputs, 0.2).map { 1 + $0 }, shift: draws(outputs, 0.2)) : nil,
          activation: i == sizes.count - 2 ? .identity : activations[i % activations.count]))
    }
    return Network(
      mean: draws(sizes[0], 0.5), inverseDeviation: draws(sizes[0], 0.3).map { 1 + $0.magnitude }, inputClip: 5,
      memory: layer, layers: layers, levels: levels)
  }

  /// Layers over the present, the first five columns, and four numbers that others make of all twelve.
  static let latentNetwork: Network = {
    let (whole, behind) = (network([12, 20, 4], layerNorm: true), network([9, 24, 1], [.silu], seed: 2))
    return Network(
      mean: whole.mean, inverseDeviation: whole.inverseDeviation, inputClip: 5,
      latent: Network.Latent(present: [0, 1, 2, 3, 4], layers: whole.layers), layers: behind.layers)
  }()

  /// A policy that remembers.
  static let recurrentFile = PolicyFile(
    network: network([12, 24, 1], memory: (.gru, 16)), interface: interface, layout: layout,
    decoder: ActionDecoder(for: interface), limits: limits, provenance: file.provenance)

  static let file = PolicyFile(
    network: network([12, 64, 48, 1]), interface: interface, layout: layout,
    decoder: ActionDecoder(for: interface), limits: limits,
    provenance: PolicyProvenance(
      scenario: "cartpole-swingup", scenarioHash: Fingerprint.sha256("text"), seed: .max, version: "0.1.0"))

  /// Observations near and far from the normaliser's mean.       (count × observation)
  static func observations(_ count: Int, width: Int) -> Matrix {
    var stream = RandomStream(seed: 9)
    var rows = Matrix(rows: count, columns: width)
    for i in rows.elements.indices { rows.elements[i] = Float(2 * stream.normal()) }
    return rows
  }
}
