// Stands before the C library's allocator in the test executable, counts, and hands on.
#define _GNU_SOURCE
#include "CMallocCount.h"

#include <dlfcn.h>
#include <stddef.h>

static _Thread_local unsigned long count;

unsigned long malloc_count(void) { return count; }

#define NEXT(result, name, ...)                                     \
  static result (*next)(__VA_ARGS__);                               \
  if (!next) next = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name); \
  count++;

void *malloc(size_t size) {
  NEXT(void *, malloc, size_t)
  return next(size);
}

void *calloc(size_t number, size_t size) {
  NEXT(void *, calloc, size_t, size_t)
  return next(number, size);
}

void *realloc(void *old, size_t size) {
  NEXT(void *, realloc, void *, size_t)
  return next(old, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  NEXT(int, posix_memalign, void **, size_t, size_t)
  return next(result, alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  NEXT(void *, aligned_alloc, size_t, size_t)
  return next(alignment, size);
}
