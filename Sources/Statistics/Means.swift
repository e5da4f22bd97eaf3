internal import CGSL

public func mean(_ values: [Double]) -> Double {
  precondition(!values.isEmpty, "a mean needs values")
  return gsl_stats_mean(values, 1, values.count)
}

/// Sample standard deviation, with n − 1.
public func standardDeviation(_ values: [Double]) -> Double {
  precondition(values.count > 1, "a standard deviation needs two values")
  return gsl_stats_sd(values, 1, values.count)
}

/// Student's interval of the mean of normal values (Student 1908): mean ± t(n − 1) · s / √n.
public func meanInterval(_ values: [Double], confidence: Double = 0.95) -> Interval {
  precondition(values.count > 1, "an interval needs two values")
  precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
  let n = Double(values.count)
  let half = gsl_cdf_tdist_Pinv(0.5 + confidence / 2, n - 1) * standardDeviation(values) / n.squareRoot()
  let centre = mean(values)
  return Interval(lower: centre - half, upper: centre + half)
}
