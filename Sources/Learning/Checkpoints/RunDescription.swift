import Control
import Foundation
import Scenarios

/// What must agree for a checkpoint to be a run's own, by the names of the scenario file.
struct RunDescription {
  let lines: [String]

  /// - Parameters:
  ///   - identity: what the environment is made of, such as the resolved scenario's hash.
  ///   - copies: of all processes; nil: the environment's.
  ///   - processes: that share the copies.
  init(
    identity: String, seed: UInt64, environment: any VectorEnvironment, copies: Int? = nil, processes: Int = 1,
    settings: any LearnerSettings
  ) {
    self.init(
      identity: identity, seed: seed,
      environment: "[\(copies ?? environment.count) copies\(processes > 1 ? " in \(processes) processes" : ""), \(environment.observationCount) observations, "
        + "\(environment.actionCount) actions]",
      settings: settings)
  }

  init(identity: String, seed: UInt64, environment: any DiscreteEnvironment, settings: any LearnerSettings) {
    self.init(
      identity: identity, seed: seed,
      environment: "[\(environment.stateCount) states, \(environment.actionCount) actions]", settings: settings)
  }

  /// - Parameter environment: its sizes.
  private init(identity: String, seed: UInt64, environment: String, settings: any LearnerSettings) {
    lines = ["scenario: \(identity)", "seed: \(seed)", "environment: \(environment)"] + settings.yaml
  }

  /// Writes a checkpoint: this description, then what `body` appends.
  func save(
    to file: URL, _ body: (inout CheckpointWriter) throws(TrainingError) -> Void
  ) throws(TrainingError) {
    var writer = CheckpointWriter()
    writer.append(UInt64(lines.count))
    for line in lines { writer.append(line) }
    try body(&writer)
    try CheckpointFile.write(writer.bytes, to: file)
  }

  /// Opens a checkpoint of this very run; the reader stands behind the description.
  func open(_ file: URL) throws(TrainingError) -> CheckpointReader {
    try open(CheckpointFile.read(file), of: file)
  }

  /// - Parameter payload: what the file holds.
  func open(_ payload: [UInt8], of file: URL) throws(TrainingError) -> CheckpointReader {
    var reader = CheckpointReader(payload[...])
    guard let count = reader.takeWord(), count == UInt64(lines.count) else {
      throw .unreadableCheckpoint(file: file.path, problem: "it describes its run in another way")
    }
    for line in lines {
      guard let saved = reader.takeText() else { throw .cutOff(file) }
      guard saved == line else { throw .otherRun(file: file.path, difference: "its \(saved) is not \(line)") }
    }
    return reader
  }

  /// Opens a checkpoint of whatever run; the reader stands behind the description.
  static func skip(in file: URL) throws(TrainingError) -> CheckpointReader {
    let payload = try CheckpointFile.read(file)
    var reader = CheckpointReader(payload[...])
    guard let count = reader.takeWord() else { throw .cutOff(file) }
    for _ in 0..<count { guard reader.takeText() != nil else { throw .cutOff(file) } }
    return reader
  }
}

extension TrainingError {
  /// A checkpoint whose parts are not all there.
  static func cutOff(_ file: URL) -> TrainingError {
    .unreadableCheckpoint(file: file.path, problem: "its content ends too soon")
  }
}
