/// A fraction over two parameters, a square for each cell.
public struct MapPicture: Sendable {
  public struct Axis: Sendable {
    public var label: String
    /// At each cell's centre, rising.
    public var values: [Double]
    /// The same as text.
    public var texts: [String]
    /// What training knew, as a frame.
    public var training: ClosedRange<Double>?

    public init(label: String, values: [Double], texts: [String], training: ClosedRange<Double>?) {
      (self.label, self.values, self.texts, self.training) = (label, values, texts, training)
    }

    /// In cells from the first cell's outer edge; of what training leaves alone the whole axis.
    fileprivate var frame: ClosedRange<Double> {
      let (cells, step) = (Double(values.count), (values[values.count - 1] - values[0]) / Double(values.count - 1))
      guard let training else { return 0...cells }
      func place(_ value: Double) -> Double { min(cells, max(0, (value - values[0]) / step + 0.5)) }
      return place(training.lowerBound)...place(training.upperBound)
    }
  }

  public var across: Axis
  public var up: Axis
  /// 0 to 1.                                                           (up × across)
  public var fractions: [[Double]]

  public init(across: Axis, up: Axis, fractions: [[Double]]) {
    (self.across, self.up, self.fractions) = (across, up, fractions)
  }

  public func svg(_ description: String) -> String {
    let (columns, rows) = (across.values.count, up.values.count)
    // Of a size to read, and no picture shorter than the labels beside it.
    let label = Double(max(across.label.count, up.label.count)) * Drawing.letterWidth + 10
    let cell = max(min(44, max(6, 480 / Double(max(columns, rows)))), label / Double(min(columns, rows)))
    let left = Double(up.texts.map(\.count).max() ?? 0) * Drawing.letterWidth + 34
    let (width, height) = (cell * Double(columns), cell * Double(rows))
    var drawing = Drawing(width: left + width + 84, height: height + 54)
    func place(_ column: Int, _ row: Int) -> (x: Double, y: Double) {
      (left + cell * Double(column), 8 + height - cell * Double(row + 1))
    }
    for (row, fractions) in fractions.enumerated() {
      for (column, fraction) in fractions.enumerated() {
        let (x, y) = place(column, row)
        drawing.rectangle(
          x, y, cell, cell, "cell", fill: Self.colour(fraction),
          title: "\(across.label) \(across.texts[column]), \(up.label) \(up.texts[row]): \(Self.percent(fraction)) %")
      }
    }
    let (framed, high) = (across.frame, up.frame)
    if across.training != nil || up.training != nil {
      // Bright on dark, to be seen on every colour.
      for style in ["frame under", "frame"] {
        drawing.rectangle(
          left + cell * framed.lowerBound, 8 + height - cell * high.upperBound, cell * (framed.upperBound - framed.lowerBound),
          cell * (high.upperBound - high.lowerBound), style)
      }
    }
    if cell >= 26 {
      for (row, fractions) in fractions.enumerated() {
        for (column, fraction) in fractions.enumerated() {
          let (x, y) = place(column, row)
          drawing.text(
            x + cell / 2, y + cell / 2 + 4, "\(Self.percent(fraction))", .middle, fraction > 0.6 ? "on-bright" : "on-dark")
        }
      }
    }
    // Labels that would touch are left out, from the first on.
    let widest = Double(across.texts.map(\.count).max() ?? 1) * Drawing.letterWidth + 6
    for column in stride(from: 0, to: columns, by: max(1, Int((widest / cell).rounded(.up)))) {
      drawing.text(left + cell * (Double(column) + 0.5), height + 25, across.texts[column], .middle, "soft")
    }
    for row in stride(from: 0, to: rows, by: max(1, Int((16 / cell).rounded(.up)))) {
      drawing.text(left - 8, 12 + height - cell * (Double(row) + 0.5), up.texts[row], .end, "soft")
    }
    drawing.text(left + width / 2, height + 46, across.label, .middle)
    drawing.text(13, 8 + height / 2, up.label, .middle, turned: true)
    scale(&drawing, x: left + width + 20, height: height)
    return drawing.svg(description)
  }

  /// What the colours mean.
  private func scale(_ drawing: inout Drawing, x: Double, height: Double) {
    let (steps, size) = (50, min(height, 220) / 50)
    for step in 0..<steps {
      let y = 8 + size * Double(steps - 1 - step)
      drawing.rectangle(x, y, 14, size + 0.5, "", fill: Self.colour((Double(step) + 0.5) / Double(steps)))
    }
    for (fraction, text) in [(0, "0 %"), (0.5, "50 %"), (1, "100 %")] {
      drawing.text(x + 20, 13 + (size * Double(steps) - 4) * (1 - fraction), text, .start, "soft")
    }
  }

  private static func percent(_ fraction: Double) -> Int { Int((100 * fraction).rounded()) }

  /// Viridis (Smith & van der Walt 2015) at five of its places: rising in brightness, for every eye and in print.
  static func colour(_ fraction: Double) -> String {
    let stops: [(Double, Double, Double)] = [(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)]
    let place = min(0.999_999, max(0, fraction)) * 4
    let (a, b, part) = (stops[Int(place)], stops[Int(place) + 1], place - place.rounded(.down))
    let mixed = [(a.0, b.0), (a.1, b.1), (a.2, b.2)].map { Int(($0 + part * ($1 - $0)).rounded()) }
    return "rgb(\(mixed[0]),\(mixed[1]),\(mixed[2]))"
  }
}
