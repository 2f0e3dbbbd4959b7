/* Which texts came before: open addressing over keyed hashes. */
#include "base/seen.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { ROOM_FIRST = 64 };

static void seed_make(struct seen *seen)
{
    static const unsigned char no_seed[sizeof seen->seed];
    if (memcmp(seen->seed, no_seed, sizeof no_seed) == 0)
        randombytes_buf(seen->seed, sizeof seen->seed);
}

static uint64_t hash_of(const struct seen *seen, struct str text)
{
    uint64_t hash;
    _Static_assert(sizeof hash == crypto_shorthash_BYTES, "a hash is one word");
    _Static_assert(sizeof seen->seed == crypto_shorthash_KEYBYTES, "the seed is the key");
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)(text.ptr ? text.ptr : ""),
                     text.len, seen->seed);
    return hash == 0 ? 1 : hash;
}

/* Where the hash is, or the free slot that it would take. The low bits chose the part. */
static uint64_t *slot_of(const struct seen_part *part, uint64_t hash)
{
    size_t i = (size_t)(((hash >> 32) * (uint64_t)part->room) >> 32);
    while (part->slots[i] != 0 && part->slots[i] != hash)
        i = i + 1 == part->room ? 0 : i + 1;
    return &part->slots[i];
}

static void part_grow(struct seen_part *part)
{
    struct seen_part larger = {.room = part->room == 0 ? ROOM_FIRST : part->room / 2 * 3};
    larger.slots = memory_take(larger.room * sizeof *larger.slots);
    larger.count = part->count;
    for (size_t i = 0; i < part->room; i++)
        if (part->slots[i] != 0)
            *slot_of(&larger, part->slots[i]) = part->slots[i];
    free(part->slots);
    *part = larger;
}

bool seen_has(const struct seen *seen, struct str text)
{
    uint64_t hash = hash_of(seen, text);
    const struct seen_part *part = &seen->parts[hash % SEEN_PARTS];
    return part->room > 0 && *slot_of(part, hash) == hash;
}

bool seen_add(struct seen *seen, struct str text)
{
    seed_make(seen);
    uint64_t hash = hash_of(seen, text);
    struct seen_part *part = &seen->parts[hash % SEEN_PARTS];
    if (part->count * 5 >= part->room * 4)
        part_grow(part);
    uint64_t *slot = slot_of(part, hash);
    if (*slot == hash)
        return false;
    *slot = hash;
    part->count++;
    return true;
}

void seen_done(struct seen *seen)
{
    for (size_t i = 0; i < SEEN_PARTS; i++)
        free(seen->parts[i].slots);
    *seen = (struct seen){0};
}
