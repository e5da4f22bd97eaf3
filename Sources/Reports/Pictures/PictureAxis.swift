/// The numbers along an axis of a picture.
public struct PictureAxis: Sendable {
  public var range: ClosedRange<Double>
  public var ticks: [(value: Double, text: String)]
  public var label: String

  public init(range: ClosedRange<Double>, ticks: [(value: Double, text: String)], label: String) {
    (self.range, self.ticks, self.label) = (range, ticks, label)
  }

  /// Fractions as percentages, 0 to 100.
  public static func percent(_ label: String) -> PictureAxis {
    PictureAxis(range: 0...1, ticks: stride(from: 0, through: 100, by: 20).map { (Double($0) / 100, "\($0)") }, label: label)
  }

  /// About six round numbers over the range, which is widened to the outermost of them.
  ///
  /// - Parameter unit: of a number in the text, such as 0.01 for a percentage.
  public static func round(_ range: ClosedRange<Double>, unit: Double = 1, label: String) -> PictureAxis {
    let low = range.lowerBound / unit
    let high = range.upperBound > range.lowerBound ? range.upperBound / unit : low + 1
    var power = 1e-9
    while power * 10 <= (high - low) / 5 { power *= 10 }
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { (high - low) / $0 <= 7 } ?? 10 * power
    // Room for rounding, so that an end on a tick is that tick.
    let (first, last) = (Int((low / step + 1e-6).rounded(.down)), Int((high / step - 1e-6).rounded(.up)))
    let ticks = (first...last).map { (Double($0) * step * unit, text($0, step)) }
    return PictureAxis(range: Double(first) * step * unit...Double(last) * step * unit, ticks: ticks, label: label)
  }

  /// `count` steps, with as many digits as a step has.
  private static func text(_ count: Int, _ step: Double) -> String {
    var (digits, size) = (0, step)
    while size < 0.999_999, digits < 9 {
      size *= 10
      digits += 1
    }
    var power = 1.0
    for _ in 0..<digits { power *= 10 }
    let scaled = Int((Double(count) * step * power).rounded())
    let (sign, fraction) = (scaled < 0 ? "−" : "", String(abs(scaled) % Int(power)))
    guard digits > 0 else { return sign + "\(abs(scaled))" }
    return sign + "\(abs(scaled) / Int(power))." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
