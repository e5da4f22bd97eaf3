public import Mathematics

/// Percentile bootstrap interval of a statistic (Efron 1979), resampling within strata (Agarwal et al. 2021).
///
/// Each resample draws from each stratum, such as the episodes of one seed or one task, as many values as it has, with
/// replacement; the statistic sees them all together. One stratum is the ordinary bootstrap.
///
/// - Parameters:
///   - strata: one or more, none of them empty.
///   - stream: what the resamples are drawn from: the same stream gives the same interval.
///   - statistic: of a resample; the order of its values has no meaning.
public func bootstrapInterval(
  strata: [[Double]], confidence: Double = 0.95, resamples: Int = 2000, drawingFrom stream: inout RandomStream,
  statistic: ([Double]) -> Double
) -> Interval {
  precondition(!strata.isEmpty && !strata.contains(where: \.isEmpty), "a bootstrap needs values in every stratum")
  precondition(confidence > 0 && confidence < 1 && resamples > 1, "a confidence lies between 0 and 1")
  var resample = strata.flatMap { $0 }
  var statistics: [Double] = []
  statistics.reserveCapacity(resamples)
  for _ in 0..<resamples {
    var next = 0
    for stratum in strata {
      for _ in stratum {
        resample[next] = stratum[stream.index(below: stratum.count)]
        next += 1
      }
    }
    statistics.append(statistic(resample))
  }
  return Interval(
    lower: quantile(0.5 - confidence / 2, of: statistics), upper: quantile(0.5 + confidence / 2, of: statistics))
}

/// The ordinary bootstrap: one stratum.
public func bootstrapInterval(
  _ values: [Double], confidence: Double = 0.95, resamples: Int = 2000, drawingFrom stream: inout RandomStream,
  statistic: ([Double]) -> Double
) -> Interval {
  bootstrapInterval(
    strata: [values], confidence: confidence, resamples: resamples, drawingFrom: &stream, statistic: statistic)
}
