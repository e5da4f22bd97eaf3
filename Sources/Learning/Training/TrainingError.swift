public import Control
public import Processes

/// Why training cannot go on.
public enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Something stopped being a number.
  case diverged(iteration: Int, quantity: String)
  /// Processes that train together do not have the same networks.
  case processesDisagree(iteration: Int, other: Int)
  /// One of the processes that train together failed.
  case process(ProcessFailure)
  /// What it learns from cannot go on.
  case environment(EnvironmentFailure)
  case unreadableCheckpoint(file: String, problem: String)
  /// A checkpoint of another run than the one to be resumed.
  case otherRun(file: String, difference: String)
  case unwritableCheckpoint(file: String, problem: String)

  public var description: String {
    switch self {
    case .diverged(let iteration, let quantity):
      """
      Training diverged in iteration \(iteration): \(quantity) is not finite; lower the learning \
      rate or the gradient's norm, or look at the reward for a term without bound.
      """
    case .processesDisagree(let iteration, let other):
      """
      The networks of process 0 and process \(other) are no longer the same in iteration \(iteration): run the same \
      build on the same kind of processor everywhere, and go on with --resume.
      """
    case .process(let failure): failure.description
    case .environment(let failure): failure.description
    case .unreadableCheckpoint(let file, let problem):
      "\(file): cannot be resumed from: \(problem); start again without it."
    case .otherRun(let file, let difference):
      "\(file): is a checkpoint of another run: \(difference); resume with what it was made with, or start again."
    case .unwritableCheckpoint(let file, let problem):
      "\(file): the checkpoint cannot be written: \(problem); the last one is as it was: free the place and go on with --resume."
    }
  }
}

/// Runs something that needs the other processes; their failure is the training's.
func onProcesses<Result>(_ body: () throws(ProcessFailure) -> Result) throws(TrainingError) -> Result {
  do { return try body() } catch { throw .process(error) }
}

/// Runs something on an environment; its failure is the training's.
func onEnvironment<Result>(_ body: () throws(EnvironmentFailure) -> Result) throws(TrainingError) -> Result {
  do { return try body() } catch { throw .environment(error) }
}
