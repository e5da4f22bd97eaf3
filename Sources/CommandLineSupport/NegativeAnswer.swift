/// A command ran, and its answer is no.
public struct NegativeAnswer: Error {
  public let sentence: String

  public init(sentence: String) { self.sentence = sentence }
}
