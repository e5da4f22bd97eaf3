public import Foundation

/// The browser that pages are looked at with, where `tools/setup --peers` has put one.
public enum Chromium {
  public static let url: URL? = ["chromium", "chromium-browser", "google-chrome"]
    .map { URL(fileURLWithPath: "/usr/bin/" + $0) }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }

  /// What a skipped test says.
  public static let absence = "there is no chromium here to look at the page with: run tools/setup --peers"
}
