import Control
import Robots
import Scenarios
import Simulation

extension SimulatedRobot {
  /// The physics and goals that a command line asks for; what it does not name is nominal.
  ///
  /// - Parameters:
  ///   - changes: NAME=VALUE or NAME=xFACTOR, of `--variant`.
  ///   - command: GOAL_UNIT=VALUE, of `--command`.
  func variant(_ changes: [String], command: [String] = []) throws(InputError) -> Variant {
    var changed = try Variant.parse(
      changes, nominal: model.nominal, parameters: model.parameters, robot: robot)
    for (name, value) in try model.goalValues(of: command) { changed.parameters[name] = value }
    return changed
  }
}

extension SimulationModel {
  /// Parameters' names and values of what a command line asks for.
  ///
  /// - Parameter command: GOAL_UNIT=VALUE, of `--command`.
  func goalValues(of command: [String]) throws(InputError) -> [String: Double] {
    var values: [String: Double] = [:]
    let keys = goals.map { "\($0.name)_\($0.unit.keyUnit)" }
    for assignment in command {
      let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      func fault(_ problem: String) -> InputError { InputError(file: "--command", key: parts[0], problem: problem) }
      guard let goal = keys.firstIndex(of: parts[0]) else {
        throw fault("nobody asks for this; \(NearestName.mend(parts[0], in: keys))")
      }
      guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
        throw fault("has no finite number behind it; write \(keys[goal])=0.5")
      }
      values[Parameter.goal(name: goals[goal].name).name(for: robot)] = value
    }
    return values
  }
}
