#include "include/CKernels.h"
#include "functions.h"

// Derivatives of σ and tanh from their values.
S2R_INLINE float s2r_sigmoid_slope(float y) { return y * (1.0f - y); }
S2R_INLINE float s2r_tanh_slope(float y) { return 1.0f - y * y; }

S2R_KERNEL void s2r_gru(long rows, long size, float *gates, const float *sums, const float *hidden, float *next) {
  for (long row = 0; row < rows; row++, gates += 3 * size, sums += 3 * size, hidden += size, next += size) {
    S2R_EACH for (long j = 0; j < size; j++) {
      const float r = s2r_sigmoid1(gates[j] + sums[j]);
      const float z = s2r_sigmoid1(gates[size + j] + sums[size + j]);
      const float n = s2r_tanh1(gates[2 * size + j] + r * sums[2 * size + j]);
      const float h = hidden[j];
      gates[j] = r;
      gates[size + j] = z;
      gates[2 * size + j] = n;
      next[j] = n + z * (h - n);
    }
  }
}

S2R_KERNEL void s2r_gru_backward(
    long rows, long size, const float *gates, const float *sums, const float *hidden, const float *d_next,
    float *d_inputs, float *d_sums, float *d_hidden) {
  for (long row = 0; row < rows; row++) {
    S2R_EACH for (long j = 0; j < size; j++) {
      const float r = gates[j], z = gates[size + j], n = gates[2 * size + j];
      const float d = d_next[j];
      const float by_n = d * (1.0f - z) * s2r_tanh_slope(n);
      const float by_r = by_n * sums[2 * size + j] * s2r_sigmoid_slope(r);
      const float by_z = d * (hidden[j] - n) * s2r_sigmoid_slope(z);
      d_inputs[j] = by_r;
      d_inputs[size + j] = by_z;
      d_inputs[2 * size + j] = by_n;
      d_sums[j] = by_r;
      d_sums[size + j] = by_z;
      d_sums[2 * size + j] = by_n * r;
      d_hidden[j] = d * z;
    }
    gates += 3 * size, sums += 3 * size, hidden += size, d_next += size;
    d_inputs += 3 * size, d_sums += 3 * size, d_hidden += size;
  }
}

S2R_KERNEL void s2r_lstm(
    long rows, long size, float *gates, const float *sums, const float *cell, float *next_cell, float *next) {
  for (long row = 0; row < rows; row++) {
    S2R_EACH for (long j = 0; j < size; j++) {
      const float i = s2r_sigmoid1(gates[j] + sums[j]);
      const float f = s2r_sigmoid1(gates[size + j] + sums[size + j]);
      const float g = s2r_tanh1(gates[2 * size + j] + sums[2 * size + j]);
      const float o = s2r_sigmoid1(gates[3 * size + j] + sums[3 * size + j]);
      const float c = f * cell[j] + i * g;
      gates[j] = i;
      gates[size + j] = f;
      gates[2 * size + j] = g;
      gates[3 * size + j] = o;
      next_cell[j] = c;
      next[j] = o * s2r_tanh1(c);
    }
    gates += 4 * size, sums += 4 * size, cell += size, next_cell += size, next += size;
  }
}

S2R_KERNEL void s2r_lstm_backward(
    long rows, long size, const float *gates, const float *cell, const float *next_cell, const float *d_next,
    float *d_cell, float *d_gates) {
  for (long row = 0; row < rows; row++) {
    S2R_EACH for (long j = 0; j < size; j++) {
      const float i = gates[j], f = gates[size + j], g = gates[2 * size + j], o = gates[3 * size + j];
      const float t = s2r_tanh1(next_cell[j]);
      const float d = d_cell[j] + d_next[j] * o * s2r_tanh_slope(t);
      d_gates[j] = d * g * s2r_sigmoid_slope(i);
      d_gates[size + j] = d * cell[j] * s2r_sigmoid_slope(f);
      d_gates[2 * size + j] = d * i * s2r_tanh_slope(g);
      d_gates[3 * size + j] = d_next[j] * t * s2r_sigmoid_slope(o);
      d_cell[j] = d * f;
    }
    gates += 4 * size, cell += size, next_cell += size, d_next += size, d_cell += size, d_gates += 4 * size;
  }
}
