#include "include/CKernels.h"
#include "functions.h"

S2R_KERNEL void s2r_gaussian_log_densities(
    long rows, long columns, const float *inverse_deviation, float peak, const float *x, const float *mean,
    float *scores, float *y) {
  for (long r = 0; r < rows; r++, x += columns, mean += columns, scores += columns) {
    S2R_EACH for (long j = 0; j < columns; j++) scores[j] = (x[j] - mean[j]) * inverse_deviation[j];
    float sum = 0.0f;
    for (long j = 0; j < columns; j++) sum = sum + scores[j] * scores[j];
    y[r] = peak - 0.5f * sum;
  }
}

S2R_KERNEL void s2r_gaussian_log_densities_backward(
    long rows, long columns, const float *inverse_deviation, const float *scale, const float *scores, float *by_mean,
    float *by_log_deviation) {
  for (long r = 0; r < rows; r++, scores += columns, by_mean += columns) {
    const float s = scale[r];
    S2R_EACH for (long j = 0; j < columns; j++) {
      by_mean[j] = s * scores[j] * inverse_deviation[j];
      by_log_deviation[j] = by_log_deviation[j] + s * (scores[j] * scores[j] - 1.0f);
    }
  }
}

/// ln σ² held softly within bounds, and its derivatives by the raw value and the two bounds.
struct s2r_bounded {
  float value, by_raw, by_upper, by_lower;
};

S2R_INLINE struct s2r_bounded s2r_bound(float raw, float upper, float lower) {
  const float above = upper - raw;
  const float capped = upper - s2r_softplus1(above);
  const float below = capped - lower;
  const float s1 = s2r_sigmoid1(above);
  const float s2 = s2r_sigmoid1(below);
  struct s2r_bounded b = {lower + s2r_softplus1(below), s2 * s1, s2 * (1.0f - s1), 1.0f - s2};
  return b;
}

S2R_KERNEL void s2r_bounded_gaussian(
    long rows, long columns, const float *upper, const float *lower, float scale, const float *outputs,
    const float *targets, float *gradient, float *by_upper, float *by_lower, float *losses) {
  for (long r = 0; r < rows; r++, outputs += 2 * columns, targets += columns, gradient += 2 * columns) {
    S2R_EACH for (long j = 0; j < columns; j++) {
      const float difference = outputs[j] - targets[j];
      const struct s2r_bounded variance = s2r_bound(outputs[columns + j], upper[j], lower[j]);
      const float precision = s2r_exp1(-variance.value);
      const float square = difference * difference * precision;
      const float slope = scale * (1.0f - square);
      losses[j] = losses[j] + scale * (square + variance.value);
      gradient[j] = scale * 2.0f * difference * precision;
      gradient[columns + j] = slope * variance.by_raw;
      by_upper[j] = by_upper[j] + slope * variance.by_upper;
      by_lower[j] = by_lower[j] + slope * variance.by_lower;
    }
  }
}

S2R_KERNEL void s2r_bounded_deviations(
    long rows, long columns, const float *upper, const float *lower, const float *outputs, float *deviations,
    float *slopes) {
  for (long r = 0; r < rows; r++, outputs += 2 * columns, deviations += columns, slopes += columns) {
    S2R_EACH for (long j = 0; j < columns; j++) {
      const struct s2r_bounded variance = s2r_bound(outputs[columns + j], upper[j], lower[j]);
      const float deviation = s2r_exp1(0.5f * variance.value);
      deviations[j] = deviation;
      slopes[j] = 0.5f * deviation * variance.by_raw;
    }
  }
}

S2R_KERNEL void s2r_log_tanh_slope(long n, const float *u, float *y) {
  S2R_EACH for (long i = 0; i < n; i++) {
    const float size = u[i] < 0.0f ? -u[i] : u[i];
    y[i] = 2.0f * (0.693147181f - size - s2r_log1p1(s2r_exp1(-2.0f * size)));
  }
}
