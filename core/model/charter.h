/* Charters: text, and typed terms that run; versions are kept, and the newest is in force. */
#ifndef MODEL_CHARTER_H
#define MODEL_CHARTER_H

#include "base/clock.h"
#include "model/model.h"
#include "model/terms.h"

struct charter {
    int64_t network, version; /* from 1 */
    struct str text;          /* Markdown */
    struct str terms;         /* JSON, as terms.def says; when read, every term is there */
    int64_t draft;            /* from which it came; 0: none */
    int32_t day;              /* since which it is in force */
};

struct fraction {
    int64_t top, below;
};

/* Puts a version in force: sets its number, its day and its terms, and a new date of review. */
int charter_add(struct model *in, struct charter *charter);
int charter_read(struct model *in, int64_t network, struct charter *ret_charter); /* in force */
int charter_read_version(struct model *in, int64_t network, int64_t version,
                         struct charter *ret_charter); /* MISSING */
/* Which version was in force at a time: what decisions, elections and meetings keep beside them. 0:
 * the network had none yet. Of a time to come it answers for today. */
int charter_in_force(struct model *in, int64_t network, int64_t at_ms, int64_t *ret_version);
/* Every version, the oldest first, without texts and terms. */
int charter_each(struct model *in, int64_t network,
                 int (*each)(void *self, const struct charter *charter), void *self);

/* The day on which the charter is looked at again; 0 if none. Each version sets one, and so does
 * each review. */
int charter_review_day(struct model *in, int64_t network, int32_t *ret_day);
int charter_review_next(struct model *in, int64_t network);
/* Sets one for every open network that has none, as those of an earlier Kith. */
int charter_review_begin(struct model *in);

/* One term of the charter in force, by its path in terms.def ("refresh.pause_days"); its default
 * if the network has no charter. One row is read and nothing is parsed but the value: these may
 * stand in the middle of any work. BROKEN if there is no such term, or it is of another kind. */
int charter_term_int(struct model *in, int64_t network, const char *path, int64_t *ret_number);
int charter_term_bool(struct model *in, int64_t network, const char *path, bool *ret_yes);
int charter_term_fraction(struct model *in, int64_t network, const char *path,
                          struct fraction *ret_fraction);
int charter_term_duration(struct model *in, int64_t network, const char *path,
                          struct duration *ret_duration);
/* A word, or any other as text ("P12M", "21:00"). */
int charter_term_text(struct model *in, int64_t network, const char *path, struct str *ret_text);
/* A list: its items, in their order. */
int charter_term_ints(struct model *in, int64_t network, const char *path,
                      int64_t ret_numbers[TERM_ITEMS], size_t *ret_count);
int charter_term_words(struct model *in, int64_t network, const char *path,
                       struct str ret_words[TERM_ITEMS], size_t *ret_count);

#endif
