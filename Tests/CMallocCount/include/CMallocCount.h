#ifndef CMALLOCCOUNT_H
#define CMALLOCCOUNT_H

#include <stdint.h>

/* Allocations made by the calling thread since it began. Linking this target replaces the allocation functions of the
   whole process by ones that count and then call the C library's. */
uint64_t malloc_count(void);

#endif
