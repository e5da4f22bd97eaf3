#include <string.h>

#include "include/CKernels.h"
#include "functions.h"

// Lanes are outputs, so the order of summation over the inputs is that of one output alone at every width. A block
// at the end overlaps the one before it and writes the same bits again. The compiler splits the wide types where
// the processor has none.
typedef float s2r_v16 __attribute__((vector_size(64)));
typedef float s2r_v4 __attribute__((vector_size(16)));

#define S2R_DENSE_BLOCK(name, type, count)                                                               \
  /* `count` vectors of outputs, whose offsets are `at`. */                                              \
  S2R_INLINE void name(                                                                                  \
      long inputs, long outputs, const float *w, const float *b, const float *x, float *y, const long *at) { \
    type sums[count];                                                                                    \
    for (int k = 0; k < count; k++) memcpy(&sums[k], b + at[k], sizeof(type));                           \
    for (long i = 0; i < inputs; i++) {                                                                  \
      for (int k = 0; k < count; k++) {                                                                  \
        type row;                                                                                        \
        memcpy(&row, w + i * outputs + at[k], sizeof(type));                                             \
        sums[k] = sums[k] + row * x[i];                                                                  \
      }                                                                                                  \
    }                                                                                                    \
    for (int k = 0; k < count; k++) memcpy(y + at[k], &sums[k], sizeof(type));                           \
  }

S2R_DENSE_BLOCK(s2r_dense_4x16, s2r_v16, 4)
S2R_DENSE_BLOCK(s2r_dense_1x16, s2r_v16, 1)
S2R_DENSE_BLOCK(s2r_dense_4x4, s2r_v4, 4)
S2R_DENSE_BLOCK(s2r_dense_1x4, s2r_v4, 1)

S2R_INLINE void s2r_dense_row(long inputs, long outputs, const float *w, const float *b, const float *x, float *y) {
  long o = 0;
  for (; o + 64 <= outputs; o += 64) {
    const long at[4] = {o, o + 16, o + 32, o + 48};
    s2r_dense_4x16(inputs, outputs, w, b, x, y, at);
  }
  for (; o < outputs && outputs >= 16; o += 16) {
    const long at[1] = {o + 16 <= outputs ? o : outputs - 16};
    s2r_dense_1x16(inputs, outputs, w, b, x, y, at);
  }
  if (o < outputs && outputs >= 8) {
    const long at[4] = {0, 4, outputs - 8, outputs - 4};
    s2r_dense_4x4(inputs, outputs, w, b, x, y, at);
  } else if (o < outputs && outputs >= 4) {
    const long first[1] = {0}, last[1] = {outputs - 4};
    s2r_dense_1x4(inputs, outputs, w, b, x, y, first);
    s2r_dense_1x4(inputs, outputs, w, b, x, y, last);
  } else {
    for (; o < outputs; o++) {
      float sum = b[o];
      for (long i = 0; i < inputs; i++) sum = sum + w[i * outputs + o] * x[i];
      y[o] = sum;
    }
  }
}

S2R_KERNEL void s2r_dense(long inputs, long outputs, const float *w, const float *b, const float *x, float *y) {
  s2r_dense_row(inputs, outputs, w, b, x, y);
}

// Six rows share each load of weights: six sums a lane hide an addition's latency, and with the weights they fit into
// sixteen registers of eight lanes.
enum { block = 6 };

/// 16 outputs from `at` on, of six rows.
S2R_INLINE void s2r_dense_6x16(
    long inputs, long outputs, const float *w, const float *b, const float *x, float *y, long at) {
  s2r_v16 sums[block];
  for (int r = 0; r < block; r++) memcpy(&sums[r], b + at, sizeof(s2r_v16));
  for (long i = 0; i < inputs; i++) {
    s2r_v16 row;
    memcpy(&row, w + i * outputs + at, sizeof(s2r_v16));
    for (int r = 0; r < block; r++) sums[r] = sums[r] + row * x[r * inputs + i];
  }
  for (int r = 0; r < block; r++) memcpy(y + r * outputs + at, &sums[r], sizeof(s2r_v16));
}

S2R_KERNEL void s2r_dense_rows(
    long rows, long inputs, long outputs, const float *w, const float *b, const float *x, float *y) {
  for (; rows >= block && outputs >= 16; rows -= block, x += block * inputs, y += block * outputs) {
    for (long o = 0; o < outputs; o += 16) {
      s2r_dense_6x16(inputs, outputs, w, b, x, y, o + 16 <= outputs ? o : outputs - 16);
    }
  }
  for (; rows > 0; rows--, x += inputs, y += outputs) s2r_dense_row(inputs, outputs, w, b, x, y);
}
