/// A part of a training with a task of its own: what it changes in the scenario, and when it is over.
public struct CurriculumStage: Sendable, Equatable {
  public var name: String
  /// `key.path=value`, as `--set` takes them.
  public var changes: [String]
  /// nil: it lasts to the end.
  public var condition: Condition?
  /// What the changes make of the scenario, its held-out sets as ever; its text and file are empty.
  public var scenario: Scenario

  public enum Condition: Sendable, Equatable {
    /// Share of successes among so many episodes.
    case success(Double, episodes: Int)
    /// Mean return of so many episodes.
    case episodeReturn(Double, episodes: Int)
    /// Control steps in the stage, over all copies.
    case steps(Int)
  }
}
