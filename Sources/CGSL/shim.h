#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <gsl/gsl_vector.h>

/* GSL's type globals are shared mutable state to Swift: accessors instead. */
static inline const gsl_odeiv2_step_type *s2r_odeiv2_rk8pd(void) { return gsl_odeiv2_step_rk8pd; }
