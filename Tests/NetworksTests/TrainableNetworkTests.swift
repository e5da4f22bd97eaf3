import CMallocCount
import Mathematics
import Networks
import Policies
import Testing

@Suite struct TrainableNetworkTests {
  @Test("rows are gathered from anywhere, for any width", arguments: [1, 7, 16, 48, 100])
  func gathers(columns: Int) {
    let (source, rows) = (FloatBuffer(count: 500 * columns), FloatBuffer(count: 64 * columns))
    for i in 0..<source.count { source[i] = Float(i) }
    var stream = RandomStream(seed: 2)
    let places = (0..<64).map { _ in stream.index(below: 500) }
    rows.gather(50, columns: columns, of: source, at: places)
    for row in 0..<64 {
      for column in 0..<columns {
        #expect(rows[row * columns + column] == (row < 50 ? Float(places[row] * columns + column) : 0))
      }
    }
  }

  private static let shape = NetworkShape(inputs: 4, hidden: [16, 8], outputs: 3, activation: .elu)

  private static func initialized(_ shape: NetworkShape = shape) -> TrainableNetwork {
    let network = TrainableNetwork(shape)
    var stream = RandomStream(seed: 8)
    network.initialize(hiddenGain: 1.4, outputGain: 0.5, from: &stream)
    return network
  }

  @Test("batches and one-sample inference agree, the normaliser included")
  func agreesWithInference() {
    let trained = Self.initialized()
    let normalizer = InputNormalizer(mean: [1, 2, 3, 4], inverseDeviation: [1, 0.5, 2, 0.1], clip: 1.5)
    var policy = NetworkPolicy(
      trained.network(mean: normalizer.mean, inverseDeviation: normalizer.inverseDeviation, inputClip: normalizer.clip))
    var stream = RandomStream(seed: 9)
    var observations = Matrix(rows: 300, columns: 4)
    for i in observations.elements.indices { observations.elements[i] = Float(3 * stream.normal()) }

    let pass = NetworkPass(trained, capacity: 300)
    normalizer.apply(to: observations, rows: 0..<300, into: pass.input, at: 0)
    pass.forward(rows: 300)
    var action: [Float] = [0, 0, 0]
    for row in 0..<300 {
      policy.act(on: observations.elements, at: observations.offset(ofRow: row), into: &action)
      for i in 0..<3 { #expect(abs(pass.output[3 * row + i] - action[i]) < 1e-5) }
    }
  }

  @Test("a network as a value comes back to the same bits")
  func roundTrip() {
    let network = Self.initialized()
    let value = network.network(mean: [0, 0, 0, 0], inverseDeviation: [1, 1, 1, 1], inputClip: 10)
    let other = TrainableNetwork(NetworkShape(of: value))
    other.load(value)
    #expect(other.parameters.array == network.parameters.array)
    #expect(other.shape == network.shape)
  }

  @Test("weights begin orthonormal on the shorter side, times the gain", arguments: [(4, 16), (16, 4), (8, 8)])
  func orthogonal(inputs: Int, outputs: Int) {
    let network = Self.initialized(NetworkShape(inputs: inputs, hidden: [], outputs: outputs, activation: .tanh))
    let weights = network.parameters.array
    let (short, long) = (min(inputs, outputs), max(inputs, outputs))
    func element(_ vector: Int, _ place: Int) -> Float {
      inputs < outputs ? weights[vector * outputs + place] : weights[place * outputs + vector]
    }
    for a in 0..<short {
      for b in 0..<short {
        let product = (0..<long).reduce(Float(0)) { $0 + element(a, $1) * element(b, $1) }
        #expect(abs(product - (a == b ? 0.25 : 0)) < 1e-5)
      }
    }
    #expect(weights.suffix(outputs).allSatisfy { $0 == 0 })
  }

  @Test("a pass asks for memory at most once a matrix product, within oneDNN, and never by itself")
  func noAllocation() {
    let shape = NetworkShape(inputs: 6, hidden: [64, 64], outputs: 1, activation: .tanh)
    let pass = NetworkPass(Self.initialized(shape), capacity: 256)
    pass.forward(rows: 256)
    pass.backward(rows: 256, toInput: true)
    let before = malloc_count()
    pass.forward(rows: 256)
    pass.backward(rows: 256, toInput: true)
    #expect(malloc_count() - before <= 9)
  }
}
