public import Control
import Physics
import Robots

/// The simulated robot without sensors' noise and without a loop: from a reading's state, under given commands.
///
/// For replay and identification, which restart it thousands of times.
public struct OpenLoop: ~Copyable {
  public let interface: ControlInterface
  private let model: SimulationModel
  private let physicsStep: Double
  private var parameters: PhysicalParameters
  private var drive: ActuatedWorld
  private var commands: CommandDelay
  private let starts: [ObjectStart]
  private var time = 0.0
  private var outgoing: [Double]  // (actuators + 1)

  public init(model: SimulationModel, physicsStep: Double, parameters: PhysicalParameters) {
    self.model = model
    self.physicsStep = physicsStep
    self.parameters = parameters
    interface = model.robot.interface(period: physicsStep)
    drive = ActuatedWorld(model: model, interface: interface, parameters: parameters)
    starts = model.objects.map { ObjectStart($0) }
    commands = CommandDelay(width: interface.actuators.count + 1, capacity: 256)
    outgoing = [Double](repeating: 0, count: interface.actuators.count + 1)
  }

  public var actionDelay: Double { parameters.actionDelay }
  public var observationDelay: Double { parameters.observationDelay }

  public mutating func change(to parameters: PhysicalParameters) {
    self.parameters = parameters
    drive.configure(parameters)
  }

  /// Stands at a time in the state that a reading shows; joints without a sensor are at zero.  (sensors, from offset)
  public mutating func begin(at time: Double, reading: [Double], offset: Int) {
    self.time = time
    commands.reset()
    for i in drive.state.indices { drive.state[i] = 0 }
    for i in interface.sensors.indices {
      if let place = drive.stateIndex(ofSensor: i) { drive.state[place] = reading[offset + i] - parameters.sensors[i].bias }
    }
    drive.placeAtState(objects: starts)
  }

  /// A command sent at a time, on the clock of ``begin(at:reading:offset:)``.     (actuators, from offset)
  public mutating func issue(_ efforts: [Double], offset: Int, braking: Bool, at time: Double) {
    for i in interface.actuators.indices { outgoing[i] = efforts[offset + i] }
    outgoing[outgoing.count - 1] = braking ? 1 : 0
    commands.push(outgoing, actingFrom: time + parameters.actionDelay)
  }

  /// Runs to a time, in equal steps of at most the physics step, and gives what the sensors would show there without
  /// noise.
  ///
  /// - Returns: false when the simulation diverged.
  public mutating func run(until end: Double, into reading: inout [Double]) -> Bool {
    let start = time
    let steps = max(1, Int(((end - start) / physicsStep - 1e-6).rounded(.up)))
    let step = (end - start) / Double(steps)
    guard step > 0 else { return false }
    for i in 0..<steps {
      let from = start + Double(i) * step
      commands.mean(from: from, to: from + step, into: &drive.acting)
      guard drive.advance(by: step) else { return false }
    }
    time = end
    for i in interface.sensors.indices {
      if let place = drive.stateIndex(ofSensor: i) { reading[i] = drive.state[place] + parameters.sensors[i].bias }
    }
    return true
  }
}
