public import Mathematics

/// A performance profile (Dolan & Moré 2002, as Agarwal et al. 2021 use it): the fraction of the scores above each
/// threshold, with a bootstrap's pointwise band.
public struct PerformanceProfile: Sendable, Equatable, Codable {
  public var thresholds: [Double]
  /// Of the scores, those strictly above the threshold.               (thresholds)
  public var fractions: [Double]
  public var lower: [Double]
  public var upper: [Double]

  /// - Parameters:
  ///   - strata: as ``bootstrapInterval(strata:confidence:resamples:drawingFrom:statistic:)`` takes them.
  ///   - thresholds: rising.
  public init(
    strata: [[Double]], thresholds: [Double], confidence: Double = 0.95, resamples: Int = 2000,
    drawingFrom stream: inout RandomStream
  ) {
    precondition(!strata.isEmpty && !strata.contains(where: \.isEmpty), "a bootstrap needs values in every stratum")
    precondition(zip(thresholds, thresholds.dropFirst()).allSatisfy { $0 < $1 }, "thresholds rise")
    self.thresholds = thresholds
    // How many thresholds a score exceeds is all that counts of it.
    let places = strata.map { $0.map { score in thresholds.prefix { $0 < score }.count } }
    let total = strata.reduce(0) { $0 + $1.count }
    func fractions(_ histogram: [Int]) -> [Double] {
      var above = total
      return thresholds.indices.map { t in
        above -= histogram[t]
        return Double(above) / Double(total)
      }
    }
    var histogram = [Int](repeating: 0, count: thresholds.count + 1)
    for place in places.joined() { histogram[place] += 1 }
    self.fractions = fractions(histogram)
    var resampled = thresholds.map { _ in [Double]() }
    for _ in 0..<resamples {
      for i in histogram.indices { histogram[i] = 0 }
      for stratum in places {
        for _ in stratum { histogram[stratum[stream.index(below: stratum.count)]] += 1 }
      }
      for (t, fraction) in fractions(histogram).enumerated() { resampled[t].append(fraction) }
    }
    lower = resampled.map { quantile(0.5 - confidence / 2, of: $0) }
    upper = resampled.map { quantile(0.5 + confidence / 2, of: $0) }
  }
}
