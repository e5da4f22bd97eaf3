public import Control
import Robots

/// What rewards, terminations and success look at, one value after the other: the next reading, the applied command,
/// by how much it differs from the command before, and what only the simulator knows of the links' motion.
public struct TaskInputs: Sendable, Equatable {
  public var interface: ControlInterface
  /// Quantities without a sensor that the scenario names; a learned model, a log and hardware have none of these.
  public var truths: [ControlInterface.Sensor]

  public init(interface: ControlInterface, truths: [ControlInterface.Sensor] = []) {
    self.interface = interface
    self.truths = truths
  }

  public var count: Int { truthStart + truths.count }
  public var indices: Range<Int> { 0..<count }

  /// Where the first change of a command stands.
  public var changeStart: Int { interface.sensors.count + interface.actuators.count }
  /// Where the first truth stands.
  public var truthStart: Int { changeStart + interface.actuators.count }

  /// The sensor or truth at a place; nil for a command.
  public func quantity(_ index: Int) -> ControlInterface.Sensor? {
    if index < interface.sensors.count { return interface.sensors[index] }
    return index >= truthStart ? truths[index - truthStart] : nil
  }

  public func name(_ index: Int) -> String {
    if let quantity = quantity(index) { return interface.name(of: quantity) }
    return (index < changeStart ? "command." : "command_change.") + interface.actuatorName(actuator(index))
  }

  /// Whose command or change of command stands at a place.
  private func actuator(_ index: Int) -> Int {
    index < changeStart ? index - interface.sensors.count : index - changeStart
  }

  var names: [String] { indices.map(name) }

  /// The unit at the end of keys about a value; empty for one without a unit.
  func keyUnit(_ index: Int) -> String {
    quantity(index).map(interface.keyUnit) ?? interface.keyUnit(ofActuator: actuator(index))
  }

  /// `stem_unit`, or the stem alone for a value without a unit.
  func key(_ stem: String, _ index: Int) -> String {
    let unit = keyUnit(index)
    return unit.isEmpty ? stem : "\(stem)_\(unit)"
  }

  /// Whether a value is the angle of a turning joint.
  func isAngle(_ index: Int) -> Bool { index < interface.sensors.count && interface.isAngle(ofSensor: index) }

  /// The place that a value of a file names.
  func index(_ value: YAMLValue) throws(InputError) -> Int {
    let name = try value.text()
    if let index = names.firstIndex(of: name) { return index }
    throw value.error("\"\(name)\" is no sensor, goal or command; \(NearestName.mend(name, in: names))")
  }

  /// The places of a name, in which `*` stands for any text: `*.velocity`. It does not reach into `command.` and
  /// `command_change.`.
  func indices(matching value: YAMLValue) throws(InputError) -> [Int] {
    let pattern = try value.text()
    guard pattern.contains("*") else { return [try index(value)] }
    let found = indices.filter {
      (quantity($0) != nil || pattern.hasPrefix("command.") || pattern.hasPrefix("command_change."))
        && Self.matches(name($0)[...], pattern[...])
    }
    guard !found.isEmpty else {
      throw value.error("no sensor, goal or command is called like this; \(NearestName.mend(pattern, in: names))")
    }
    return found
  }

  private static func matches(_ name: Substring, _ pattern: Substring) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    if first == "*" {
      return matches(name, pattern.dropFirst()) || (!name.isEmpty && matches(name.dropFirst(), pattern))
    }
    return name.first == first && matches(name.dropFirst(), pattern.dropFirst())
  }
}
