import Foundation

/// Figures as the progress shows them.
enum Figures {
  /// 83 → "1:23"
  static func clock(_ seconds: Double) -> String {
    let whole = Int(max(0, seconds.isFinite ? seconds : 0))
    return whole >= 3600
      ? String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
      : String(format: "%d:%02d", whole / 60, whole % 60)
  }

  /// 2,345,678 → "2.35 M"
  static func short(_ count: Double) -> String {
    switch count {
    case 1e6...: String(format: "%.2f M", count / 1e6)
    case 1e3...: String(format: "%.1f k", count / 1e3)
    default: String(format: "%.0f", count)
    }
  }
}
