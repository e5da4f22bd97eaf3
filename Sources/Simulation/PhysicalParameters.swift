public import Control
import Mathematics
import RobotModels
import Robots
import Scenarios

/// A variant's numbers in the order in which the simulator uses them.
public struct PhysicalParameters: Sendable, Equatable {
  var masses: [Double]        // (moving links), kg
  var lengthScales: [Double]  // (moving links)
  var dampings: [Double]      // (joints), N·s/m or N·m·s/rad
  var frictions: [Double]     // (joints), N or N·m
  var strengths: [Double]     // (actuators)
  var noises: [Double]        // (sensors), standard deviations
  var biases: [Double]        // (sensors)
  public var actionDelay: Double       // s
  public var observationDelay: Double  // s
  public var periodJitter: Double      // s
  public var gravity: Double           // m/s², downward

  /// What the variant does not name is nominal.
  public init(_ variant: Variant, model: SimulationModel) {
    func value(_ parameter: Parameter) -> Double {
      let name = parameter.name(for: model.robot)
      return variant.parameters[name] ?? model.nominal.parameters[name]!
    }
    let links = model.links.map { model.model.links[$0].name }
    let joints = model.robot.joints.map(\.name)
    let interface = model.robot.interface(period: 1)
    let sensors = interface.sensors.indices.map { interface.sensorName($0) }
    masses = links.map { value(.mass(link: $0)) }
    lengthScales = links.map { value(.lengthScale(link: $0)) }
    dampings = joints.map { value(.damping(joint: $0)) }
    frictions = joints.map { value(.friction(joint: $0)) }
    strengths = interface.actuators.map { value(.strength(joint: joints[$0.joint])) }
    noises = sensors.map { value(.noise(sensor: $0)) }
    biases = sensors.map { value(.bias(sensor: $0)) }
    actionDelay = value(.actionDelay)
    observationDelay = value(.observationDelay)
    periodJitter = value(.periodJitter)
    gravity = value(.gravity)
  }

  /// The same physics as a planner foresees it: no noise, bias or lateness, and the whole delay on the commands, since
  /// only the sum of both can be told from readings.
  public var foreseen: PhysicalParameters {
    var parameters = self
    for i in noises.indices { (parameters.noises[i], parameters.biases[i]) = (0, 0) }
    parameters.actionDelay = actionDelay + observationDelay
    parameters.observationDelay = 0
    parameters.periodJitter = 0
    return parameters
  }

  func save(into state: inout SavedState) {
    for values in [masses, lengthScales, dampings, frictions, strengths, noises, biases] {
      state.append(contentsOf: values)
    }
    for value in [actionDelay, observationDelay, periodJitter, gravity] { state.append(value) }
  }

  mutating func restore(_ state: inout SavedState) {
    state.take(into: &masses)
    state.take(into: &lengthScales)
    state.take(into: &dampings)
    state.take(into: &frictions)
    state.take(into: &strengths)
    state.take(into: &noises)
    state.take(into: &biases)
    actionDelay = state.takeReal()
    observationDelay = state.takeReal()
    periodJitter = state.takeReal()
    gravity = state.takeReal()
  }
}
