/// Element-wise kernels and one-sample products in Float.
///
/// Every function has one fixed order of operations, no fused multiply-add and no call of libm, so that each vector
/// width, processor and architecture gives the same bits (the payload of a NaN apart). Arrays are dense; "y may be x"
/// means the very same address: arrays must not overlap otherwise.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "processor.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The values agree with `Network.Activation`, in its order of cases.
enum {
  S2R_IDENTITY = 0,
  S2R_TANH = 1,
  S2R_ELU = 2,
  S2R_RELU = 3,
  S2R_SILU = 4,
};

// Functions of each element; y may be x.                                                  (n)

/// eˣ within 1 ulp of the exact value; overflows to ∞ and underflows gradually.
void s2r_exp(long n, const float *x, float *y);
/// tanh x within 3 ulp.
void s2r_tanh(long n, const float *x, float *y);
/// x where it is positive, else eˣ − 1.
void s2r_elu(long n, const float *x, float *y);
/// max(x, 0).
void s2r_relu(long n, const float *x, float *y);
/// x / (1 + e⁻ˣ)
void s2r_silu(long n, const float *x, float *y);
void s2r_activate(long n, int activation, const float *x, float *y);

// Derivatives from the output y of the forward pass: dx = dy · f′; dx may be dy.          (n)

void s2r_tanh_backward(long n, const float *y, const float *dy, float *dx);
void s2r_elu_backward(long n, const float *y, const float *dy, float *dx);
void s2r_relu_backward(long n, const float *y, const float *dy, float *dx);
/// From the input x of the forward pass, since silu is not monotone.
void s2r_silu_backward(long n, const float *x, const float *dy, float *dx);
/// y is the output, or the input for S2R_SILU.
void s2r_activate_backward(long n, int activation, const float *y, const float *dy, float *dx);

// silu with its derivative, which the way back multiplies by: dx = dy · slope.

/// y = silu(x), slope = silu′(x); y may be x.                                              (n)
void s2r_silu_slope(long n, const float *x, float *y, float *slope);
/// The same of y + bias, the bias added to each row.                                       (rows × columns)
void s2r_bias_silu_slope(long rows, long columns, const float *bias, float *y, float *slope);
/// The same of x · gain + shift by columns.                                                (rows × columns)
void s2r_scale_shift_silu_slope(
    long rows, long columns, const float *gain, const float *shift, const float *x, float *y, float *slope);

// Rows of a batch.

/// y = f(y + bias), the bias added to each row.                                            (rows × columns)
void s2r_bias_activate(long rows, long columns, const float *bias, int activation, float *y);
/// sums = Σ over the rows in rising order, 0 for no rows.                                  (columns)
void s2r_column_sums(long rows, long columns, const float *x, float *sums);
/// y[r] = x[places[r]], whole rows from anywhere in x; y is not x.                        (rows × columns)
void s2r_gather_rows(long rows, long columns, const long *places, const float *x, float *y);
/// y = clamp((x − mean) · inverse, ±clip) by columns; y may be x.                          (rows × columns)
void s2r_normalize(
    long rows, long columns, const float *mean, const float *inverse, float clip, const float *x, float *y);

// Layer normalisation (Ba et al. 2016) of rows.

/// x = (x − mean) · inverse over each row, inverse = 1/√(variance + ε) of each.            (rows × columns), (rows)
void s2r_layer_norm(long rows, long columns, float epsilon, float *x, float *inverse);
/// y = f(x · gain + shift) by columns; y may be x.                                         (rows × columns)
void s2r_scale_shift_activate(
    long rows, long columns, const float *gain, const float *shift, int activation, const float *x, float *y);
/// sums = Σ x·y over the rows in rising order.                                             (columns)
void s2r_column_products(long rows, long columns, const float *x, const float *y, float *sums);
/// The derivative by x · gain + shift, carried back to that by the rows before the normalisation, in place.
void s2r_layer_norm_backward(
    long rows, long columns, const float *gain, const float *normalised, const float *inverse, float *d);

// Normal distributions with independent components whose σ are the same for every row.

/// scores = (x − μ)/σ and y = peak − ½ Σ scores² of each row, its columns in rising order; peak is ln p at the mean.
///                                                                                         (rows × columns), y (rows)
void s2r_gaussian_log_densities(
    long rows, long columns, const float *inverse_deviation, float peak, const float *x, const float *mean,
    float *scores, float *y);
/// The derivatives of Σ scale · y over the rows: by the means, written, and by ln σ, added in rising order of the rows.
///                                                                                         (rows × columns), (columns)
void s2r_gaussian_log_densities_backward(
    long rows, long columns, const float *inverse_deviation, const float *scale, const float *scores, float *by_mean,
    float *by_log_deviation);

// Categorical distributions.

/// ln p and p of each row's levels, of which the logits are ln p up to a constant; log_p may be logits.
///                                                                                         (rows × levels)
void s2r_log_softmax(long rows, long levels, const float *logits, float *log_p, float *p);

// Recurrent cells, element by element, in PyTorch's order of gates; products with the weights are the caller's.
// gates: x·W + b at first, the gates' values afterwards; sums: h·U + c, h the hidden state.

/// A gated recurrent unit (Cho et al. 2014): r = σ, z = σ, n = tanh(x·Wₙ + bₙ + r·(h·Uₙ + cₙ)),
/// next = (1 − z)·n + z·h; next may be hidden.
///
/// - gates, sums: reset | update | candidate in each row.                       (rows × 3·size)
/// - hidden, next:                                                              (rows × size)
void s2r_gru(long rows, long size, float *gates, const float *sums, const float *hidden, float *next);
/// From the derivative by next to those by x·W + b, by h·U + c and, U aside, by h; d_hidden may be d_next.
void s2r_gru_backward(
    long rows, long size, const float *gates, const float *sums, const float *hidden, const float *d_next,
    float *d_inputs, float *d_sums, float *d_hidden);
/// Long short-term memory (Hochreiter & Schmidhuber 1997, with forget gates): c = f·cell + i·g, next = o·tanh(c);
/// next_cell may be cell.
///
/// - gates, sums: input | forget | candidate | output in each row.              (rows × 4·size)
/// - cell, next_cell, next:                                                     (rows × size)
void s2r_lstm(
    long rows, long size, float *gates, const float *sums, const float *cell, float *next_cell, float *next);
/// From the derivatives by next and, in d_cell, by the next cell to those by the sums of the gates and by the cell.
void s2r_lstm_backward(
    long rows, long size, const float *gates, const float *cell, const float *next_cell, const float *d_next,
    float *d_cell, float *d_gates);

// Normal distributions whose ln σ² is an output held softly within learned bounds (Chua et al. 2018, appendix A.1):
// a row of outputs is means and then raw values v; ln σ² = lower + softplus(c − lower), c = upper − softplus(upper − v).

/// scale · Σ (μ − y)²/σ² + ln σ² by columns, added to losses; its gradient by the outputs, written, and by the bounds,
/// added.                                                                                  (rows × 2·columns)
void s2r_bounded_gaussian(
    long rows, long columns, const float *upper, const float *lower, float scale, const float *outputs,
    const float *targets, float *gradient, float *by_upper, float *by_lower, float *losses);
/// σ and its derivative by v.                                                              (rows × columns)
void s2r_bounded_deviations(
    long rows, long columns, const float *upper, const float *lower, const float *outputs, float *deviations,
    float *slopes);
/// y = ln(1 − tanh² u), which does not cancel; y may be u.                                 (n)
void s2r_log_tanh_slope(long n, const float *u, float *y);

// Vectors.                                                                                (n)

/// y = y + a·x
void s2r_axpy(long n, float a, const float *x, float *y);
/// y = y·x
void s2r_multiply(long n, const float *x, float *y);
/// x = a·x
void s2r_scale(long n, float a, float *x);
/// Σ x², in 64 interleaved partial sums that are then added in pairs.
float s2r_sum_of_squares(long n, const float *x);

/// One step of Adam (Kingma & Ba 2015, algorithm 1, with the bias correction folded into the step):
/// m = β₁m + (1 − β₁)g, v = β₂v + (1 − β₂)g², w = w − step · m / (√(v · correction) + ε).
///
/// - step: learning rate / (1 − β₁ᵗ); correction: 1 / (1 − β₂ᵗ).
/// - decay: g is the gradient + decay · w.
/// Moments below 1e-30 become 0, so that they never fall into slow denormal numbers.
void s2r_adam(
    long n, const float *gradient, float decay, float beta1, float beta2, float step, float correction, float epsilon,
    float *m, float *v, float *w);

// One sample.

/// y[o] = b[o] + Σ x[i]·w[i][o] in rising i; w is row-major (inputs × outputs); y is not x.
void s2r_dense(long inputs, long outputs, const float *w, const float *b, const float *x, float *y);

/// The same for each row, with the same bits.                                              (rows × outputs)
void s2r_dense_rows(long rows, long inputs, long outputs, const float *w, const float *b, const float *x, float *y);

#ifdef __cplusplus
}
#endif
#endif
