/* Maps: slots point into a list of entries, which keeps the order of insertion.
 *
 * The hash is keyed with a seed of each map, so that nobody outside can choose keys that
 * collide. A removed entry keeps its slot (so that searches pass over it) until the next
 * rebuild; its key is never looked at again, as it may be gone. */
#include "base/map.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

_Static_assert(sizeof((struct map *)0)->seed == crypto_shorthash_KEYBYTES, "the seed is the key");

enum { SLOTS_FIRST = 16 };

static size_t entries_room(size_t slots)
{
    return slots / 4 * 3;
}

static size_t slot_first(const struct map *map, struct str key)
{
    unsigned char hash[crypto_shorthash_BYTES];
    uint64_t number;
    _Static_assert(sizeof hash == sizeof number, "a hash is one word");
    crypto_shorthash(hash, (const unsigned char *)(key.ptr ? key.ptr : ""), key.len, map->seed);
    memcpy(&number, hash, sizeof number);
    return (size_t)number & (map->room - 1);
}

static struct map_entry *entry_find(const struct map *map, struct str key)
{
    if (map->count == 0)
        return NULL;
    for (size_t slot = slot_first(map, key); map->slots[slot];
         slot = (slot + 1) & (map->room - 1)) {
        struct map_entry *entry = &map->entries[map->slots[slot] - 1];
        if (entry->value && str_equal(entry->key, key))
            return entry;
    }
    return NULL;
}

static void entry_place(struct map *map, uint32_t index)
{
    size_t slot = slot_first(map, map->entries[index].key);
    while (map->slots[slot])
        slot = (slot + 1) & (map->room - 1);
    map->slots[slot] = index + 1;
}

/* Makes room for one more: drops removed entries, and doubles if the live ones fill half. */
static void map_rebuild(struct map *map)
{
    size_t room = map->room ? map->room : SLOTS_FIRST;
    if (map->room == 0)
        randombytes_buf(map->seed, sizeof map->seed);
    else if (map->count >= entries_room(room) / 2)
        room *= 2;
    size_t kept = 0;
    for (size_t i = 0; i < map->used; i++)
        if (map->entries[i].value)
            map->entries[kept++] = map->entries[i];
    map->used = kept;
    map->entries = memory_grow(map->entries, entries_room(room) * sizeof *map->entries);
    free(map->slots);
    map->slots = memory_take(room * sizeof *map->slots);
    map->room = room;
    for (size_t i = 0; i < kept; i++)
        entry_place(map, (uint32_t)i);
}

void *map_find(const struct map *map, struct str key)
{
    const struct map_entry *entry = entry_find(map, key);
    return entry ? entry->value : NULL;
}

bool map_put(struct map *map, struct str key, void *value)
{
    assert(value);
    if (entry_find(map, key))
        return false;
    if (map->used == entries_room(map->room))
        map_rebuild(map);
    map->entries[map->used] = (struct map_entry){key, value};
    entry_place(map, (uint32_t)map->used);
    map->used++;
    map->count++;
    return true;
}

void *map_remove(struct map *map, struct str key)
{
    struct map_entry *entry = entry_find(map, key);
    if (!entry)
        return NULL;
    void *value = entry->value;
    *entry = (struct map_entry){0};
    map->count--;
    return value;
}

void map_done(struct map *map)
{
    free(map->entries);
    free(map->slots);
    *map = (struct map){0};
}

void *map_next(const struct map *map, size_t *position, struct str *ret_key)
{
    while (*position < map->used) {
        const struct map_entry *entry = &map->entries[(*position)++];
        if (!entry->value)
            continue;
        if (ret_key)
            *ret_key = entry->key;
        return entry->value;
    }
    return NULL;
}
