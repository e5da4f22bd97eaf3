internal import CGSL

/// The value below which a fraction of the values lies, linear between neighbours (Hyndman & Fan 1996, type 7).
///
/// - Precondition: there are values, none of them NaN.
public func quantile(_ fraction: Double, of values: [Double]) -> Double {
  precondition(!values.isEmpty && (0...1).contains(fraction), "a quantile needs values and a fraction within 0 and 1")
  return gsl_stats_quantile_from_sorted_data(values.sorted(), 1, values.count, fraction)
}

/// The mean of the middle half (Agarwal et al. 2021): ⌊n / 4⌋ values are left out at either end.
///
/// - Precondition: there are values, none of them NaN.
public func interquartileMean(_ values: [Double]) -> Double {
  precondition(!values.isEmpty, "a mean needs values")
  return gsl_stats_trmean_from_sorted_data(0.25, values.sorted(), 1, values.count)
}
