import Control

/// A controller that always wants the same effort of every actuator.
struct ConstantEffort: Controller {
  var effort: Double

  mutating func reset() {}

  mutating func control(_ reading: Reading, into command: inout Command) {
    command.mode = .effort
    for i in command.values.indices { command.values[i] = effort }
  }
}
