#include "include/CKernels.h"
#include "functions.h"

S2R_KERNEL void s2r_axpy(long n, float a, const float *x, float *y) {
  S2R_EACH for (long i = 0; i < n; i++) y[i] = y[i] + a * x[i];
}

S2R_KERNEL void s2r_multiply(long n, const float *x, float *y) {
  S2R_EACH for (long i = 0; i < n; i++) y[i] = y[i] * x[i];
}

S2R_KERNEL void s2r_scale(long n, float a, float *x) {
  S2R_EACH for (long i = 0; i < n; i++) x[i] = a * x[i];
}

S2R_KERNEL float s2r_sum_of_squares(long n, const float *x) {
  enum { lanes = 64 };
  float sums[lanes] = {0};
  long i = 0;
  for (; i + lanes <= n; i += lanes) {
    for (int k = 0; k < lanes; k++) sums[k] = sums[k] + x[i + k] * x[i + k];
  }
  for (int k = 0; i + k < n; k++) sums[k] = sums[k] + x[i + k] * x[i + k];
  for (int half = lanes / 2; half > 0; half /= 2) {
    for (int k = 0; k < half; k++) sums[k] = sums[k] + sums[k + half];
  }
  return sums[0];
}

/// 0 in place of what would become a denormal number.
S2R_INLINE float s2r_floor(float x) { return (x < 0.0f ? -x : x) < 1e-30f ? 0.0f : x; }

S2R_KERNEL void s2r_adam(
    long n, const float *gradient, float decay, float beta1, float beta2, float step, float correction, float epsilon,
    float *m, float *v, float *w) {
  const float rest1 = 1.0f - beta1;
  const float rest2 = 1.0f - beta2;
  S2R_EACH for (long i = 0; i < n; i++) {
    const float g = gradient[i] + decay * w[i];
    const float mean = s2r_floor(beta1 * m[i] + rest1 * g);
    const float square = s2r_floor(beta2 * v[i] + rest2 * (g * g));
    m[i] = mean;
    v[i] = square;
    // The builtin is the processor's own root, correctly rounded; sqrtf sets errno and stays scalar.
    w[i] = w[i] - step * mean / (__builtin_elementwise_sqrt(square * correction) + epsilon);
  }
}
