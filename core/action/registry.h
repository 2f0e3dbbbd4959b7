/* The registry: every noun and every action there is, of the core and of plugins alike. */
#ifndef ACTION_REGISTRY_H
#define ACTION_REGISTRY_H

#include "base/json.h"
#include "kith.h"
#include "model/permission.h"

/* A kind of thing. One without ids has no `locate`; else `locate` answers where it is and whether
 * the actor may know. MISSING (of what is absent) and not `visible` (of what is hidden) become the
 * same answer. */
struct noun {
    const char *name, *plural, *summary;
    const char *one; /* what it is called in a sentence; NULL: its name says it */
    int (*locate)(struct model *in, const struct actor *actor, int64_t id,
                  struct location *ret_location);
};

struct registered {
    const kith_action *action;
    const kith_field *takes; /* action->takes, with `after` and `limit` if it gives a list */
    const char *owner;       /* "core" or a plugin's name */
    void *self;              /* handed to `run` */
    uint64_t schema;         /* of the takes: proposals and schedules store it */
};

struct registry;

struct registry *registry_new(void);
void registry_free(struct registry *registry);

void registry_add_noun(struct registry *registry, const struct noun *noun);
const struct noun *registry_noun(const struct registry *registry, struct str name);

/* Adds a table (ended by a row without name), all or none. CLASH for a name that is there;
 * BROKEN with the reason for a row that is not right: name not noun.verb, no summary, no
 * permission of the vocabulary, a bad field, neither or both of reads and writes, an id of an
 * unknown noun, no handler. The table must outlive its registration. */
int registry_add(struct registry *registry, const char *owner, const kith_action *actions,
                 void *self, struct error *error);
void registry_withdraw(struct registry *registry, const char *owner);

const struct registered *registry_find(const struct registry *registry, struct str name);
const struct registered *registry_next(const struct registry *registry, size_t *position);
/* The action whose name is nearest, if near enough to be meant; else NULL. */
const struct registered *registry_suggest(const struct registry *registry, struct str name);

/* The members of the registry's JSON, into an open object:
 * "actions":[{"name","summary","may","who","flags":[…],"takes":[…],"gives":[…],"question",
 * "since","help","owner"}],"nouns":[{"name","plural","summary",
 * "has_ids"}],"events":[…],
 * "questions":[…],"errors":[…] */
void registry_describe(const struct registry *registry, struct json_writer *writer);

#endif
