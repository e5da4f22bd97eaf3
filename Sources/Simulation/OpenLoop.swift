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
  private var time = 0.0
  private var outgoing: [Double]  // (actuators + 1)

  public init(model: SimulationModel, physicsStep: Double, parameters: PhysicalParameters) {
    self.model = model
    self.physicsStep = physicsStep
    self.parameters = parameters
    interface = model.robot.interface(period: physicsStep)
    drive = ActuatedWorld(model: model, interface: interface, parameters: parameters)
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
    for i in interface.sensors.indices { drive.state[drive.stateIndex(ofSensor: i)] = reading[offset + i] - parameters.biases[i] }
    drive.placeAtState()
  }

  /// A command sent at a time, on the clock of ``begin(at:reading:offset:)``.     (actuators, from offset)
  public mutating func issue(_ efforts: [Double], offset: Int, braking: Bool, at time: Double) {
    for i in interface.actuators.indices { outgoing[i] = efforts[offset + i] }
    outgoing[outgoing.count - 1] = braking ? 1 : 0
    commands.push(outgoing, actingFrom: time + parameters.actionDelay)
  }

  /// Runs to a time and gives what the sensors would show there without noise; the last step is cut to fit.
  ///
  /// - Returns: false when the simulation diverged.
  public mutating func run(until end: Double, into reading: inout [Double]) -> Bool {
    while end - time > 1e-9 {
      let step = min(physicsStep, end - time)
      commands.mean(from: time, to: time + step, into: &drive.acting)
      guard drive.advance(by: step) else { return false }
      time += step
    }
    for i in interface.sensors.indices {
      reading[i] = drive.state[drive.stateIndex(ofSensor: i)] + parameters.biases[i]
    }
    return true
  }
}
