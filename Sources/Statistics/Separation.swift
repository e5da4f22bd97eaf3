public import Mathematics

/// Which quantities separate a group of cases, such as the worst tenth of the variants, from the others.
///
/// The effect size is Cliff's δ (1993): the probability that a case of the group has the higher value less that of the
/// lower one, −1 to 1. Each quantity is looked at twice, as it is and as its distance from the median, since both ends of a
/// range can be hard. That many looks find something by chance, so δ is compared with the largest that as many random
/// groups of the same size reach in any of them (the permutation test of the maximum; Westfall & Young 1993).
public struct Separation: Sendable, Equatable {
  public struct Effect: Sendable, Equatable {
    /// Index into the quantities.
    public var quantity: Int
    /// Whether δ is of the distance from the median.
    public var isDistance: Bool
    public var delta: Double
    /// How often a random group shows an effect of this size in any quantity.
    public var chance: Double
  }

  /// The stronger look at each quantity that varies, the strongest first.
  public var effects: [Effect]
  /// The |δ| that a random group exceeds somewhere once in 20 times.
  public var threshold: Double

  /// - Parameters:
  ///   - quantities: each a value for each case.                         (quantities × cases)
  ///   - group: the cases of the group; some, and not all.
  public init(
    of quantities: [[Double]], group: [Int], permutations: Int = 2000, drawingFrom stream: inout RandomStream
  ) {
    let cases = quantities.first?.count ?? 0
    let varying = quantities.indices.filter { q in quantities[q].contains { $0 != quantities[q][0] } }
    guard !varying.isEmpty, !group.isEmpty, group.count < cases else {
      (effects, threshold) = ([], 0)
      return
    }
    let looks = varying.flatMap { q in
      let centre = quantile(0.5, of: quantities[q])
      let distances = quantities[q].map { ($0 - centre).magnitude }
      return [(q, false, midRanks(quantities[q])), (q, true, midRanks(distances))]
    }
    let size = Double(group.count)
    func delta(_ ranks: [Double], _ chosen: some Sequence<Int>) -> Double {
      let sum = chosen.reduce(0) { $0 + ranks[$1] }
      return 2 * (sum - size * (size + 1) / 2) / (size * Double(cases - group.count)) - 1
    }
    var order = Array(0..<cases)
    let largest = (0..<permutations).map { _ in
      // The first of a shuffle are a random group, whatever order it began with.
      for i in group.indices { order.swapAt(i, i + stream.index(below: cases - i)) }
      return looks.map { delta($0.2, order.prefix(group.count)).magnitude }.max() ?? 0
    }
    threshold = quantile(0.95, of: largest)
    let found = looks.map { quantity, isDistance, ranks in
      let value = delta(ranks, group)
      let reached = largest.count { $0 >= value.magnitude - 1e-12 }
      return Effect(
        quantity: quantity, isDistance: isDistance, delta: value,
        chance: Double(reached + 1) / Double(permutations + 1))
    }
    effects = stride(from: 0, to: found.count, by: 2).map { i in
      // The distance must say more, for it is the harder thing to say.
      found[i + 1].delta.magnitude > found[i].delta.magnitude + 0.05 ? found[i + 1] : found[i]
    }.sorted { ($1.delta.magnitude, $0.quantity) < ($0.delta.magnitude, $1.quantity) }
  }
}

/// Ranks from 1; equal values share the mean of theirs.
private func midRanks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var first = 0
  while first < order.count {
    var next = first + 1
    while next < order.count, values[order[next]] == values[order[first]] { next += 1 }
    for i in first..<next { ranks[order[i]] = Double(first + next + 1) / 2 }
    first = next
  }
  return ranks
}
