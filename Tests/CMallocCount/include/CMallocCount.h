#pragma once

/// Blocks that the calling thread has allocated on the heap since it began.
unsigned long malloc_count(void);
