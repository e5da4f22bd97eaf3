/// exp, tanh and their kin for one element, without branches, so that loops over them become vector code.
///
/// The polynomials are our own minimax fits (Lawson's weighted least squares on Chebyshev nodes, 2026-11).
#pragma once
#include "dispatch.h"

S2R_INLINE float s2r_from_bits(unsigned bits) { return __builtin_bit_cast(float, bits); }
S2R_INLINE unsigned s2r_bits(float x) { return __builtin_bit_cast(unsigned, x); }

/// eˣ = 2ⁿ·(1 + q) with |x − n·ln 2| ≤ ln 2 / 2; n = 0 gives eˣ − 1 = q without cancellation.
struct s2r_exponent {
  unsigned n;  // two's complement
  float q;
};

/// For −104 ≤ x ≤ 89.
S2R_INLINE struct s2r_exponent s2r_reduce_bounded(float x) {
  // Adding 1.5·2²³ leaves the nearest whole number in the low bits.
  const float magic = 12582912.0f;
  const float shifted = x * 1.44269504f + magic;
  const float whole = shifted - magic;
  // ln 2 in two parts; the first has so few bits that whole · part is exact.
  const float r = (x - whole * 0.693359375f) - whole * -2.12194440e-4f;
  float p = 1.38138805e-3f;
  p = p * r + 8.36906303e-3f;
  p = p * r + 4.16684225e-2f;
  p = p * r + 1.66665182e-1f;
  p = p * r + 4.99999940e-1f;
  struct s2r_exponent e = {s2r_bits(shifted) - s2r_bits(magic), r + r * r * p};
  return e;
}

S2R_INLINE struct s2r_exponent s2r_reduce(float x) {
  x = x > 89.0f ? 89.0f : x;      // eˣ is ∞ from 88.73 on
  x = x < -104.0f ? -104.0f : x;  // and 0 below −103.98
  return s2r_reduce_bounded(x);
}

S2R_INLINE float s2r_exp1(float x) {
  const struct s2r_exponent e = s2r_reduce(x);
  // 2ⁿ in two factors, since n reaches beyond the exponents of normal numbers: −150 … 128.
  const unsigned half = (unsigned)((int)e.n >> 1);
  const float a = s2r_from_bits((half + 127u) << 23);
  const float b = s2r_from_bits((e.n - half + 127u) << 23);
  const float y = ((1.0f + e.q) * a) * b;
  return x != x ? x : y;
}

/// E/(E + 2) with E = e^{2|x|} − 1, which is 2ⁿ − 1 + 2ⁿ·q, so that nothing cancels near 0.
S2R_INLINE float s2r_tanh1(float x) {
  const float magnitude = s2r_from_bits(s2r_bits(x) & 0x7fffffffu);
  // The result is 1 from 9.02 on. No bound from below: this half of the axis is all there is.
  const float twice = 2.0f * (magnitude > 10.0f ? 10.0f : magnitude);
  const struct s2r_exponent e = s2r_reduce_bounded(twice);
  const float scale = s2r_from_bits((e.n + 127u) << 23);
  const float exponential = (scale - 1.0f) + scale * e.q;
  const float y = exponential / (exponential + 2.0f);
  return s2r_from_bits(s2r_bits(y) | (s2r_bits(x) & 0x80000000u));
}

S2R_INLINE float s2r_elu1(float x) {
  const float negative = x > 0.0f ? 0.0f : x;
  const struct s2r_exponent e = s2r_reduce(negative);
  // n ≥ −150 here; below −25 the result is −1, so the factor may stop at a normal number.
  const unsigned n = (int)e.n < -126 ? (unsigned)-126 : e.n;
  const float scaled = (1.0f + e.q) * s2r_from_bits((n + 127u) << 23) - 1.0f;
  const float y = x > 0.0f ? x : (e.n == 0u ? e.q : scaled);
  return x != x ? x : y;
}

S2R_INLINE float s2r_relu1(float x) { return x < 0.0f ? 0.0f : x; }

/// 1 / (1 + e⁻ˣ)
S2R_INLINE float s2r_sigmoid1(float x) { return 1.0f / (1.0f + s2r_exp1(-x)); }

S2R_INLINE float s2r_silu1(float x) { return x * s2r_sigmoid1(x); }

/// The derivative of x·σ(x): σ + x·σ·(1 − σ).
S2R_INLINE float s2r_silu_slope1(float x) {
  const float s = s2r_sigmoid1(x);
  return s + x * s * (1.0f - s);
}

/// x·σ(x) with its derivative, by one exponential.
struct s2r_gate {
  float value, slope;
};

S2R_INLINE struct s2r_gate s2r_gate1(float x) {
  const float s = s2r_sigmoid1(x);
  const float y = x * s;
  struct s2r_gate gate = {y, s + y * (1.0f - s)};
  return gate;
}

/// ln(1 + z) for 0 ≤ z ≤ 1, as 2 artanh(s) with s = z/(2 + z) ≤ 1/3.
S2R_INLINE float s2r_log1p1(float z) {
  const float s = z / (2.0f + z);
  const float q = s * s;
  float p = 7.69230769e-2f;
  p = p * q + 9.09090909e-2f;
  p = p * q + 1.11111111e-1f;
  p = p * q + 1.42857143e-1f;
  p = p * q + 2.00000000e-1f;
  p = p * q + 3.33333333e-1f;
  return 2.0f * s + 2.0f * s * (q * p);
}

/// ln x for x ≥ 1: x = m·2ᵏ with 1 ≤ m < 2, and both parts are positive.
S2R_INLINE float s2r_log1(float x) {
  const unsigned bits = s2r_bits(x);
  const float k = (float)((int)(bits >> 23) - 127);
  const float m = s2r_from_bits((bits & 0x007fffffu) | 0x3f800000u);
  return k * 0.693147181f + s2r_log1p1(m - 1.0f);
}

/// ln(1 + eˣ), which does not overflow.
S2R_INLINE float s2r_softplus1(float x) {
  const float magnitude = x < 0.0f ? -x : x;
  return (x > 0.0f ? x : 0.0f) + s2r_log1p1(s2r_exp1(-magnitude));
}
