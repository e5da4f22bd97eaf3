public import Control
public import Mathematics
import Robots
import Scenarios

/// What can go wrong with a simulated plant.
public enum SimulationFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// A joint's speed left every plausible range, or became no number.
  case diverged(time: Double)

  public var description: String {
    switch self {
    case .diverged(let time): "the simulation diverged at \(time) s; a smaller physics step may help"
    }
  }
}

/// The robot in ODE: actuators, delays and sensors in one world.
///
/// A command acts from its tick plus the action delay on, as a time-weighted mean where it switches inside a physics
/// step; a reading shows the state of its tick minus the observation delay, interpolated. A tick may come late by an
/// exponentially distributed time, as with a loop that sleeps until absolute deadlines.
public struct SimulatedPlant: ~Copyable, RestorablePlant {
  public typealias Failure = SimulationFailure

  public let model: SimulationModel
  public let interface: ControlInterface
  public let physicsStep: Double
  public private(set) var parameters: PhysicalParameters
  private var drive: ActuatedWorld
  private var commands: CommandDelay
  private var states: ReadingDelay
  private var noise: RandomStream
  private var first: (positions: [Double], velocities: [Double])
  private var ticks = 0
  private var steps = 0
  /// When the current tick took place, s.
  private var tickTime = 0.0
  // Scratch, allocated once.
  private var outgoing: [Double]   // (actuators + 1): efforts and whether the safe state is on
  private var delayed: [Double]    // (3 × joints)

  /// - Parameters:
  ///   - period: time between two ticks, s.
  ///   - physicsStep: s; should divide the period.
  public init(model: SimulationModel, period: Double, physicsStep: Double) {
    precondition(period >= physicsStep && physicsStep > 0, "a control period holds at least one physics step")
    self.model = model
    self.physicsStep = physicsStep
    interface = model.robot.interface(period: period)
    parameters = PhysicalParameters(model.nominal, model: model)
    drive = ActuatedWorld(model: model, interface: interface, parameters: parameters)
    delayed = [Double](repeating: 0, count: 3 * interface.joints.count)
    outgoing = [Double](repeating: 0, count: interface.actuators.count + 1)
    commands = CommandDelay(width: outgoing.count, capacity: Self.capacity(of: Parameter.longestDelay / period))
    states = ReadingDelay(width: delayed.count, capacity: Self.capacity(of: Parameter.longestDelay / physicsStep))
    noise = RandomStream(seed: 0)
    first = (interface.joints.map { _ in 0 }, interface.joints.map { _ in 0 })
  }

  private static func capacity(of delayInSteps: Double) -> Int { Int(delayInSteps.rounded(.up)) + 3 }

  /// Prepares an episode: this physics, this first state, this noise. ``start(into:)`` begins it.
  public mutating func prepare(
    _ parameters: PhysicalParameters, positions: [Double], velocities: [Double], noise: RandomStream
  ) {
    precondition(
      parameters.actionDelay <= Parameter.longestDelay && parameters.observationDelay <= Parameter.longestDelay,
      "delays are at most \(Parameter.longestDelay) s")
    self.parameters = parameters
    self.noise = noise
    first = (positions, velocities)
    drive.configure(parameters)
  }

  /// True positions and velocities, then efforts, of the interface's joints.           (3 × joints)
  public var state: [Double] { drive.state }

  /// Where a sensor's true value stands in ``state``.
  public func stateIndex(ofSensor index: Int) -> Int { drive.stateIndex(ofSensor: index) }

  /// New physics in the middle of an episode; the joints' state stays.
  public mutating func change(to parameters: PhysicalParameters) {
    self.parameters = parameters
    drive.configure(parameters)
    drive.placeAtState()
  }

  /// Other noise from here on: of the sensors, and of the ticks' lateness.
  public mutating func redraw(from stream: RandomStream) { noise = stream }

  /// Stands in the state that a reading and the last commands show: joints without a sensor at zero, those commands
  /// under way. The clock begins at the reading's measurement, so ``PhysicalParameters/foreseen`` are the parameters
  /// to prepare it with. Allocates nothing.
  ///
  /// - Parameter state: every sensor, then the commands, newest first; from `offset` on.     (layout.count)
  public mutating func place(_ state: [Float], at offset: Int, layout: StateLayout, into reading: inout Reading) {
    commands.reset()
    states.reset()
    (ticks, steps, tickTime) = (0, 0, 0)
    for i in drive.state.indices { drive.state[i] = 0 }
    for i in interface.sensors.indices { drive.state[stateIndex(ofSensor: i)] = Double(state[offset + i]) }
    drive.placeAtState()
    states.push(drive.state, at: 0)
    outgoing[outgoing.count - 1] = 0
    for back in (0..<layout.commands).reversed() {
      for i in interface.actuators.indices { outgoing[i] = Double(state[offset + layout.command(back) + i]) }
      commands.push(outgoing, actingFrom: parameters.actionDelay - Double(back + 1) * interface.period)
    }
    sense(into: &reading)
  }

  public mutating func start(into reading: inout Reading) {
    commands.reset()
    states.reset()
    ticks = 0
    steps = 0
    tickTime = 0
    let joints = interface.joints.count
    for i in 0..<joints {
      drive.state[i] = first.positions[i]
      drive.state[joints + i] = first.velocities[i]
      drive.state[2 * joints + i] = 0
    }
    drive.placeAtState()
    states.push(drive.state, at: 0)
    sense(into: &reading)
  }

  public mutating func advance(applying command: Command, into reading: inout Reading) throws(SimulationFailure) {
    for i in command.values.indices { outgoing[i] = command.values[i] }
    outgoing[outgoing.count - 1] = command.mode == .damping ? 1 : 0
    commands.push(outgoing, actingFrom: tickTime + parameters.actionDelay)

    ticks += 1
    var lateness = 0.0
    if parameters.periodJitter > 0 {
      lateness = min(
        Distribution.exponential(mean: parameters.periodJitter).sample(from: &noise), interface.period / 2)
    }
    tickTime = Double(ticks) * interface.period + lateness
    while Double(steps) * physicsStep < tickTime - 1e-9 { try stepPhysics() }
    sense(into: &reading)
  }

  /// Nothing to leave safe: a simulated robot stands still when nobody steps it.
  public mutating func stop() {}

  private mutating func stepPhysics() throws(SimulationFailure) {
    let time = Double(steps) * physicsStep
    commands.mean(from: time, to: time + physicsStep, into: &drive.acting)
    guard drive.advance(by: physicsStep) else { throw .diverged(time: time) }
    steps += 1
    states.push(drive.state, at: Double(steps) * physicsStep)
  }

  /// The reading of this tick: delayed, biased, noisy.
  private mutating func sense(into reading: inout Reading) {
    states.sample(at: tickTime - parameters.observationDelay, into: &delayed)
    for i in interface.sensors.indices {
      var value = delayed[stateIndex(ofSensor: i)] + parameters.biases[i]
      if parameters.noises[i] > 0 { value += parameters.noises[i] * noise.normal() }
      reading.values[i] = value
    }
    reading.time = tickTime
    reading.age = 0
    reading.echo = UInt16(truncatingIfNeeded: ticks)
  }

  public func save(into saved: inout SavedState) {
    parameters.save(into: &saved)
    drive.save(into: &saved)
    commands.save(into: &saved)
    states.save(into: &saved)
    saved.append(noise)
    saved.append(ticks)
    saved.append(steps)
    saved.append(tickTime)
  }

  public mutating func restore(_ saved: inout SavedState) {
    parameters.restore(&saved)
    drive.configure(parameters)
    drive.restore(&saved)
    commands.restore(&saved)
    states.restore(&saved)
    noise = saved.takeStream()
    ticks = saved.takeInt()
    steps = saved.takeInt()
    tickTime = saved.takeReal()
  }
}
