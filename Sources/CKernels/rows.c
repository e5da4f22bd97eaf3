#include "include/CKernels.h"
#include "functions.h"

S2R_KERNEL void s2r_bias_activate(long rows, long columns, const float *bias, int activation, float *y) {
  for (long r = 0; r < rows; r++, y += columns) {
    switch (activation) {
      case S2R_TANH:
        S2R_EACH for (long j = 0; j < columns; j++) y[j] = s2r_tanh1(y[j] + bias[j]);
        break;
      case S2R_ELU:
        S2R_EACH for (long j = 0; j < columns; j++) y[j] = s2r_elu1(y[j] + bias[j]);
        break;
      case S2R_RELU:
        S2R_EACH for (long j = 0; j < columns; j++) y[j] = s2r_relu1(y[j] + bias[j]);
        break;
      case S2R_SILU:
        S2R_EACH for (long j = 0; j < columns; j++) y[j] = s2r_silu1(y[j] + bias[j]);
        break;
      default:
        S2R_EACH for (long j = 0; j < columns; j++) y[j] = y[j] + bias[j];
    }
  }
}

S2R_KERNEL void s2r_column_sums(long rows, long columns, const float *x, float *sums) {
  for (long j = 0; j < columns; j++) sums[j] = 0.0f;
  for (long r = 0; r < rows; r++, x += columns) {
    S2R_EACH for (long j = 0; j < columns; j++) sums[j] = sums[j] + x[j];
  }
}

void s2r_gather_rows(long rows, long columns, const long *places, const float *x, float *y) {
  // Rows lie anywhere in megabytes, so each is asked for while earlier ones are copied: 9 % of an update without.
  enum { ahead = 12, line = 16 };
  for (long r = 0; r < rows; r++, y += columns) {
    if (r + ahead < rows) {
      const float *next = x + places[r + ahead] * columns;
      for (long j = 0; j < columns; j += line) __builtin_prefetch(next + j);
      __builtin_prefetch(next + columns - 1);
    }
    __builtin_memcpy(y, x + places[r] * columns, sizeof(float) * (unsigned long)columns);
  }
}

S2R_KERNEL void s2r_normalize(
    long rows, long columns, const float *mean, const float *inverse, float clip, const float *x, float *y) {
  for (long r = 0; r < rows; r++, x += columns, y += columns) {
    S2R_EACH for (long j = 0; j < columns; j++) {
      const float value = (x[j] - mean[j]) * inverse[j];
      const float below = value > clip ? clip : value;
      y[j] = below < -clip ? -clip : below;
    }
  }
}
