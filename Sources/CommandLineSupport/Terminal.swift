import Foundation
import Synchronization

/// What a person sees. A reader that has gone away must not end the program, so faults of writing are passed over.
public enum Terminal {
  /// Whether a person watches standard error on a terminal.
  public static let isInteractive = isatty(STDERR_FILENO) == 1

  /// Whether this process leaves talking to another one that does the same work.
  public static var isQuiet: Bool {
    get { quiet.load(ordering: .relaxed) }
    set { quiet.store(newValue, ordering: .relaxed) }
  }
  private static let quiet = Atomic<Bool>(false)

  /// A line of the results, at once even into a pipe.
  public static func show(_ line: String) { write(line + "\n", to: .standardOutput) }

  /// What went wrong or goes on, beside the results.
  public static func say(_ sentence: String) { write(sentence + "\n", to: .standardError) }

  /// Rewrites the current line of a terminal; on anything else nothing.
  public static func rewrite(_ line: String) {
    if isInteractive { write("\r\u{1B}[2K" + line, to: .standardError) }
  }

  /// Of the terminal; what is usual where there is none.
  public static var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Puts lines in the place of the last `count` ones; on anything else than a terminal nothing.
  public static func redraw(_ lines: [String], over count: Int) {
    guard isInteractive else { return }
    // Up to the first of them, then each cleared before it is written.
    let up = count > 0 ? "\r\u{1B}[\(count)A" : ""
    write(up + lines.map { "\u{1B}[2K" + $0 + "\n" }.joined(), to: .standardError)
  }

  /// The first letter as a sentence begins.
  public static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private static func write(_ text: String, to file: FileHandle) {
    guard !isQuiet else { return }
    try? file.write(contentsOf: Data(text.utf8))
  }
}
