/* Data packs: regulated lists that are kept as dated files, not in the program.
 *
 *   {"pack": "ethnicity", "version": "2001-16+1", "from": "2001-04-01", "source": "…",
 *    "items": [{"key": "A", "name": "British", "group": "White"}, …]}
 *
 * One file a version, so that several stand side by side; a list that changes gets a file more. The
 * files are read once, at the start, and strictly: whatever a pack of this name may not hold is a
 * fault, which names file and field. A faulty file is left out, and the others serve. */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "base/error.h"
#include "base/json.h"

struct pack_item {
    struct str key;          /* unique in its pack: "A", "chair" */
    struct str name;         /* for a person: "British" */
    const struct json *json; /* the whole item, checked */
};

struct pack {
    const char *file; /* its name, without the folder */
    struct str name, version, title, source;
    int32_t from; /* the day since which it is in force */
    struct pack_item *items;
    size_t count;
    struct json *json;
};

struct pack_fault {
    const char *file;
    struct error error; /* the field ("items.3.key"), and what to do */
};

struct packs;

/* Reads every *.json of the folder; one that cannot be read is a fault, too. Never NULL. */
struct packs *packs_open(const char *dir);
void packs_close(struct packs *packs); /* takes NULL */

/* In the order of name, then `from`, then version. All of these take packs NULL as none. */
size_t packs_count(const struct packs *packs);
const struct pack *packs_at(const struct packs *packs, size_t i);
size_t packs_fault_count(const struct packs *packs);
const struct pack_fault *packs_fault(const struct packs *packs, size_t i);

/* NULL if it is not there. */
const struct pack *packs_find(const struct packs *packs, struct str name, struct str version);
/* Of those that are in force on that day, the newest; NULL if there is none. */
const struct pack *packs_in_force(const struct packs *packs, struct str name, int32_t day);
const struct pack_item *pack_find(const struct pack *pack, struct str key);

/* A part of an item as text; empty if it has none. */
struct str pack_item_text(const struct pack_item *item, const char *part);

/* What one item of a pack of this name may hold is checked in pack_shape.c. */
int pack_check(const struct json *json, struct error *error);

#endif
