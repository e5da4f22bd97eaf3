import ArgumentParser

/// The seeds of `--seeds`: `1..5`, `1,3,7`, or both, `1..3,10`.
struct SeedList: Equatable {
  let seeds: [UInt64]

  static let most = 1000

  init(_ range: ClosedRange<UInt64>) { seeds = Array(range) }

  /// - Throws: what a text that is no list of different seeds is refused with.
  init(parsing text: String) throws {
    guard let seeds = Self.seeds(of: text) else {
      throw ValidationError("write 1..5 or 1,3,7, each seed once and \(Self.most) at most.")
    }
    self.seeds = seeds
  }

  private static func seeds(of text: String) -> [UInt64]? {
    var seeds: [UInt64] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      if let range = part.firstRange(of: "..") {
        guard let first = UInt64(part[..<range.lowerBound]), let last = UInt64(part[range.upperBound...]),
          first <= last, last - first < UInt64(most)
        else { return nil }
        seeds += first...last
      } else {
        guard let seed = UInt64(part) else { return nil }
        seeds.append(seed)
      }
    }
    return Set(seeds).count == seeds.count && seeds.count <= most ? seeds : nil
  }

  /// As it was written, or shorter.
  var text: String {
    guard let first = seeds.first, let last = seeds.last, seeds.count > 1, seeds == Array(first...max(first, last)) else {
      return seeds.map(String.init).joined(separator: ",")
    }
    return "\(first)..\(last)"
  }
}
