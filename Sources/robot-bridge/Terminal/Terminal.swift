import Foundation

/// What a person sees beside the results.
enum Terminal {
  /// A line of the results, at once even into a pipe.
  static func show(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

  static func say(_ sentence: String) { FileHandle.standardError.write(Data((sentence + "\n").utf8)) }

  /// The first letter as a sentence begins.
  static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
