import FoundationEssentials

/// One self-contained HTML page about runs of robots: pictures that move, plots, learning curves, tables.
///
/// Everything lies in the one file; it loads nothing.
public struct ReportPage: Sendable {
  public var title: String
  public var entries: [Entry]

  public init(title: String, entries: [Entry]) {
    self.title = title
    self.entries = entries
  }

  /// A log or a training run.
  public struct Entry: Sendable {
    public var name: String
    /// Nil where there is nothing to see move.
    public var recording: RunRecording?
    public var curves: [Curve]
    public var details: [Detail]

    public init(name: String, recording: RunRecording? = nil, curves: [Curve] = [], details: [Detail] = []) {
      self.name = name
      self.recording = recording
      self.curves = curves
      self.details = details
    }
  }

  /// A figure over a training's steps.
  public struct Curve: Sendable, Encodable {
    /// Such as `episode/return`.
    public var name: String
    public var steps: [Double]
    public var values: [Double]

    public init(name: String, steps: [Double], values: [Double]) {
      self.name = name
      self.steps = steps
      self.values = values
    }
  }

  /// What stands below the picture.
  public enum Detail: Sendable {
    case facts(title: String, [(name: String, value: String)])
    case table(title: String, head: [String], rows: [[String]])
    /// An SVG element, as the pictures of this module draw it.
    case picture(title: String, svg: String, caption: String)
    /// A long text that is folded at first.
    case text(title: String, String)
  }

  public func html() -> String {
    let data = PageData(entries: entries.map(PageData.Entry.init))
    let details = entries.enumerated().map { index, entry in
      "<div class=\"details\" data-entry=\"\(index)\"\(index == 0 ? "" : " hidden")>"
        + entry.details.map(Self.html).joined() + "</div>"
    }
    let scripts = [
      PackageResources.geometry_js, PackageResources.scene_js, PackageResources.camera_js, PackageResources.plot_js,
      PackageResources.curves_js, PackageResources.player_js,
    ]
    let parts = [
      "{{title}}": Self.escaped(title), "{{style}}": Self.text(PackageResources.page_css),
      "{{details}}": details.joined(separator: "\n"), "{{data}}": data.json,
      "{{script}}": scripts.map(Self.text).joined(separator: "\n"),
    ]
    // Part by part, so that nothing within a part is taken for a place of another.
    var page = ""
    var rest = Substring(Self.text(PackageResources.page_html))
    while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
      page += rest[..<open.lowerBound] + (parts[String(rest[open.lowerBound..<close.upperBound])] ?? "")
      rest = rest[close.upperBound...]
    }
    return page + rest
  }

  private static func text(_ resource: [UInt8]) -> String { String(decoding: resource, as: UTF8.self) }

  private static func html(_ detail: Detail) -> String {
    switch detail {
    case .facts(let title, let facts):
      let rows = facts.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>" }
      return "<section class=\"panel\"><h2>\(escaped(title))</h2><dl>\(rows.joined())</dl></section>"
    case .table(let title, let head, let rows):
      func row(_ cells: [String], _ tag: String) -> String {
        "<tr>" + cells.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>"
      }
      return "<section class=\"panel\"><h2>\(escaped(title))</h2><div class=\"wide\"><table><thead>\(row(head, "th"))</thead>"
        + "<tbody>\(rows.map { row($0, "td") }.joined())</tbody></table></div></section>"
    case .picture(let title, let svg, let caption):
      return "<section class=\"panel figure\"><h2>\(escaped(title))</h2><div class=\"wide\">\(svg)</div>"
        + (caption.isEmpty ? "" : "<p class=\"hint\">\(escaped(caption))</p>") + "</section>"
    case .text(let title, let text):
      return "<details class=\"panel\"><summary>\(escaped(title))</summary><pre>\(escaped(text))</pre></details>"
    }
  }

  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
