/* Rules: typed questions that actions ask, and a network's own answers to them.
 *
 * A question has fields for what is told, fields for the answer, and a default answer. A source
 * of answers (the script host) may know better; it is asked while no transaction is held and
 * only the network's lane waits. A source that fails or is late leaves the default. */
#ifndef ACTION_RULE_H
#define ACTION_RULE_H

#include "action/engine.h"

struct question {
    const char *name; /* "membership.may_join" */
    const char *summary;
    const kith_field *answer; /* the record that answers */
    const char *otherwise;    /* the default answer, as JSON */
};

struct rule_source {
    void *self;
    bool (*has)(void *self, int64_t network, const char *question);
    /* Calls `answered` once, now or in a later turn, on the loop's thread: `answer` is JSON, or
     * empty if there is none. `facts` are the call's arguments as JSON, without personal ones. */
    void (*ask)(void *self, int64_t network, const char *question, struct str facts,
                void (*answered)(void *mine, struct str answer), void *mine);
};

const struct question *question_find(const char *name); /* NULL if there is none */
const struct question *question_next(size_t *position);
void rule_set_source(struct engine *engine, const struct rule_source *source); /* NULL: none */

#endif
