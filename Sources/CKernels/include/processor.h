#ifndef S2R_PROCESSOR_H
#define S2R_PROCESSOR_H

/// Tells the processor that this thread is waiting in a loop for another one.
static inline void s2r_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
