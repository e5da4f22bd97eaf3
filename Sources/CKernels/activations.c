#include "include/CKernels.h"
#include "functions.h"

S2R_KERNEL void s2r_exp(long n, const float *x, float *y) {
  S2R_EACH for (long i = 0; i < n; i++) y[i] = s2r_exp1(x[i]);
}

S2R_KERNEL void s2r_tanh(long n, const float *x, float *y) {
  S2R_EACH for (long i = 0; i < n; i++) y[i] = s2r_tanh1(x[i]);
}

S2R_KERNEL void s2r_elu(long n, const float *x, float *y) {
  S2R_EACH for (long i = 0; i < n; i++) y[i] = s2r_elu1(x[i]);
}

S2R_KERNEL void s2r_relu(long n, const float *x, float *y) {
  S2R_EACH for (long i = 0; i < n; i++) y[i] = s2r_relu1(x[i]);
}

S2R_KERNEL void s2r_silu(long n, const float *x, float *y) {
  S2R_EACH for (long i = 0; i < n; i++) y[i] = s2r_silu1(x[i]);
}

void s2r_activate(long n, int activation, const float *x, float *y) {
  switch (activation) {
    case S2R_TANH: s2r_tanh(n, x, y); break;
    case S2R_ELU: s2r_elu(n, x, y); break;
    case S2R_RELU: s2r_relu(n, x, y); break;
    case S2R_SILU: s2r_silu(n, x, y); break;
    default:
      if (y != x) __builtin_memcpy(y, x, (unsigned long)n * sizeof(float));
  }
}

S2R_KERNEL void s2r_tanh_backward(long n, const float *y, const float *dy, float *dx) {
  S2R_EACH for (long i = 0; i < n; i++) dx[i] = dy[i] * (1.0f - y[i] * y[i]);
}

S2R_KERNEL void s2r_elu_backward(long n, const float *y, const float *dy, float *dx) {
  S2R_EACH for (long i = 0; i < n; i++) dx[i] = dy[i] * (y[i] > 0.0f ? 1.0f : y[i] + 1.0f);
}

S2R_KERNEL void s2r_relu_backward(long n, const float *y, const float *dy, float *dx) {
  S2R_EACH for (long i = 0; i < n; i++) dx[i] = y[i] > 0.0f ? dy[i] : 0.0f;
}

S2R_KERNEL void s2r_silu_backward(long n, const float *x, const float *dy, float *dx) {
  S2R_EACH for (long i = 0; i < n; i++) dx[i] = dy[i] * s2r_silu_slope1(x[i]);
}

void s2r_activate_backward(long n, int activation, const float *y, const float *dy, float *dx) {
  switch (activation) {
    case S2R_SILU: s2r_silu_backward(n, y, dy, dx); break;
    case S2R_TANH: s2r_tanh_backward(n, y, dy, dx); break;
    case S2R_ELU: s2r_elu_backward(n, y, dy, dx); break;
    case S2R_RELU: s2r_relu_backward(n, y, dy, dx); break;
    default:
      if (dx != dy) __builtin_memcpy(dx, dy, (unsigned long)n * sizeof(float));
  }
}

S2R_KERNEL void s2r_silu_slope(long n, const float *x, float *y, float *slope) {
  S2R_EACH for (long i = 0; i < n; i++) {
    const struct s2r_gate gate = s2r_gate1(x[i]);
    y[i] = gate.value;
    slope[i] = gate.slope;
  }
}

S2R_KERNEL void s2r_bias_silu_slope(long rows, long columns, const float *bias, float *y, float *slope) {
  for (long r = 0; r < rows; r++, y += columns, slope += columns) {
    S2R_EACH for (long j = 0; j < columns; j++) {
      const struct s2r_gate gate = s2r_gate1(y[j] + bias[j]);
      y[j] = gate.value;
      slope[j] = gate.slope;
    }
  }
}

S2R_KERNEL void s2r_scale_shift_silu_slope(
    long rows, long columns, const float *gain, const float *shift, const float *x, float *y, float *slope) {
  for (long r = 0; r < rows; r++, x += columns, y += columns, slope += columns) {
    S2R_EACH for (long j = 0; j < columns; j++) {
      const struct s2r_gate gate = s2r_gate1(x[j] * gain[j] + shift[j]);
      y[j] = gate.value;
      slope[j] = gate.slope;
    }
  }
}
