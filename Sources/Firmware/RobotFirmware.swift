public import Control
public import Wire

/// The robot's side of the wire, over any plant: one session at a time, arming, time-to-live, watchdog, health.
///
/// In real time the plant is stepped at its own period against absolute deadlines, and each step sends its state. In
/// lockstep each complete command lets one control period pass, so that the watchdog and the time-to-live run on
/// simulated time. A cycle does not allocate.
public struct RobotFirmware<P: Plant & ~Copyable>: ~Copyable {
  public typealias Failure = FirmwareError<P.Failure>

  public let interface: ControlInterface
  public let configuration: FirmwareConfiguration
  /// Cycles of the plant so far.
  public internal(set) var cycles = 0
  /// Cycles by which real-time stepping had to be set back, because the machine was busy elsewhere.
  public private(set) var slips = 0

  var plant: P
  let link: any Link
  var gate: CommandGate
  var encoder = FrameEncoder(system: WireProtocol.system, component: WireProtocol.robotComponent)
  var decoder = FrameDecoder()
  var strangerDecoder = FrameDecoder()
  var buffer = [UInt8](repeating: 0, count: 2048)

  var reading: Reading
  var output: Command
  var received: Command
  var efforts: [Float]           // (joints) as they came
  var commandSet: BlockSet
  let actuatorOfJoint: [Int?]    // (joints)
  let sensorOfJoint: [[Int?]]    // (position, velocity, effort) × (joints)

  /// 0 while nobody has the robot.
  var session: UInt32 = 0
  var heard: Int64 = 0
  var commands: UInt32 = 0
  var lost: UInt16 = 0
  var refused: UInt32 = 0
  /// Counters of link and decoder when the session began.
  var strangersBefore = 0
  var refusedBefore = 0
  var echo: UInt16 = 0
  var stateNumber: UInt16 = 0
  var faults: [UInt16]           // (joints) since the last health message
  var nextHeartbeat: Int64 = 0
  var isStepDue = false
  var saidStatus: RobotStatus = [.braking]

  /// - Precondition: at most 255 joints, and one actuator at most for each.
  public init(plant: consuming P, link: any Link, configuration: FirmwareConfiguration = FirmwareConfiguration()) {
    interface = plant.interface
    self.configuration = configuration
    self.link = link
    let shape = plant.interface
    self.plant = plant
    gate = CommandGate(interface: shape, watchdog: configuration.watchdog)
    reading = Reading(for: shape)
    output = Command(for: shape)
    received = Command(for: shape)
    efforts = [Float](repeating: 0, count: shape.joints.count)
    commandSet = BlockSet(joints: shape.joints.count)
    actuatorOfJoint = shape.joints.indices.map { shape.actuatorIndex(joint: $0) }
    sensorOfJoint = [.position, .velocity, .effort].map { (quantity: ControlInterface.Sensor.Quantity) in
      shape.joints.indices.map { shape.sensorIndex(joint: $0, quantity) }
    }
    faults = [UInt16](repeating: 0, count: shape.joints.count)
  }

  /// The plant's own time, s.
  var time: Double { Double(cycles) * interface.period }

  /// Serves until `shouldStop` says so, which is asked in each cycle. The plant is left in its safe state.
  public mutating func run(until shouldStop: () -> Bool) throws(Failure) {
    defer { plant.stop() }
    do throws(P.Failure) { try plant.start(into: &reading) } catch { throw .plant(error) }
    if let period = configuration.lockstepPeriod {
      try runInLockstep(cyclesPerCommand: max(1, Int((period / interface.period).rounded())), until: shouldStop)
    } else {
      try runInRealTime(until: shouldStop)
    }
  }

  private mutating func runInRealTime(until shouldStop: () -> Bool) throws(Failure) {
    let period = MonotonicTime.nanoseconds(interface.period)
    var deadline = MonotonicTime.now + period
    while !shouldStop() {
      MonotonicTime.sleep(until: deadline)
      let late = MonotonicTime.now - deadline
      // After more than the watchdog's time there is nobody left to catch up for.
      if late > MonotonicTime.nanoseconds(configuration.watchdog) {
        slips += Int(late / period)
        deadline += late
      }
      deadline += period
      while try receive(until: 0) {}
      try step()
      do throws(LinkError) { try sendState() } catch { throw .link(error) }
      try sendHeartbeatIfDue()
    }
  }

  private mutating func runInLockstep(cyclesPerCommand: Int, until shouldStop: () -> Bool) throws(Failure) {
    while !shouldStop() {
      _ = try receive(until: MonotonicTime.now + 20_000_000)
      if isStepDue {
        isStepDue = false
        for _ in 0..<cyclesPerCommand { try step() }
        do throws(LinkError) { try sendState() } catch { throw .link(error) }
      }
      try sendHeartbeatIfDue()
    }
  }

  /// One cycle of the plant under what the gate lets through.
  private mutating func step() throws(Failure) {
    gate.output(at: time, into: &output)
    do throws(P.Failure) { try plant.advance(applying: output, into: &reading) } catch { throw .plant(error) }
    cycles += 1
    for (j, joint) in interface.joints.enumerated() {
      if let s = sensorOfJoint[0][j], reading.values[s] < joint.lowerLimit || reading.values[s] > joint.upperLimit {
        faults[j] |= JointFault.positionLimit.rawValue
      }
    }
  }

  private mutating func sendHeartbeatIfDue() throws(Failure) {
    do throws(LinkError) {
      try sendStatusChange()
      guard MonotonicTime.now >= nextHeartbeat else { return }
      nextHeartbeat = MonotonicTime.now + WireProtocol.heartbeatInterval
      try sendHeartbeat()
      try sendHealth()
    } catch {
      throw .link(error)
    }
  }
}
