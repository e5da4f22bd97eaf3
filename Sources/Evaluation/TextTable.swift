import Policies

/// Figures as people read them.
enum TextTable {
  /// Columns two spaces apart, numbers to the right.
  ///
  /// - Parameter words: so many columns at the left hold words.
  static func aligned(_ rows: [[String]], words: Int) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += (column < words ? cell + padding : padding + cell) + (column == row.count - 1 ? "" : "  ")
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  static func percent(_ e: Estimate) -> String { percent(e.value) + " [\(fixed(100 * e.lower, 1)), \(fixed(100 * e.upper, 1))]" }

  static func percent(_ fraction: Double) -> String { fixed(100 * fraction, 1) + " %" }

  static func points(_ e: Estimate) -> String {
    let sign = e.value >= 0 ? "+" : ""
    return "\(sign)\(fixed(100 * e.value, 1)) points [\(fixed(100 * e.lower, 1)), \(fixed(100 * e.upper, 1))]"
  }

  static func number(_ e: Estimate) -> String { "\(fixed(e.value, 3)) [\(fixed(e.lower, 3)), \(fixed(e.upper, 3))]" }

  /// With so many digits behind the point.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    var power = 1
    for _ in 0..<digits { power *= 10 }
    let scaled = Int((value.magnitude * Double(power)).rounded())
    let fraction = String(scaled % power)
    let sign = value < 0 && scaled != 0 ? "-" : ""
    guard digits > 0 else { return sign + String(scaled) }
    return sign + "\(scaled / power)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  /// With three significant digits.
  static func significant(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "\(value)" }
    var digits = 2
    var size = value.magnitude
    while size >= 10, digits > 0 {
      size /= 10
      digits -= 1
    }
    while size < 1, digits < 9 {
      size *= 10
      digits += 1
    }
    return fixed(value, digits)
  }

  static func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
