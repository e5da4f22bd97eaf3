/// A file beside a run's checkpoint: a curve as CSV, a picture as SVG.
public struct RunDocument: Sendable, Equatable {
  public var name: String
  public var text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// A trainer whose result is told by files.
public protocol DocumentedTrainer: Trainer {
  /// What the run folder keeps of the training when it ends.
  func documents() throws(TrainingError) -> [RunDocument]
  /// In one line what came of it; nil: nothing yet.
  var summary: String? { get }
  /// Whether the last iteration gave documents that are worth keeping before the training ends.
  var hasNewDocuments: Bool { get }
}

extension DocumentedTrainer {
  public var hasNewDocuments: Bool { false }
}
