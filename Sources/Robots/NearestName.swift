/// Finds what a misspelt name was meant to be.
public enum NearestName {
  /// The nearest of `known`, or nil where even that one is too far off to help.
  public static func of(_ name: String, in known: [String]) -> String? {
    var best: (name: String, distance: Int)?
    for candidate in known {
      let distance = editDistance(name.lowercased(), candidate.lowercased())
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    guard let best, best.distance <= max(2, max(name.count, best.name.count) / 2) else { return nil }
    return best.name
  }

  /// The sentence's end for an unknown name: the unit that is wrong, else the nearest name, else all of them.
  public static func mend(_ name: String, in known: [String]) -> String {
    if let mend = Unit.mend(name, in: known) { return mend }
    let firstPart = String(name.prefix { $0 != "." })
    if let nearest = of(name, in: known) ?? of(firstPart, in: known) { return "the nearest is \(nearest)" }
    return known.isEmpty ? "nothing may stand here" : "use one of \(known.joined(separator: ", "))"
  }

  /// Levenshtein's distance, with the swap of two neighbours as one edit (optimal string alignment).
  static func editDistance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    var before = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    var row = last
    for i in a.indices {
      row[0] = i + 1
      for j in b.indices {
        row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], before[j - 1] + 1) }
      }
      (before, last, row) = (last, row, before)
    }
    return last[b.count]
  }
}
