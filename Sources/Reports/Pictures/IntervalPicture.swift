/// Estimates with their intervals below one another, over one axis.
public struct IntervalPicture: Sendable {
  public struct Row: Sendable {
    public var name: String
    public var value: Double
    /// Nil: a value without one.
    public var interval: ClosedRange<Double>?
    /// At the right, in words.
    public var text: String
    /// Single values, such as of each seed.
    public var points: [Double]
    /// Which colour; rows that can be compared with one another have the same.
    public var series: Int

    public init(
      name: String, value: Double, interval: ClosedRange<Double>?, text: String, points: [Double] = [], series: Int = 0
    ) {
      (self.name, self.value, self.interval, self.text, self.points, self.series) = (name, value, interval, text, points, series)
    }
  }

  /// Rows under a heading.
  public struct Group: Sendable {
    public var name: String
    public var rows: [Row]

    public init(name: String, rows: [Row]) { (self.name, self.rows) = (name, rows) }
  }

  public var groups: [Group]
  public var axis: PictureAxis
  /// A place to compare with.
  public var mark: Double?

  public init(groups: [Group], axis: PictureAxis, mark: Double? = nil) {
    (self.groups, self.axis, self.mark) = (groups, axis, mark)
  }

  public func svg(_ description: String) -> String {
    let rows = groups.flatMap(\.rows)
    let names = rows.map(\.name.count) + groups.map(\.name.count)
    let left = Double(names.max() ?? 0) * Drawing.letterWidth + 14
    let right = Double(rows.map(\.text.count).max() ?? 0) * Drawing.letterWidth + 14
    let (plot, rowHeight) = (300.0, 22.0)
    let headings = groups.count { !$0.name.isEmpty }
    let height = Double(rows.count + headings) * rowHeight + 8
    var drawing = Drawing(width: left + plot + right, height: height + 40)
    func x(_ value: Double) -> Double {
      let part = (value - axis.range.lowerBound) / (axis.range.upperBound - axis.range.lowerBound)
      return left + plot * min(1, max(0, part))
    }
    for tick in axis.ticks {
      drawing.line(x(tick.value), 4, x(tick.value), height, "grid")
      drawing.text(x(tick.value), height + 15, tick.text, .middle, "soft")
    }
    drawing.text(left + plot / 2, height + 33, axis.label, .middle, "soft")
    if let mark { drawing.line(x(mark), 0, x(mark), height, "mark") }
    var y = 4 + rowHeight / 2
    for group in groups {
      if !group.name.isEmpty {
        drawing.text(0, y + 4, group.name, .start, "strong")
        y += rowHeight
      }
      for row in group.rows {
        drawing.text(group.name.isEmpty ? 0 : 8, y + 4, row.name)
        if let interval = row.interval { drawing.line(x(interval.lowerBound), y, x(interval.upperBound), y, "bar series\(row.series)") }
        for point in row.points { drawing.circle(x(point), y, 2.5, "point series\(row.series)") }
        drawing.circle(x(row.value), y, 4.5, "dot series\(row.series)", title: "\(row.name): \(row.text)")
        drawing.text(drawing.width, y + 4, row.text, .end, "soft")
        y += rowHeight
      }
    }
    return drawing.svg(description)
  }
}
