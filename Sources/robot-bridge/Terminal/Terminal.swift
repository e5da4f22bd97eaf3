import Foundation

/// What a person sees. A reader that has gone away must not end the program, so faults of writing are passed over.
enum Terminal {
  /// A line of the results, at once even into a pipe.
  static func show(_ line: String) { try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8)) }

  /// What went wrong, beside the results.
  static func say(_ sentence: String) { try? FileHandle.standardError.write(contentsOf: Data((sentence + "\n").utf8)) }

  /// The first letter as a sentence begins.
  static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
