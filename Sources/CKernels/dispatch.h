/// How each kernel is compiled once for every vector width, with the same bits from all.
#pragma once

// A fused multiply-add rounds once where a product and a sum round twice.
#pragma STDC FP_CONTRACT OFF

// The tests compile the kernels once more with S2R_PLAIN, for the baseline processor and without vector loops.
#if defined(__x86_64__) && !defined(S2R_PLAIN)
#define S2R_KERNEL __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define S2R_KERNEL
#endif

/// The iterations are independent although y may be x.
#ifdef S2R_PLAIN
#define S2R_EACH _Pragma("clang loop vectorize(disable)")
#else
#define S2R_EACH _Pragma("clang loop vectorize(assume_safety)")
#endif

#define S2R_INLINE static inline __attribute__((always_inline))
