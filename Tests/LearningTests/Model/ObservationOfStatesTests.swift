import Control
import Learning
import Mathematics
import Networks
import Testing

@Suite struct ObservationOfStatesTests {
  private static let interface = ControlInterface(
    robot: "two joints",
    joints: [.init(name: "slider", kind: .prismatic), .init(name: "hinge", kind: .continuous)],
    sensors: [
      .joint(0, .position), .joint(1, .position), .joint(1, .velocity),
    ],
    actuators: [.init(joint: 0, effortLimit: 4)], period: 0.1)
  private static let layout = ObservationLayout(
    terms: [.sensor(0), .sine(1), .cosine(1), .sensor(2)], frames: 2, commands: 2)
  private static let state = StateLayout(sensors: 3, actuators: 1, frames: 3, commands: 4)

  @Test("a state's observation has the bits of the encoder's, from the first tick on")
  func agreesWithEncoder() {
    var stream = RandomStream(seed: 1)
    var encoder = ObservationEncoder(layout: Self.layout, interface: Self.interface)
    encoder.reset()
    var row = [Float](repeating: .nan, count: Self.state.count)
    let (states, observations) = (FloatBuffer(count: row.count), FloatBuffer(count: encoder.count))
    var expected = [Float](repeating: 0, count: encoder.count)
    var command = Command(for: Self.interface)
    for tick in 0..<6 {
      let values = (0..<3).map { _ in Float(2 * stream.normal()) }
      var reading = Reading(for: Self.interface)
      reading.values = values.map(Double.init)
      encoder.encode(reading, into: &expected, at: 0)
      if tick == 0 {
        Self.state.begin(values, at: 0, into: &row, at: 0)
      } else {
        Self.state.advance(applied: [Float(command.values[0])], at: 0, reading: values, at: 0, state: &row, at: 0)
      }
      states.array = row
      Self.layout.encode(rows: 1, states: states, of: Self.state, into: observations)
      #expect(observations.array == expected)
      command.values[0] = Double(Float(stream.normal()))
      encoder.remember(applied: command)
    }
  }

  @Test("the derivative agrees with central differences")
  func derivative() {
    var stream = RandomStream(seed: 2)
    let (rows, count) = (2, Self.state.count)
    let width = Self.layout.count(for: Self.interface)
    let (states, observations) = (FloatBuffer(count: rows * count), FloatBuffer(count: rows * width))
    let (weights, gradient) = (FloatBuffer(count: rows * width), FloatBuffer(count: rows * count))
    for i in 0..<states.count { states[i] = Float(stream.normal()) }
    for i in 0..<weights.count { weights[i] = Float(stream.normal()) }
    func value() -> Double {
      Self.layout.encode(rows: rows, states: states, of: Self.state, into: observations)
      return (0..<weights.count).reduce(0) { $0 + Double(weights[$1]) * Double(observations[$1]) }
    }
    gradient.fill(1)  // what was there stays
    Self.layout.encodeBackward(
      rows: rows, states: states, of: Self.state, observationGradient: weights, stateGradient: gradient)
    let h: Float = 1e-2
    for i in 0..<states.count {
      let x = states[i]
      states[i] = x + h
      let above = value()
      states[i] = x - h
      let below = value()
      states[i] = x
      #expect(abs((above - below) / Double(2 * h) - Double(gradient[i] - 1)) < 1e-3, "state \(i)")
    }
  }
}
