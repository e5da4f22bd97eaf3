/// A drawing as an SVG element that takes its colours from the page, light or dark.
struct Drawing {
  private var parts: [String] = []
  var width: Double
  var height: Double

  /// Of a letter of the small print, px; a little too much, so that nothing is cut off.
  static let letterWidth = 6.4

  init(width: Double, height: Double) { (self.width, self.height) = (width, height) }

  enum Anchor: String { case start, middle, end }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    parts.append("<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" class=\"\(style)\"/>")
  }

  mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ style: String, title: String? = nil) {
    parts.append("<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\" class=\"\(style)\">\(Self.title(title))</circle>")
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, fill: String? = nil, title: String? = nil
  ) {
    let fill = fill.map { " fill=\"\($0)\"" } ?? ""
    parts.append(
      "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\" class=\"\(style)\"\(fill)>\(Self.title(title))</rect>")
  }

  /// Along the points, or within them where it is closed.
  mutating func path(_ points: [(x: Double, y: Double)], closed: Bool = false, _ style: String) {
    let places = points.map { "\(n($0.x)) \(n($0.y))" }.joined(separator: "L")
    parts.append("<path d=\"M\(places)\(closed ? "Z" : "")\" class=\"\(style)\"/>")
  }

  mutating func text(_ x: Double, _ y: Double, _ text: String, _ anchor: Anchor = .start, _ style: String = "", turned: Bool = false) {
    let turn = turned ? " transform=\"rotate(-90 \(n(x)) \(n(y)))\"" : ""
    parts.append(
      "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor.rawValue)\" class=\"\(style)\"\(turn)>\(ReportPage.escaped(text))</text>")
  }

  /// - Parameter description: what somebody who does not see it is told.
  func svg(_ description: String) -> String {
    "<svg viewBox=\"0 0 \(n(width)) \(n(height))\" width=\"\(n(width))\" height=\"\(n(height))\" role=\"img\" aria-label=\"\(ReportPage.escaped(description))\">"
      + parts.joined() + "</svg>"
  }

  private static func title(_ text: String?) -> String { text.map { "<title>\(ReportPage.escaped($0))</title>" } ?? "" }

  /// To a tenth of a pixel.
  private func n(_ value: Double) -> String {
    let tenths = Int((10 * value).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
  }
}
