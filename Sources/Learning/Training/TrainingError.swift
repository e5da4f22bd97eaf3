public import Control

/// Why training cannot go on.
public enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Something stopped being a number.
  case diverged(iteration: Int, quantity: String)
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
    case .environment(let failure): failure.description
    case .unreadableCheckpoint(let file, let problem):
      "\(file): cannot be resumed from: \(problem); start again without it."
    case .otherRun(let file, let difference):
      "\(file): is a checkpoint of another run: \(difference); resume with what it was made with, or start again."
    case .unwritableCheckpoint(let file, let problem):
      "\(file): the checkpoint cannot be written: \(problem); free space, or choose another folder."
    }
  }
}

/// Runs something on an environment; its failure is the training's.
func onEnvironment<Result>(_ body: () throws(EnvironmentFailure) -> Result) throws(TrainingError) -> Result {
  do { return try body() } catch { throw .environment(error) }
}
