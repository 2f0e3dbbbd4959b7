/* A map from text to pointer: open addressing, keyed SipHash (libsodium), order of insertion. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/text.h"

struct map_entry {
    struct str key; /* lent: must outlive the entry */
    void *value;
};

struct map {
    struct map_entry *entries; /* in order of insertion; removed ones have value NULL */
    uint32_t *slots;           /* index + 1 into entries, 0 if free */
    size_t count, used, room;  /* live entries; entries used; slots (a power of two) */
    unsigned char seed[16];
};

/* `struct map m = {0};` is an empty map. */
void *map_find(const struct map *map, struct str key);      /* NULL if absent */
bool map_put(struct map *map, struct str key, void *value); /* false if the key is there */
void *map_remove(struct map *map, struct str key);          /* the value it had, or NULL */
void map_done(struct map *map);

/* Walks in order of insertion: `for (size_t i = 0; (v = map_next(m, &i, NULL));)`. Removing on
 * the way is fine, putting is not. */
void *map_next(const struct map *map, size_t *position, struct str *ret_key);

#endif
