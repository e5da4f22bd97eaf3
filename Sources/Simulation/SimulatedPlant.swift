public import Control
public import Mathematics
import Physics
import RobotModels
import Robots
import Scenarios

/// What can go wrong with a simulated plant.
public enum SimulationFailure: Error, Sendable, Equatable, CustomStringConvertible {
  case diverged(time: Double, Divergence)

  /// What is no physics any more.
  public enum Divergence: Sendable, Equatable {
    /// A speed or a place left every plausible range, or became no number.
    case motion
    /// The energy rose far beyond what actuators and pushes put in: see ``EnergyWatch``.
    case energy
  }

  public var description: String {
    switch self {
    case .diverged(let time, .motion): "the simulation diverged at \(Float(time)) s; a smaller physics step may help"
    case .diverged(let time, .energy):
      "the simulation diverged at \(Float(time)) s: energy that nothing had put in; a smaller physics step may help"
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
  private var sensors: SensorChain
  private var noise: RandomStream
  private var watch: EnergyWatch
  private var recorder: FlightRecorder
  private var first: (positions: [Double], velocities: [Double], base: Motion, objects: [ObjectStart])
  private var ticks = 0
  private var steps = 0
  /// When the current tick took place, s.
  private var tickTime = 0.0
  /// How much later each command acts for its joint's turn on a bus, s; nil where there is no bus.  (actuators + 1)
  private let turns: [Double]?
  // Scratch, allocated once.
  private var outgoing: [Double]   // (actuators + 1): efforts and whether the safe state is on

  /// - Parameters:
  ///   - period: time between two ticks, s.
  ///   - physicsStep: s; should divide the period.
  public init(model: SimulationModel, period: Double, physicsStep: Double) {
    precondition(period >= physicsStep && physicsStep > 0, "a control period holds at least one physics step")
    self.model = model
    self.physicsStep = physicsStep
    interface = model.interface(period: period)
    parameters = PhysicalParameters(model.nominal, model: model)
    drive = ActuatedWorld(model: model, interface: interface, parameters: parameters)
    var places: [Int] = []
    for i in model.robot.sensors.indices { places.append(drive.stateIndex(ofSensor: i)!) }
    sensors = SensorChain(robot: model.robot, places: places, stateCount: drive.state.count)
    outgoing = [Double](repeating: 0, count: interface.actuators.count + 1)
    turns = model.robot.buses.isEmpty
      ? nil : model.robot.actuators.map { model.robot.writingDelay(joint: $0.joint) } + [0]
    commands = CommandDelay(width: outgoing.count, capacity: Self.capacity(of: Parameter.longestDelay / period))
    states = ReadingDelay(width: drive.state.count, capacity: Self.capacity(of: Parameter.longestDelay / physicsStep))
    noise = RandomStream(seed: 0)
    watch = EnergyWatch(period: period)
    recorder = FlightRecorder(interface, floats: model.isFloating)
    first = (
      interface.joints.map { _ in 0 }, interface.joints.map { _ in 0 }, Motion(pose: model.restPose),
      model.objects.map { ObjectStart($0) }
    )
  }

  private static func capacity(of delayInSteps: Double) -> Int { Int(delayInSteps.rounded(.up)) + 4 }

  /// Prepares an episode: this physics, this first state, this noise. ``start(into:)`` begins it.
  ///
  /// - Parameters:
  ///   - base: of a floating robot, in the order of ``Scenario/Start/baseKeys``; nil: it rests.
  ///   - objects: how they differ from their own starts, in the same order; nil: not at all.        (objects)
  public mutating func prepare(
    _ parameters: PhysicalParameters, positions: [Double], velocities: [Double], base: [Double]? = nil,
    objects: [[Double]]? = nil, noise: RandomStream
  ) {
    precondition(
      parameters.actionDelay <= Parameter.longestDelay && parameters.observationDelay <= Parameter.longestDelay,
      "delays are at most \(Parameter.longestDelay) s")
    // Where the mechanism stays as it was, the world does: it is placed anew by `start`.
    if parameters.hasMechanism(of: self.parameters) { drive.take(parameters) } else { drive.configure(parameters) }
    self.parameters = parameters
    self.noise = noise
    (first.positions, first.velocities, first.base) = (positions, velocities, Motion(pose: model.restPose))
    for (i, object) in model.objects.enumerated() { first.objects[i] = ObjectStart(object, change: objects?[i]) }
    if let base { first.base = Self.motion(base, from: model.restPose) }
  }

  /// - Parameter base: in the order of ``Scenario/Start/baseKeys``.
  private static func motion(_ base: [Double], from rest: Pose) -> Motion {
    let turn = Rotation(roll: base[3], pitch: base[4], yaw: base[5])
    let pose = Pose(position: rest.position + Vector3(base[0], base[1], base[2]), rotation: turn * rest.rotation)
    return Motion(
      pose: pose, velocity: Vector3(base[6], base[7], base[8]),
      angularVelocity: pose.rotation * Vector3(base[9], base[10], base[11]))
  }

  /// True positions and velocities, then efforts, of the interface's joints, then quantities of links and objects.
  public var state: [Double] { drive.state }

  /// Where a sensor's true value stands in ``state``; nil for a goal.
  public func stateIndex(ofSensor index: Int) -> Int? { drive.stateIndex(ofSensor: index) }

  /// The true value of a sensor, or what is asked for by a goal.
  public func truth(ofSensor index: Int) -> Double {
    stateIndex(ofSensor: index).map { drive.state[$0] } ?? parameters.goals[index - model.robot.sensors.count]
  }

  /// The present value of one of the model's truths.
  public func truth(_ index: Int) -> Double { drive.truth(index) }

  /// Sum of the normal forces on a link in the last physics step, N.
  public func force(at probe: ContactProbe) -> Double { drive.force(at: probe) }

  /// New physics or goals in the middle of an episode: the motion goes on, and so does what touches what.
  public mutating func change(to parameters: PhysicalParameters) {
    let isSame = parameters.hasMechanism(of: self.parameters)
    self.parameters = parameters
    drive.change(to: parameters, mechanismStays: isSame)
    if !isSame { watch.begin(energy: drive.energy, mass: drive.mass) }
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
    sensors.reset()
    (ticks, steps, tickTime) = (0, 0, 0)
    for i in drive.state.indices { drive.state[i] = 0 }
    for i in interface.sensors.indices {
      if let place = stateIndex(ofSensor: i) { drive.state[place] = Double(state[offset + i]) }
    }
    drive.placeAtState(objects: first.objects)
    begin()
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
    sensors.reset()
    ticks = 0
    steps = 0
    tickTime = 0
    let joints = interface.joints.count
    for i in 0..<joints {
      drive.state[i] = first.positions[i]
      drive.state[joints + i] = first.velocities[i]
      drive.state[2 * joints + i] = 0
    }
    drive.placeAtState(base: first.base, objects: first.objects)
    begin()
    sense(into: &reading)
  }

  private mutating func begin() {
    states.push(drive.state, at: 0)
    watch.begin(energy: drive.energy, mass: drive.mass)
    recorder.reset()
    holdStill()
  }

  /// Until the first command comes, servos hold the joints where they are or at rest; other actuators give nothing.
  private mutating func holdStill() {
    for (i, actuator) in interface.actuators.enumerated() {
      outgoing[i] = actuator.quantity == .position ? drive.state[actuator.joint] : 0
    }
    outgoing[outgoing.count - 1] = 0
    commands.push(outgoing, actingFrom: -.infinity)
  }

  /// Where each link is.                                                       (model's links)
  public var linkPoses: [Pose] {
    model.model.linkPoses(at: drive.movingPositions, base: drive.base.pose)
  }

  /// Where each object is.                                                     (model's objects)
  public var objectPoses: [Pose] { drive.objectPoses }

  public mutating func advance(applying command: Command, into reading: inout Reading) throws(SimulationFailure) {
    recorder.record(
      tick: ticks, time: tickTime, drive.state, joints: interface.joints.count,
      base: model.isFloating ? drive.base : nil, command)
    for i in command.values.indices { outgoing[i] = command.values[i] }
    outgoing[outgoing.count - 1] = command.mode == .damping ? 1 : 0
    if parameters.timing.actionLoss == 0 || noise.uniform() >= parameters.timing.actionLoss {
      let delay = parameters.actionDelay + lateness(parameters.timing.actionJitter, atMost: Parameter.longestDelay)
      commands.push(outgoing, actingFrom: tickTime + delay)
    }

    ticks += 1
    let lateness = lateness(parameters.timing.periodJitter, atMost: interface.period / 2)
    tickTime = Double(ticks) * interface.period + lateness
    while Double(steps) * physicsStep < tickTime - 1e-9 { try stepPhysics() }
    if watch.explodes(energy: drive.energy, work: drive.takeWork()) { throw .diverged(time: tickTime, .energy) }
    sense(into: &reading)
  }

  /// Nothing to leave safe: a simulated robot stands still when nobody steps it.
  public mutating func stop() {}

  private mutating func stepPhysics() throws(SimulationFailure) {
    let time = Double(steps) * physicsStep
    if let turns {
      commands.mean(from: time, to: time + physicsStep, later: turns, into: &drive.acting)
    } else {
      commands.mean(from: time, to: time + physicsStep, into: &drive.acting)
    }
    guard drive.advance(by: physicsStep) else { throw .diverged(time: time, .motion) }
    steps += 1
    states.push(drive.state, at: Double(steps) * physicsStep)
  }

  /// An exponentially distributed time; nothing is drawn for a mean of zero.
  private mutating func lateness(_ mean: Double, atMost limit: Double) -> Double {
    mean > 0 ? min(Distribution.exponential(mean: mean).sample(from: &noise), limit) : 0
  }

  /// The reading of this tick: delayed, biased, noisy. One whose message is lost shows the last one, aged.
  private mutating func sense(into reading: inout Reading) {
    let timing = parameters.timing
    let delay = timing.observationDelay + lateness(timing.observationJitter, atMost: Parameter.longestDelay)
    let isLost = timing.observationLoss > 0 && ticks > 0 && noise.uniform() < timing.observationLoss
    if !isLost {
      sensors.measure(
        states, shown: tickTime - delay, time: tickTime, parameters.sensors, noise: &noise, into: &reading.values)
      reading.time = tickTime
      reading.echo = UInt16(truncatingIfNeeded: ticks)
    }
    for (k, goal) in parameters.goals.enumerated() { reading.values[parameters.sensors.count + k] = goal }
    reading.age = tickTime - reading.time
  }

  /// The last ticks of the episode under way, for a record of what went wrong; a restored plant begins it anew.
  ///
  /// - Parameter variant: the physics, by name.
  public func lastSecond(_ failure: SimulationFailure, variant: Variant) -> LastSecond {
    LastSecond(
      failure: failure, variant: variant, interface: interface, floats: model.isFloating, physicsStep: physicsStep,
      ticks: recorder.lastSecond)
  }

  public func save(into saved: inout SavedState) {
    parameters.save(into: &saved)
    watch.save(into: &saved)
    drive.save(into: &saved)
    commands.save(into: &saved)
    states.save(into: &saved)
    sensors.save(into: &saved)
    saved.append(noise)
    saved.append(ticks)
    saved.append(steps)
    saved.append(tickTime)
  }

  public mutating func restore(_ saved: inout SavedState) {
    let before = parameters
    parameters.restore(&saved)
    if parameters.hasMechanism(of: before) { drive.take(parameters) } else { drive.configure(parameters) }
    watch.restore(&saved)
    recorder.reset()
    drive.restore(&saved)
    commands.restore(&saved)
    states.restore(&saved)
    sensors.restore(&saved)
    noise = saved.takeStream()
    ticks = saved.takeInt()
    steps = saved.takeInt()
    tickTime = saved.takeReal()
  }
}
