package import Control
import Scenarios

/// What a log says of a run, tick by tick: what was read, what was applied, and where steps are missing.
package struct Recording: Sendable, Equatable {
  package let interface: ControlInterface
  package private(set) var count = 0
  fileprivate var readings: [Float] = []  // (ticks × sensors)
  fileprivate var applied: [Float] = []   // (ticks × actuators)
  /// Whether the command was held for one period and the next reading is its answer.   (ticks)
  fileprivate var isWhole: [Bool] = []

  package init(interface: ControlInterface) { self.interface = interface }

  /// - Parameter isWhole: false for the last tick before a gap, for a late one, and for one whose command is not known
  ///   as a number, such as a brake.
  package mutating func append(_ reading: Reading, applied command: Command, isWhole: Bool) {
    for value in reading.values { readings.append(Float(value)) }
    for value in command.values { applied.append(Float(value)) }
    self.isWhole.append(isWhole)
    count += 1
  }
}

extension TransitionBuffer {
  /// Takes in the steps of a recording of which the state before is known: at the recording's beginning nothing is under
  /// way, behind a gap as soon as it lies further back than the state's history.
  ///
  /// Rewards and ends follow from readings, by the task's terms.
  ///
  /// - Returns: steps taken in.
  @discardableResult
  package mutating func append(_ recording: Recording, task: ModelTask) -> Int {
    let (sensors, actuators) = (recording.interface.sensors.count, recording.interface.actuators.count)
    precondition(sensors == state.sensors && actuators == state.actuators, "the recording is not the buffer's robot's")
    let before = count
    var row = [Float](repeating: 0, count: state.count)
    var inputs = [Float](repeating: 0, count: state.rewardInputs)
    // How many ticks of the history are still unknown.
    var unknown = 0
    precondition(state.covers(task.rewards), "the reward looks at a command that the state lacks")
    for tick in 0..<max(0, recording.count - 1) {
      if tick == 0 { state.begin(recording.readings, at: 0, into: &row, at: 0) }
      let (command, next) = (tick * actuators, (tick + 1) * sensors)
      if recording.isWhole[tick] {
        for i in 0..<sensors { inputs[i] = recording.readings[next + i] }
        for i in 0..<actuators {
          inputs[sensors + i] = recording.applied[command + i]
          inputs[sensors + actuators + i] =
            recording.applied[command + i] - (state.commands > 0 ? row[state.command(0) + i] : 0)
        }
        if unknown == 0 {
          var reward: Float = 0
          for term in task.rewards { reward += term.weight * term.kind.value(inputs, at: 0) }
          append(
            states: row, at: 0, applied: recording.applied, at: command, readings: recording.readings, at: next,
            reward: reward, terminated: task.terminations.contains { $0.holds(Double(inputs[$0.sensor])) })
        }
        unknown = max(0, unknown - 1)
      } else {
        unknown = max(state.frames - 1, state.commands)
      }
      state.advance(
        applied: recording.applied, at: command, reading: recording.readings, at: next, state: &row, at: 0)
    }
    return count - before
  }
}
