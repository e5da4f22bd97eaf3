#ifndef CMALLOCCOUNT_H
#define CMALLOCCOUNT_H

/// How often the calling thread has asked for memory since it began: malloc, calloc, realloc and the aligned ones.
unsigned long malloc_count(void);

#endif
