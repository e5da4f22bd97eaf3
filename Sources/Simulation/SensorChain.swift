import Control
import Mathematics
import Robots

/// From true states to what a robot's sensors say: latency, own rate, dropouts, bias and its walk, noise, resolution.
///
/// A sensor with a rate of its own measures at multiples of its period and holds the value between. What a robot's
/// description leaves ideal draws no random number.
struct SensorChain {
  private let rates: [Double]        // (sensors), Hz
  private let resolutions: [Double]  // (sensors)
  private let places: [Int]          // (sensors), in a state
  private var walks: [Double]        // (sensors)
  private var held: [Double]         // (sensors)
  /// Number of the measurement that is held; the smallest before the first.
  private var numbers: [Int]         // (sensors)
  private var lastTime = 0.0         // s
  private var row: [Double]          // scratch, a state

  /// - Parameter places: where each sensor's true value stands in a state.
  init(robot: RobotDescription, places: [Int], stateCount: Int) {
    rates = robot.sensors.map(\.rate)
    resolutions = robot.sensors.map(\.resolution)
    self.places = places
    walks = places.map { _ in 0 }
    held = walks
    numbers = places.map { _ in .min }
    row = [Double](repeating: 0, count: stateCount)
  }

  mutating func reset() {
    lastTime = 0
    for i in walks.indices { (walks[i], held[i], numbers[i]) = (0, 0, .min) }
  }

  /// What the sensors say in a message sent at `time` that shows the states up to `shown`.      (sensors, from 0)
  mutating func measure(
    _ states: ReadingDelay, shown: Double, time: Double, _ parameters: [PhysicalParameters.Sensor],
    noise: inout RandomStream, into values: inout [Double]
  ) {
    states.sample(at: shown, into: &row)
    let elapsed = max(0, time - lastTime)
    lastTime = time
    for i in places.indices {
      let sensor = parameters[i]
      if sensor.biasWalk > 0 { walks[i] += sensor.biasWalk * elapsed.squareRoot() * noise.normal() }
      var moment = shown - sensor.latency
      if rates[i].isFinite {
        let number = Int((moment * rates[i] + 1e-9).rounded(.down))
        if number == numbers[i] {
          values[i] = held[i]
          continue
        }
        numbers[i] = number
        moment = Double(number) / rates[i]
      }
      if sensor.dropout > 0, noise.uniform() < sensor.dropout, time > 0 {
        values[i] = held[i]
        continue
      }
      var value = moment == shown ? row[places[i]] : states.sample(at: moment, column: places[i])
      value += sensor.bias + walks[i]
      if sensor.noise > 0 { value += sensor.noise * noise.normal() }
      if resolutions[i] > 0 { value = (value / resolutions[i]).rounded() * resolutions[i] }
      held[i] = value
      values[i] = value
    }
  }

  func save(into state: inout SavedState) {
    state.append(contentsOf: walks)
    state.append(contentsOf: held)
    for number in numbers { state.append(number) }
    state.append(lastTime)
  }

  mutating func restore(_ state: inout SavedState) {
    state.take(into: &walks)
    state.take(into: &held)
    for i in numbers.indices { numbers[i] = state.takeInt() }
    lastTime = state.takeReal()
  }
}
