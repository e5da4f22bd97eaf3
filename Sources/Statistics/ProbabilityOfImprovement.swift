/// The probability that a random value of `new` exceeds one of `old`, a tie counting half (Agarwal et al. 2021).
///
/// It is Mann and Whitney's U (1947) over the number of pairs.
public func probabilityOfImprovement(of new: [Double], over old: [Double]) -> Double {
  precondition(!new.isEmpty && !old.isEmpty, "an improvement needs values on both sides")
  let sorted = old.sorted()
  var halves = 0
  for value in new { halves += count(below: value, in: sorted) + count(upTo: value, in: sorted) }
  return Double(halves) / Double(2 * new.count * old.count)
}

private func count(below value: Double, in sorted: [Double]) -> Int { partition(sorted) { $0 < value } }
private func count(upTo value: Double, in sorted: [Double]) -> Int { partition(sorted) { $0 <= value } }

/// How many at the front satisfy a condition that none behind them does.
private func partition(_ sorted: [Double], _ condition: (Double) -> Bool) -> Int {
  var low = 0
  var high = sorted.count
  while low < high {
    let middle = (low + high) / 2
    if condition(sorted[middle]) { low = middle + 1 } else { high = middle }
  }
  return low
}
