/* The terms of a charter: what can be agreed, the default of each with its reason, and how they
 * are kept.
 *
 * The one table is terms.def. A charter holds every term, given or not, so that what was agreed
 * stays agreed when a later Kith has other defaults. Kept twice: as JSON with the text, and, of
 * the version in force, as lines "\npath=value" that are searched without being parsed, since
 * terms are read in the middle of other work. Pure functions; model/charter.h reads them from
 * the database. */
#ifndef MODEL_TERMS_H
#define MODEL_TERMS_H

#include "base/arena.h"
#include "base/json.h"

enum term_kind {
    TERM_BOOL,
    TERM_INT,
    TERM_FRACTION, /* "1/2" */
    TERM_DURATION, /* "P12M" */
    TERM_WORD,     /* one of its limits */
    TERM_LINE,     /* "two thirds of votes" */
    TERM_HOUR,     /* "21:00" */
    TERM_INTS,     /* lists; as text, their items are parted by tabs */
    TERM_WORDS,
};

struct term {
    const char *group, *name; /* no group: "" */
    const char *path;         /* "quorum.fraction", "ask" */
    enum term_kind kind;
    const char *limits;  /* as those of a field; NULL if none */
    const char *preset;  /* the default, as text */
    const char *title;   /* "Quorum of the steering group" */
    const char *form;    /* "%s of the filled seats" */
    const char *summary; /* what it is for, and why the default is what it is */
};

enum {
#define GROUP(name, summary)
#define TERM(group, name, kind, limits, preset, title, form, summary) TERM_##group##_##name,
#define END(name)
#define ALONE(name, kind, limits, preset, title, form, summary) TERM_##name,
#include "model/terms.def"
#undef GROUP
#undef TERM
#undef END
#undef ALONE
    TERMS,
    TERM_ITEMS = 100, /* of a list, at most */
};

extern const struct term terms_known[TERMS];

struct terms {
    struct str value[TERMS]; /* as text */
};

const struct term *term_find(struct str path); /* NULL if there is none */
/* What JSON says, and for the rest the defaults. What is not of its kind counts as left out: the
 * fields of an action have checked it before. `json` NULL: all defaults. */
void terms_from_json(const struct json *json, struct arena *arena, struct terms *ret_terms);
struct str terms_print_json(const struct terms *terms, struct arena *arena); /* all of them */
struct str terms_print_lines(const struct terms *terms, struct arena *arena);
/* The value of one among such lines; the default if it is not there. */
struct str terms_line(struct str lines, const struct term *term);

/* The items of a list, lent from its text; at most `room`. */
size_t term_items(struct str list, struct str *items, size_t room);

/* "two thirds of the filled seats": a value in words, in its form. */
struct str term_words(const struct term *term, struct str value, struct arena *arena);
/* "Quorum of the steering group: half of the filled seats." */
struct str term_sentence(const struct term *term, struct str value, struct arena *arena);
/* "Quorum of the steering group: half of the filled seats → two thirds of the filled seats" */
struct str term_change(const struct term *term, struct str from, struct str into,
                       struct arena *arena);

#endif
