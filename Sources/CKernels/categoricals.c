#include "include/CKernels.h"
#include "functions.h"

// Rows are short, so what costs is done for many of them at once: the exponentials and the logarithms.
enum { rows_at_once = 64 };

S2R_KERNEL void s2r_log_softmax(long rows, long levels, const float *logits, float *log_p, float *p) {
  float logs[rows_at_once], inverses[rows_at_once];
  for (long start = 0; start < rows; start += rows_at_once) {
    const long count = rows - start < rows_at_once ? rows - start : rows_at_once;
    const float *x = logits + start * levels;
    float *y = log_p + start * levels, *e = p + start * levels;
    for (long r = 0; r < count; r++) {
      float largest = x[r * levels];
      for (long k = 1; k < levels; k++) largest = x[r * levels + k] > largest ? x[r * levels + k] : largest;
      for (long k = 0; k < levels; k++) y[r * levels + k] = x[r * levels + k] - largest;
    }
    S2R_EACH for (long i = 0; i < count * levels; i++) e[i] = s2r_exp1(y[i]);
    for (long r = 0; r < count; r++) {
      float sum = 0.0f;
      for (long k = 0; k < levels; k++) sum = sum + e[r * levels + k];
      logs[r] = sum;
    }
    S2R_EACH for (long r = 0; r < count; r++) {
      inverses[r] = 1.0f / logs[r];
      logs[r] = s2r_log1(logs[r]);
    }
    for (long r = 0; r < count; r++) {
      for (long k = 0; k < levels; k++) {
        y[r * levels + k] = y[r * levels + k] - logs[r];
        e[r * levels + k] = e[r * levels + k] * inverses[r];
      }
    }
  }
}
