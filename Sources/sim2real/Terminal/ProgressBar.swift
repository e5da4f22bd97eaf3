import CommandLineSupport
import Foundation

/// A training's progress: one line rewritten on a terminal, a plain line every few seconds elsewhere.
struct ProgressBar {
  /// Between two plain lines, s.
  private static let plainInterval = 10.0
  private var lastPlain = Date.distantPast

  mutating func show(fraction: Double, _ text: String) {
    if Terminal.isInteractive {
      let width = 24
      let filled = Int((fraction * Double(width)).rounded(.down))
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
      // A line that the terminal would break could not be rewritten.
      Terminal.rewrite(String("\(bar) \(percent(fraction))  \(text)".prefix(Terminal.size.columns - 1)))
    } else if fraction >= 1 || Date().timeIntervalSince(lastPlain) >= Self.plainInterval {
      lastPlain = Date()
      Terminal.say("\(percent(fraction))  \(text)")
    }
  }

  func finish() {
    if Terminal.isInteractive { Terminal.say("") }
  }

  private func percent(_ fraction: Double) -> String {
    let number = "\(Int((100 * fraction).rounded(.down)))"
    return String(repeating: " ", count: max(0, 3 - number.count)) + number + " %"
  }
}
