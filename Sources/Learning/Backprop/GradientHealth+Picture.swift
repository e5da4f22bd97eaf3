import Foundation

extension GradientHealth {
  /// Four panels as an SVG: norms, signal-to-noise ratios and growth by window on logarithmic axes, and the objective
  /// along the gradient.
  public var svg: String {
    let steps = windows.map { Double($0.steps) }
    func curve(_ name: String, _ colour: String, _ values: (Window) -> Double) -> Panel.Curve {
      Panel.Curve(name: name, colour: colour, x: steps, y: windows.map(values))
    }
    let (ours, theirs) = ("#1f6fb4", "#d1661f")
    let panels = [
      Panel(title: "norm of the gradient", axis: "window, steps", isLogarithmic: true, mark: Double(window), curves: [
        curve("through the model", ours, \.norm), curve("REINFORCE", theirs, \.scoreNorm),
      ]),
      Panel(title: "signal over noise", axis: "window, steps", isLogarithmic: true, mark: Double(window), curves: [
        curve("through the model", ours, \.signalToNoise), curve("REINFORCE", theirs, \.scoreSignalToNoise),
      ]),
      Panel(
        title: "growth of a change of the state", axis: "window, steps", isLogarithmic: true, mark: Double(window),
        curves: [curve("typical", ours, \.growth), curve("largest", theirs, \.largestGrowth)]),
      Panel(
        title: "objective along the gradient", axis: "distance, norms of the parameters", isLogarithmic: false, mark: 0,
        curves: zip(lines, [ours, theirs]).map { line, colour in
          Panel.Curve(name: "\(line.steps) steps", colour: colour, x: line.distances, y: line.objectives)
        }),
    ]
    let (width, height) = (Panel.width * 2, Panel.height * 2)
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" font-family="sans-serif" font-size="11">
      <rect width="100%" height="100%" fill="white"/>

      """
    for (i, panel) in panels.enumerated() {
      text += "<g transform=\"translate(\(i % 2 * Panel.width),\(i / 2 * Panel.height))\">\n" + panel.svg + "</g>\n"
    }
    return text + "</svg>\n"
  }
}

/// Curves over one axis, with a dashed line at a place.
private struct Panel {
  struct Curve {
    let name: String
    let colour: String
    let x: [Double]
    let y: [Double]
  }

  let title: String
  let axis: String
  /// Both axes; what is not positive is left out.
  let isLogarithmic: Bool
  let mark: Double
  let curves: [Curve]

  static let (width, height) = (420, 280)
  private static let (left, right, top, bottom) = (62.0, 14.0, 34.0, 44.0)

  private func scaled(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }

  var svg: String {
    let points = curves.map { curve in
      zip(curve.x, curve.y).filter { !isLogarithmic || ($0.0 > 0 && $0.1 > 0) }.map { (scaled($0.0), scaled($0.1)) }
    }
    let (across, up) = (Self.range(points.joined().map(\.0)), Self.range(points.joined().map(\.1)))
    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      let (w, h) = (Double(Self.width) - Self.left - Self.right, Double(Self.height) - Self.top - Self.bottom)
      return (
        Self.left + w * (x - across.lowerBound) / (across.upperBound - across.lowerBound),
        Self.top + h * (1 - (y - up.lowerBound) / (up.upperBound - up.lowerBound))
      )
    }
    var lines: [String] = [label(Self.left, 20, title, size: 13)]
    let (low, high) = (place(across.lowerBound, up.lowerBound), place(across.upperBound, up.upperBound))
    lines.append(
      "<rect x=\"\(n(low.x))\" y=\"\(n(high.y))\" width=\"\(n(high.x - low.x))\" height=\"\(n(low.y - high.y))\" "
        + "fill=\"none\" stroke=\"#888\"/>")
    for part in [0.0, 0.5, 1.0] {
      let (x, y) = (
        across.lowerBound + part * (across.upperBound - across.lowerBound),
        up.lowerBound + part * (up.upperBound - up.lowerBound)
      )
      lines.append(label(place(x, 0).x, low.y + 14, number(x), anchor: "middle"))
      lines.append(label(low.x - 5, place(0, y).y + 4, number(y), anchor: "end"))
    }
    lines.append(label((low.x + high.x) / 2, low.y + 32, axis, anchor: "middle"))
    let marked = scaled(mark)
    if across.contains(marked) {
      let x = n(place(marked, 0).x)
      lines.append(
        "<line x1=\"\(x)\" y1=\"\(n(high.y))\" x2=\"\(x)\" y2=\"\(n(low.y))\" stroke=\"#888\" stroke-dasharray=\"4 3\"/>")
    }
    for (i, (curve, points)) in zip(curves, points).enumerated() {
      let path = points.map { point in
        let at = place(point.0, point.1)
        return "\(n(at.x)),\(n(at.y))"
      }.joined(separator: " ")
      lines.append("<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(curve.colour)\" stroke-width=\"2\"/>")
      lines.append(label(high.x - 6, high.y + 16 + 14 * Double(i), curve.name, anchor: "end", colour: curve.colour))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the values span, with something to span in any case.
  private static func range(_ values: [Double]) -> ClosedRange<Double> {
    guard let low = values.min(), let high = values.max() else { return 0...1 }
    return high > low ? low...high : low - 0.5...high + 0.5
  }

  private func number(_ value: Double) -> String { String(format: "%.3g", isLogarithmic ? pow(10, value) : value) }

  private func n(_ value: Double) -> String { String(format: "%.1f", value) }

  private func label(
    _ x: Double, _ y: Double, _ text: String, size: Int = 11, anchor: String = "start", colour: String = "#222"
  ) -> String {
    "<text x=\"\(n(x))\" y=\"\(n(y))\" font-size=\"\(size)\" text-anchor=\"\(anchor)\" fill=\"\(colour)\">\(text)</text>"
  }
}
