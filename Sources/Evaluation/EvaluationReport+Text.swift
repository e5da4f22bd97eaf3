extension EvaluationReport {
  /// The report as an aligned table for a terminal.
  public func text() -> String {
    var rows = [["set", "arm", "success", "return (IQM)", "worst 10 %", "return", "steps"]]
    for set in sets {
      let arms = [("policy", set.policy), ("control", set.control), ("reference", set.reference)]
      for case (let arm, let figures?) in arms {
        rows.append([
          arm == "policy" ? set.name : "", arm, Self.percent(figures.success), Self.number(figures.normalisedReturn),
          Self.fixed(100 * figures.worstDecile.success, 1) + " %", Self.fixed(figures.worstDecile.normalisedReturn, 3),
          Self.fixed(figures.meanSteps, 0),
        ])
      }
      if let gain = set.successGain {
        rows.append(["", "gain", Self.points(gain), "", "", "", ""])
      }
    }
    let counts = sets.map { "\($0.name) \($0.variants) × \($0.episodes)" }.joined(separator: ", ")
    let header = """
      Policy \(policySha256.prefix(12)) in \(scenario), variants × episodes: \(counts); 95 % intervals.
      A return of 1 is every rewarding term in full in each step; the gain is that over the control arm.

      """
    return ([header] + Self.aligned(rows) + [""] + sets.map(Self.worst)).joined(separator: "\n") + "\n"
  }

  /// The worst variant in words, by those parameters that differ among the worst.
  private static func worst(of set: SetReport) -> String {
    let variants = set.policy.worstDecile.variants
    let varied = variants[0].parameters.keys.sorted().filter { key in
      variants.contains { $0.parameters[key] != variants[0].parameters[key] }
    }
    let values = varied.map { "\($0) \(significant(variants[0].parameters[$0] ?? 0))" }.joined(separator: ", ")
    return "Worst of \(set.name): variant \(variants[0].variant), return \(fixed(variants[0].normalisedReturn, 3))"
      + ", success \(fixed(100 * variants[0].success, 0)) %" + (values.isEmpty ? "." : ": \(values).")
  }

  /// Columns two spaces apart, numbers to the right.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += (column < 2 ? cell + padding : padding + cell) + (column == row.count - 1 ? "" : "  ")
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static func percent(_ e: Estimate) -> String {
    "\(fixed(100 * e.value, 1)) % [\(fixed(100 * e.lower, 1)), \(fixed(100 * e.upper, 1))]"
  }

  private static func points(_ e: Estimate) -> String {
    let sign = e.value >= 0 ? "+" : ""
    return "\(sign)\(fixed(100 * e.value, 1)) points [\(fixed(100 * e.lower, 1)), \(fixed(100 * e.upper, 1))]"
  }

  private static func number(_ e: Estimate) -> String {
    "\(fixed(e.value, 3)) [\(fixed(e.lower, 3)), \(fixed(e.upper, 3))]"
  }

  /// With so many digits behind the point.
  private static func fixed(_ value: Double, _ digits: Int) -> String {
    var power = 1
    for _ in 0..<digits { power *= 10 }
    let scaled = Int((value.magnitude * Double(power)).rounded())
    let fraction = String(scaled % power)
    let sign = value < 0 && scaled != 0 ? "-" : ""
    guard digits > 0 else { return sign + String(scaled) }
    return sign + "\(scaled / power)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  /// With three significant digits.
  private static func significant(_ value: Double) -> String {
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
}
