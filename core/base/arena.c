/* Arenas: blocks that double in size, so that a long call makes few of them.
 *
 * Under AddressSanitizer what was not taken, or was given back, is poisoned: a plugin that
 * keeps a lent pointer after its call is caught at the first use. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define block_hide(at, size) __asan_poison_memory_region(at, size)
#define block_show(at, size) __asan_unpoison_memory_region(at, size)
#else
#define block_hide(at, size) ((void)(at), (void)(size))
#define block_show(at, size) ((void)(at), (void)(size))
#endif

enum {
    BLOCK_FIRST = 4096 - 64, /* with malloc's own word and our head, within a page */
    BLOCK_MOST = 1 << 20,
    BLOCK_KEPT = 1 << 16, /* a larger one is not worth keeping for the next call */
};

struct arena_block {
    struct arena_block *before;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
};

_Noreturn void memory_end(void)
{
    log_error("memory", "There is not enough memory, so Kith stops here. Nothing is lost.");
    _exit(EXIT_NO_MEMORY);
}

void *memory_take(size_t size)
{
    void *at = calloc(1, size ? size : 1);
    if (!at)
        memory_end();
    return at;
}

void *memory_grow(void *old, size_t size)
{
    void *at = realloc(old, size ? size : 1);
    if (!at)
        memory_end();
    return at;
}

static struct arena_block *block_make(size_t size, struct arena_block *before)
{
    if (size > SIZE_MAX / 2)
        memory_end();
    struct arena_block *block = memory_grow(NULL, sizeof *block + size);
    block->before = before;
    block->size = size;
    block->used = 0;
    block_hide(block->bytes, size);
    return block;
}

static void block_free(struct arena_block *block)
{
    block_show(block->bytes, block->size);
    free(block);
}

static size_t block_size_for(const struct arena *arena, size_t size)
{
    size_t next = arena->block ? arena->block->size * 2 : BLOCK_FIRST;
    if (next > BLOCK_MOST)
        next = BLOCK_MOST;
    return size > next ? size : next;
}

/* Bytes that are not zeroed, for those who fill them at once. */
static void *arena_room(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        memory_end();
    size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct arena_block *block = arena->block;
    if (!block || block->size - block->used < rounded)
        block = arena->block = block_make(block_size_for(arena, rounded), block);
    void *at = block->bytes + block->used;
    block->used += rounded;
    block_show(at, size);
    return at;
}

void *arena_take(struct arena *arena, size_t size)
{
    return memset(arena_room(arena, size), 0, size);
}

char *arena_copy(struct arena *arena, struct str text)
{
    char *copy = arena_room(arena, text.len + 1);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return copy;
}

struct str arena_str(struct arena *arena, struct str text)
{
    return (struct str){arena_copy(arena, text), text.len};
}

char *arena_print(struct arena *arena, const char *format, ...)
{
    char first[256];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(first, sizeof first, format, args);
    va_end(args);
    if (length < 0)
        return arena_take(arena, 1);
    size_t size = (size_t)length + 1;
    char *made = arena_room(arena, size);
    if (size <= sizeof first)
        return memcpy(made, first, size);
    va_start(args, format);
    vsnprintf(made, size, format, args);
    va_end(args);
    return made;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *kept = arena->block;
    if (!kept)
        return;
    if (kept->size > BLOCK_KEPT) {
        arena_done(arena);
        return;
    }
    struct arena_block *block = kept->before;
    while (block) {
        struct arena_block *before = block->before;
        block_free(block);
        block = before;
    }
    kept->before = NULL;
    kept->used = 0;
    block_hide(kept->bytes, kept->size);
}

void arena_done(struct arena *arena)
{
    struct arena_block *block = arena->block;
    arena->block = NULL;
    while (block) {
        struct arena_block *before = block->before;
        block_free(block);
        block = before;
    }
}
