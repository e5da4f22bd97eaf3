/// Why an environment cannot go on, in one sentence: a helper process that ended, a link that was lost.
///
/// A simulation in this process never fails: a divergence ends its episode, see ``Ending/diverged``.
public struct EnvironmentFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
