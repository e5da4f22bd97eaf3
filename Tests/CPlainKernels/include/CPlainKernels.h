/// The kernels of CKernels compiled a second time for the baseline processor alone, as the reference for the bits.
#ifndef CPLAINKERNELS_H
#define CPLAINKERNELS_H

void plain_exp(long n, const float *x, float *y);
void plain_tanh(long n, const float *x, float *y);
void plain_elu(long n, const float *x, float *y);
void plain_relu(long n, const float *x, float *y);
void plain_silu(long n, const float *x, float *y);
void plain_silu_backward(long n, const float *x, const float *dy, float *dx);
void plain_layer_norm(long rows, long columns, float epsilon, float *x, float *inverse);
void plain_layer_norm_backward(
    long rows, long columns, const float *gain, const float *normalised, const float *inverse, float *d);
void plain_scale_shift_activate(
    long rows, long columns, const float *gain, const float *shift, int activation, const float *x, float *y);
void plain_column_products(long rows, long columns, const float *x, const float *y, float *sums);
void plain_tanh_backward(long n, const float *y, const float *dy, float *dx);
void plain_elu_backward(long n, const float *y, const float *dy, float *dx);
void plain_relu_backward(long n, const float *y, const float *dy, float *dx);
void plain_bias_activate(long rows, long columns, const float *bias, int activation, float *y);
void plain_column_sums(long rows, long columns, const float *x, float *sums);
void plain_gather_rows(long rows, long columns, const long *places, const float *x, float *y);
void plain_normalize(
    long rows, long columns, const float *mean, const float *inverse, float clip, const float *x, float *y);
void plain_axpy(long n, float a, const float *x, float *y);
void plain_scale(long n, float a, float *x);
void plain_multiply(long n, const float *x, float *y);
float plain_sum_of_squares(long n, const float *x);
void plain_adam(
    long n, const float *gradient, float decay, float beta1, float beta2, float step, float correction, float epsilon,
    float *m, float *v, float *w);
void plain_silu_slope(long n, const float *x, float *y, float *slope);
void plain_bias_silu_slope(long rows, long columns, const float *bias, float *y, float *slope);
void plain_scale_shift_silu_slope(
    long rows, long columns, const float *gain, const float *shift, const float *x, float *y, float *slope);
void plain_gaussian_log_densities(
    long rows, long columns, const float *inverse_deviation, float peak, const float *x, const float *mean,
    float *scores, float *y);
void plain_gaussian_log_densities_backward(
    long rows, long columns, const float *inverse_deviation, const float *scale, const float *scores, float *by_mean,
    float *by_log_deviation);
void plain_bounded_gaussian(
    long rows, long columns, const float *upper, const float *lower, float scale, const float *outputs,
    const float *targets, float *gradient, float *by_upper, float *by_lower, float *losses);
void plain_bounded_deviations(
    long rows, long columns, const float *upper, const float *lower, const float *outputs, float *deviations,
    float *slopes);
void plain_log_tanh_slope(long n, const float *u, float *y);
void plain_log_softmax(long rows, long levels, const float *logits, float *log_p, float *p);
void plain_gru(long rows, long size, float *gates, const float *sums, const float *hidden, float *next);
void plain_gru_backward(
    long rows, long size, const float *gates, const float *sums, const float *hidden, const float *d_next,
    float *d_inputs, float *d_sums, float *d_hidden);
void plain_lstm(
    long rows, long size, float *gates, const float *sums, const float *cell, float *next_cell, float *next);
void plain_lstm_backward(
    long rows, long size, const float *gates, const float *cell, const float *next_cell, const float *d_next,
    float *d_cell, float *d_gates);
void plain_dense(long inputs, long outputs, const float *w, const float *b, const float *x, float *y);
void plain_dense_rows(
    long rows, long inputs, long outputs, const float *w, const float *b, const float *x, float *y);

#endif
