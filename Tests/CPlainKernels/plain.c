#include "CPlainKernels.h"

#define S2R_PLAIN
#define s2r_exp plain_exp
#define s2r_tanh plain_tanh
#define s2r_elu plain_elu
#define s2r_relu plain_relu
#define s2r_silu plain_silu
#define s2r_silu_backward plain_silu_backward
#define s2r_layer_norm plain_layer_norm
#define s2r_layer_norm_backward plain_layer_norm_backward
#define s2r_scale_shift_activate plain_scale_shift_activate
#define s2r_column_products plain_column_products
#define s2r_activate plain_activate
#define s2r_tanh_backward plain_tanh_backward
#define s2r_elu_backward plain_elu_backward
#define s2r_relu_backward plain_relu_backward
#define s2r_activate_backward plain_activate_backward
#define s2r_bias_activate plain_bias_activate
#define s2r_column_sums plain_column_sums
#define s2r_normalize plain_normalize
#define s2r_gather_rows plain_gather_rows
#define s2r_axpy plain_axpy
#define s2r_scale plain_scale
#define s2r_multiply plain_multiply
#define s2r_sum_of_squares plain_sum_of_squares
#define s2r_adam plain_adam
#define s2r_silu_slope plain_silu_slope
#define s2r_bias_silu_slope plain_bias_silu_slope
#define s2r_scale_shift_silu_slope plain_scale_shift_silu_slope
#define s2r_gaussian_log_densities plain_gaussian_log_densities
#define s2r_gaussian_log_densities_backward plain_gaussian_log_densities_backward
#define s2r_bounded_gaussian plain_bounded_gaussian
#define s2r_bounded_deviations plain_bounded_deviations
#define s2r_log_tanh_slope plain_log_tanh_slope
#define s2r_log_softmax plain_log_softmax
#define s2r_gru plain_gru
#define s2r_gru_backward plain_gru_backward
#define s2r_lstm plain_lstm
#define s2r_lstm_backward plain_lstm_backward
#define s2r_dense plain_dense
#define s2r_dense_rows plain_dense_rows

#include "../../Sources/CKernels/activations.c"
#include "../../Sources/CKernels/categoricals.c"
#include "../../Sources/CKernels/dense.c"
#include "../../Sources/CKernels/gaussians.c"
#include "../../Sources/CKernels/layer_norm.c"
#include "../../Sources/CKernels/recurrent.c"
#include "../../Sources/CKernels/rows.c"
#include "../../Sources/CKernels/vectors.c"
