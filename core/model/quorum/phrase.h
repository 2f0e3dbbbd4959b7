/* A rule's line as words that are taken one after another: what the readers of quorums and of
 * majorities share. */
#ifndef MODEL_QUORUM_PHRASE_H
#define MODEL_QUORUM_PHRASE_H

#include "base/arena.h"
#include "base/error.h"

enum { PHRASE_WORDS = 120 };

/* The words in small letters; "," and ";" are words of their own. */
struct phrase {
    struct str at[PHRASE_WORDS];
    size_t count, next;
    struct arena *arena;
    struct error *error;
    const char *field, *example; /* of an error: which field, and how it is written */
};

int phrase_split(struct str text, struct phrase *words);
struct str phrase_peek(const struct phrase *words); /* empty past the last */
struct str phrase_take(struct phrase *words);
/* Takes these words, parted by single spaces, if they come next. */
bool phrase_accept(struct phrase *words, const char *phrase);
/* WRONG: something else was expected here. */
int phrase_refuse(struct phrase *words, const char *expected);
bool phrase_number(struct str word, int64_t *ret_number);
/* Takes "two thirds", "half", "2/3", "50%". */
bool phrase_fraction(struct phrase *words, int64_t *ret_numerator, int64_t *ret_denominator);

#endif
