import Foundation

/// A map of values as an SVG: coloured cells, walls, a path over them.
package struct ValuePicture {
  package var title: String
  /// Names along the horizontal and the vertical axis, with the values at the cells' middles; nil: no axis.
  package var horizontal: Axis?
  package var vertical: Axis?
  package let rows: Int
  package let columns: Int
  /// nil where no value is known.                              (rows × columns, the first row at the top)
  package var values: [Double?]
  package var walls: Set<Int> = []
  /// A letter on a cell, such as the start's.
  package var letters: [Int: String] = [:]
  /// Cells, from first to last.
  package var path: [Int] = []

  package struct Axis {
    package var name: String
    package var ticks: [String]

    package init(name: String, ticks: [String]) {
      self.name = name
      self.ticks = ticks
    }
  }

  package init(title: String, rows: Int, columns: Int, values: [Double?]) {
    self.title = title
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The picture as a file.
  package var svg: String {
    let cell = max(8.0, min(44.0, 900.0 / Double(max(rows, columns))))
    let (left, top, bottom) = (vertical == nil ? 10.0 : 64.0, 34.0, horizontal == nil ? 10.0 : 44.0)
    let (width, height) = (left + cell * Double(columns) + 10, top + cell * Double(rows) + bottom)
    let known = values.compactMap { $0 }
    let range = (known.min() ?? 0)...(known.max() ?? 0)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(text(width))\" height=\"\(text(height))\" "
        + "font-family=\"sans-serif\" font-size=\"11\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
      "<text x=\"\(text(left))\" y=\"20\" font-size=\"13\">\(escaped(title)); values "
        + "\(text(range.lowerBound)) … \(text(range.upperBound))</text>",
    ]
    func corner(_ index: Int) -> (x: Double, y: Double) {
      (left + cell * Double(index % columns), top + cell * Double(index / columns))
    }
    for index in values.indices {
      let (x, y) = corner(index)
      let colour = walls.contains(index) ? "#404040" : values[index].map { Self.colour($0, in: range) } ?? "#e4e4e4"
      lines.append(
        "<rect x=\"\(text(x))\" y=\"\(text(y))\" width=\"\(text(cell))\" height=\"\(text(cell))\" fill=\"\(colour)\" "
          + "stroke=\"white\" stroke-width=\"0.5\"/>")
    }
    if !path.isEmpty {
      let points = path.map { "\(text(corner($0).x + cell / 2)),\(text(corner($0).y + cell / 2))" }
      lines.append(
        "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"#d62728\" stroke-width=\"2\" "
          + "stroke-linejoin=\"round\"/>")
    }
    for (index, letter) in letters.sorted(by: { $0.key < $1.key }) {
      let (x, y) = corner(index)
      lines.append(
        "<text x=\"\(text(x + cell / 2))\" y=\"\(text(y + cell / 2 + 5))\" font-size=\"\(text(min(16, cell)))\" "
          + "font-weight=\"bold\" text-anchor=\"middle\">\(escaped(letter))</text>")
    }
    lines += axes(cell: cell, left: left, top: top)
    lines.append("</svg>")
    return lines.joined(separator: "\n") + "\n"
  }

  private func axes(cell: Double, left: Double, top: Double) -> [String] {
    var lines: [String] = []
    if let horizontal {
      let y = top + cell * Double(rows)
      for (i, tick) in horizontal.ticks.enumerated() where i % max(1, columns / 8) == 0 {
        lines.append(
          "<text x=\"\(text(left + cell * (Double(i) + 0.5)))\" y=\"\(text(y + 14))\" text-anchor=\"middle\">"
            + "\(escaped(tick))</text>")
      }
      lines.append(
        "<text x=\"\(text(left + cell * Double(columns) / 2))\" y=\"\(text(y + 32))\" text-anchor=\"middle\">"
          + "\(escaped(horizontal.name))</text>")
    }
    if let vertical {
      for (i, tick) in vertical.ticks.enumerated() where i % max(1, rows / 8) == 0 {
        lines.append(
          "<text x=\"\(text(left - 4))\" y=\"\(text(top + cell * (Double(i) + 0.5) + 4))\" text-anchor=\"end\">"
            + "\(escaped(tick))</text>")
      }
      let middle = top + cell * Double(rows) / 2
      lines.append(
        "<text x=\"14\" y=\"\(text(middle))\" text-anchor=\"middle\" transform=\"rotate(-90 14 \(text(middle)))\">"
          + "\(escaped(vertical.name))</text>")
    }
    return lines
  }

  /// Dark blue over green to yellow (five points of matplotlib's viridis).
  private static func colour(_ value: Double, in range: ClosedRange<Double>) -> String {
    let points: [(Double, Double, Double)] = [(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)]
    let width = range.upperBound - range.lowerBound
    let place = width > 0 && value.isFinite ? (value - range.lowerBound) / width * Double(points.count - 1) : 0
    let first = min(points.count - 2, Int(place))
    let (a, b, share) = (points[first], points[first + 1], place - Double(first))
    func mix(_ x: Double, _ y: Double) -> Int { Int((x + (y - x) * share).rounded()) }
    return String(format: "#%02x%02x%02x", mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
  }

  private func text(_ number: Double) -> String { String(format: "%.4g", number) }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
