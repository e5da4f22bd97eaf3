extension ModelReport {
  /// Relative error of `k` open-loop steps, a root mean square over the sensors; between measured horizons linear.
  ///
  /// - Returns: nil where nothing was measured that far.
  package func relativeError(steps k: Int) -> Double? {
    let measured = openLoop.map { entry in
      (steps: entry.steps, error: (entry.relativeErrors.reduce(0) { $0 + $1 * $1 } / Double(entry.errors.count)).squareRoot())
    }
    if let same = measured.first(where: { $0.steps == k }) { return same.error }
    guard let next = measured.firstIndex(where: { $0.steps > k }), next > 0 else { return nil }
    let (a, b) = (measured[next - 1], measured[next])
    return a.error + (b.error - a.error) * Double(k - a.steps) / Double(b.steps - a.steps)
  }

  /// The longest rollout whose open-loop error stays within `error` all the way, and at least one step.
  package func rolloutLength(within error: Float) -> Int {
    var length = 1
    while let next = relativeError(steps: length + 1), next <= Double(error) { length += 1 }
    return length
  }
}
