import Control
import Foundation
import Mathematics
import Robots

/// From true states to what a robot's sensors say: latency, own rate, dropouts, bias and its walk, noise, resolution.
///
/// A sensor with a rate of its own measures at multiples of its period and holds the value between. A velocity by
/// differentiation follows its joint's position sensor. What a robot's description leaves ideal draws no random number.
struct SensorChain {
  private let rates: [Double]        // (sensors), Hz
  private let resolutions: [Double]  // (sensors)
  private let places: [Int]          // (sensors), in a state
  /// From a joint's turn on its bus to the reading, s.
  private let ages: [Double]         // (sensors)
  /// Of velocities by differentiation: the position sensor, and the low-pass.
  private let encoders: [(sensor: Int, encoder: Int, lowPass: Double)]
  private let isDerived: [Bool]      // (sensors)
  private var walks: [Double]        // (sensors)
  private var held: [Double]         // (sensors)
  /// Number of the measurement that is held; the smallest before the first.
  private var numbers: [Int]         // (sensors)
  /// When the held measurement was taken, and whether the last message brought it, s.
  private var moments: [Double]      // (sensors)
  private var isFresh: [Bool]        // (sensors)
  /// The measurement before, of position sensors that are differentiated; not a number before there is one.
  private var previous: [(value: Double, moment: Double)]  // (encoders)
  private var lastTime = 0.0         // s
  private var row: [Double]          // scratch, a state

  /// - Parameter places: where each sensor's true value stands in a state.
  init(robot: RobotDescription, places: [Int], stateCount: Int) {
    rates = robot.sensors.map(\.rate)
    resolutions = robot.sensors.map(\.resolution)
    self.places = places
    ages = robot.sensors.map { sensor in sensor.sensor.joint.map { robot.readingAge(joint: $0) } ?? 0 }
    encoders = robot.sensors.enumerated().compactMap { index, sensor in
      guard let differentiation = sensor.differentiation, let joint = sensor.sensor.joint,
        let encoder = robot.sensors.firstIndex(where: { $0.sensor == .joint(joint, .position) })
      else { return nil }
      return (index, encoder, differentiation.lowPass)
    }
    isDerived = robot.sensors.map { $0.differentiation != nil }
    walks = places.map { _ in 0 }
    held = walks
    numbers = places.map { _ in .min }
    moments = walks
    isFresh = places.map { _ in false }
    previous = encoders.map { _ in (.nan, 0) }
    row = [Double](repeating: 0, count: stateCount)
  }

  mutating func reset() {
    lastTime = 0
    for i in walks.indices { (walks[i], held[i], numbers[i]) = (0, 0, .min) }
    for i in previous.indices { previous[i] = (.nan, 0) }
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
      if isDerived[i] { continue }
      isFresh[i] = false
      var moment = shown - sensor.latency - ages[i]
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
      let value = moment == shown ? row[places[i]] : states.sample(at: moment, column: places[i])
      hold(value, i, sensor, &noise)
      (moments[i], isFresh[i]) = (moment, true)
      values[i] = held[i]
    }
    for k in encoders.indices { differentiate(k, parameters[encoders[k].sensor], &noise, &values) }
  }

  /// What a sensor makes of a value, kept until the next.
  private mutating func hold(_ value: Double, _ i: Int, _ sensor: PhysicalParameters.Sensor, _ noise: inout RandomStream) {
    var value = value + sensor.bias + walks[i]
    if sensor.noise > 0 { value += sensor.noise * noise.normal() }
    if resolutions[i] > 0 { value = (value / resolutions[i]).rounded() * resolutions[i] }
    held[i] = value
  }

  /// Zero until the position sensor has measured twice.
  private mutating func differentiate(
    _ k: Int, _ sensor: PhysicalParameters.Sensor, _ noise: inout RandomStream, _ values: inout [Double]
  ) {
    let (i, encoder, lowPass) = encoders[k]
    if isFresh[encoder] {
      let (value, moment) = (held[encoder], moments[encoder])
      let elapsed = moment - previous[k].moment
      if !previous[k].value.isNaN, elapsed > 0 {
        let difference = (value - previous[k].value) / elapsed
        let share = lowPass.isFinite ? 1 - exp(-2 * Double.pi * lowPass * elapsed) : 1
        // The filter's own state is in `moments`, which a velocity has no other use for.
        moments[i] += share * (difference - moments[i])
        hold(moments[i], i, sensor, &noise)
      } else if previous[k].value.isNaN {
        moments[i] = 0
      }
      previous[k] = (value, moment)
    }
    values[i] = held[i]
  }

  func save(into state: inout SavedState) {
    state.append(contentsOf: walks)
    state.append(contentsOf: held)
    for number in numbers { state.append(number) }
    state.append(contentsOf: moments)
    for last in previous { state.append(contentsOf: [last.value, last.moment]) }
    state.append(lastTime)
  }

  mutating func restore(_ state: inout SavedState) {
    state.take(into: &walks)
    state.take(into: &held)
    for i in numbers.indices { numbers[i] = state.takeInt() }
    state.take(into: &moments)
    for i in previous.indices { previous[i] = (state.takeReal(), state.takeReal()) }
    lastTime = state.takeReal()
  }
}
