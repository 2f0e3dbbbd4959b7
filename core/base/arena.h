/* The memory of one call: taken piece by piece, given back at once.
 *
 * Running out of memory ends the process with EXIT_NO_MEMORY (the next start holds every
 * acknowledged write), so no caller checks for NULL. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/text.h"

struct arena_block;

struct arena {
    struct arena_block *block; /* the newest; each points to the one before */
};

/* `struct arena a = {0};` is an empty arena. */
void *arena_take(struct arena *arena, size_t size);     /* zeroed, aligned for any type */
char *arena_copy(struct arena *arena, struct str text); /* NUL-terminated copy */
struct str arena_str(struct arena *arena, struct str text);
char *arena_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void arena_reset(struct arena *arena); /* keeps one block for the next call */
void arena_done(struct arena *arena);

/* malloc and realloc that end the process with EXIT_NO_MEMORY instead of returning NULL. */
void *memory_take(size_t size); /* zeroed */
void *memory_grow(void *old, size_t size);
/* That end, for those who find out by themselves: says so in the log, flushes nothing. */
_Noreturn void memory_end(void);

#endif
