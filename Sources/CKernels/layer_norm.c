#include "include/CKernels.h"
#include "functions.h"

enum { lanes = 16 };

/// The sum of lanes that were filled in turns, added in pairs.
S2R_INLINE float s2r_fold(float *sums) {
  for (int half = lanes / 2; half > 0; half /= 2) {
    for (int k = 0; k < half; k++) sums[k] = sums[k] + sums[k + half];
  }
  return sums[0];
}

/// Σ x·y of one row.
S2R_INLINE float s2r_row_product(long n, const float *x, const float *y) {
  float sums[lanes] = {0};
  long i = 0;
  for (; i + lanes <= n; i += lanes) {
    for (int k = 0; k < lanes; k++) sums[k] = sums[k] + x[i + k] * y[i + k];
  }
  for (int k = 0; i + k < n; k++) sums[k] = sums[k] + x[i + k] * y[i + k];
  return s2r_fold(sums);
}

S2R_INLINE float s2r_row_sum(long n, const float *x) {
  float sums[lanes] = {0};
  long i = 0;
  for (; i + lanes <= n; i += lanes) {
    for (int k = 0; k < lanes; k++) sums[k] = sums[k] + x[i + k];
  }
  for (int k = 0; i + k < n; k++) sums[k] = sums[k] + x[i + k];
  return s2r_fold(sums);
}

S2R_KERNEL void s2r_layer_norm(long rows, long columns, float epsilon, float *x, float *inverse) {
  for (long r = 0; r < rows; r++, x += columns) {
    const float mean = s2r_row_sum(columns, x) / (float)columns;
    S2R_EACH for (long j = 0; j < columns; j++) x[j] = x[j] - mean;
    const float variance = s2r_row_product(columns, x, x) / (float)columns;
    const float scale = 1.0f / __builtin_elementwise_sqrt(variance + epsilon);
    S2R_EACH for (long j = 0; j < columns; j++) x[j] = x[j] * scale;
    inverse[r] = scale;
  }
}

S2R_KERNEL void s2r_scale_shift_activate(
    long rows, long columns, const float *gain, const float *shift, int activation, const float *x, float *y) {
  for (long r = 0; r < rows; r++, x += columns, y += columns) {
    switch (activation) {
      case S2R_TANH:
        S2R_EACH for (long j = 0; j < columns; j++) y[j] = s2r_tanh1(x[j] * gain[j] + shift[j]);
        break;
      case S2R_ELU:
        S2R_EACH for (long j = 0; j < columns; j++) y[j] = s2r_elu1(x[j] * gain[j] + shift[j]);
        break;
      case S2R_RELU:
        S2R_EACH for (long j = 0; j < columns; j++) y[j] = s2r_relu1(x[j] * gain[j] + shift[j]);
        break;
      case S2R_SILU:
        S2R_EACH for (long j = 0; j < columns; j++) y[j] = s2r_silu1(x[j] * gain[j] + shift[j]);
        break;
      default:
        S2R_EACH for (long j = 0; j < columns; j++) y[j] = x[j] * gain[j] + shift[j];
    }
  }
}

S2R_KERNEL void s2r_column_products(long rows, long columns, const float *x, const float *y, float *sums) {
  for (long j = 0; j < columns; j++) sums[j] = 0.0f;
  for (long r = 0; r < rows; r++, x += columns, y += columns) {
    S2R_EACH for (long j = 0; j < columns; j++) sums[j] = sums[j] + x[j] * y[j];
  }
}

S2R_KERNEL void s2r_layer_norm_backward(
    long rows, long columns, const float *gain, const float *normalised, const float *inverse, float *d) {
  for (long r = 0; r < rows; r++, normalised += columns, d += columns) {
    S2R_EACH for (long j = 0; j < columns; j++) d[j] = d[j] * gain[j];
    const float mean = s2r_row_sum(columns, d) / (float)columns;
    const float along = s2r_row_product(columns, d, normalised) / (float)columns;
    const float scale = inverse[r];
    S2R_EACH for (long j = 0; j < columns; j++) d[j] = scale * (d[j] - mean - normalised[j] * along);
  }
}
