/// Curves with bands, such as performance profiles.
public struct ProfilePicture: Sendable {
  public struct Curve: Sendable {
    public var name: String
    public var x: [Double]
    public var y: [Double]
    public var lower: [Double]
    public var upper: [Double]
    public var series: Int

    public init(name: String, x: [Double], y: [Double], lower: [Double], upper: [Double], series: Int) {
      (self.name, self.x, self.y, self.lower, self.upper, self.series) = (name, x, y, lower, upper, series)
    }
  }

  public var curves: [Curve]
  public var across: PictureAxis
  public var up: PictureAxis

  public init(curves: [Curve], across: PictureAxis, up: PictureAxis) {
    (self.curves, self.across, self.up) = (curves, across, up)
  }

  public func svg(_ description: String) -> String {
    let (left, top, width, height) = (52.0, 26.0, 440.0, 200.0)
    var drawing = Drawing(width: left + width + 14, height: top + height + 40)
    func part(_ value: Double, _ axis: PictureAxis) -> Double {
      min(1, max(0, (value - axis.range.lowerBound) / (axis.range.upperBound - axis.range.lowerBound)))
    }
    func x(_ value: Double) -> Double { left + width * part(value, across) }
    func y(_ value: Double) -> Double { top + height * (1 - part(value, up)) }
    for tick in across.ticks {
      drawing.line(x(tick.value), top, x(tick.value), top + height, "grid")
      drawing.text(x(tick.value), top + height + 15, tick.text, .middle, "soft")
    }
    for tick in up.ticks {
      drawing.line(left, y(tick.value), left + width, y(tick.value), "grid")
      drawing.text(left - 7, y(tick.value) + 4, tick.text, .end, "soft")
    }
    drawing.text(left + width / 2, top + height + 33, across.label, .middle, "soft")
    drawing.text(13, top + height / 2, up.label, .middle, "soft", turned: true)
    for curve in curves {
      let above = zip(curve.x, curve.upper).map { (x: x($0), y: y($1)) }
      let below = zip(curve.x, curve.lower).map { (x: x($0), y: y($1)) }
      drawing.path(above + below.reversed(), closed: true, "band series\(curve.series)")
    }
    var place = left
    for curve in curves {
      drawing.path(zip(curve.x, curve.y).map { (x: x($0), y: y($1)) }, "curve series\(curve.series)")
      drawing.line(place, 11, place + 18, 11, "bar series\(curve.series)")
      drawing.text(place + 24, 15, curve.name)
      place += 44 + Double(curve.name.count) * Drawing.letterWidth
    }
    return drawing.svg(description)
  }
}
