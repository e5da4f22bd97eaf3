internal import CGSL

/// Wilson's score interval of a proportion (Wilson 1927; Newcombe 1998, method 3).
///
/// Its coverage stays near the confidence for any number of trials and for proportions near 0 and 1.
public func wilsonInterval(successes: Int, trials: Int, confidence: Double = 0.95) -> Interval {
  precondition(trials > 0 && (0...trials).contains(successes), "successes are a part of one trial or more")
  precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
  let z = gsl_cdf_ugaussian_Pinv(0.5 + confidence / 2)
  let n = Double(trials)
  let p = Double(successes) / n
  let centre = p + z * z / (2 * n)
  let spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
  let scale = 1 + z * z / n
  return Interval(
    lower: successes == 0 ? 0 : (centre - spread) / scale, upper: successes == trials ? 1 : (centre + spread) / scale)
}

/// Clopper and Pearson's one-sided upper bound of a rate (1934): exact, never too low.
///
/// The largest rate at which so few events are still seen with a probability of 1 − confidence; for missed deadlines
/// and other rare faults.
public func clopperPearsonUpperBound(events: Int, trials: Int, confidence: Double = 0.95) -> Double {
  precondition(trials > 0 && (0...trials).contains(events), "events are a part of one trial or more")
  precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
  if events == trials { return 1 }
  // P(X ≤ events) falls strictly with the rate; halving 200 times ends at neighbouring numbers for any rate.
  var low = 0.0
  var high = 1.0
  for _ in 0..<200 {
    let rate = (low + high) / 2
    if gsl_cdf_binomial_P(UInt32(events), rate, UInt32(trials)) > 1 - confidence { low = rate } else { high = rate }
  }
  return high
}
