/* The guide: help for the command, its nouns and its verbs, made from the catalogue. */
#ifndef CONTROL_KITH_GUIDE_H
#define CONTROL_KITH_GUIDE_H

#include "control/kith_catalogue.h"
#include "control/kith_layout.h"

struct guide {
    struct layout_view view; /* text is wrapped at 80 columns if its width is 0 */
    struct arena *arena;
    struct text *out;
};

/* What the command is, and how to call it; needs no daemon. */
void guide_usage(const struct guide *guide);
void guide_options(const struct guide *guide);
void guide_nouns(const struct guide *guide, const struct catalogue *catalogue);
void guide_noun(const struct guide *guide, const struct catalogue *catalogue,
                const struct known_noun *noun);
void guide_verb(const struct guide *guide, const struct known_action *action);

/* A field's limits in words: "1 to 80 characters"; nothing added if there are none. */
void guide_limits(const struct known_field *field, struct text *out);
/* What stands for a value: "TEXT", "PLACE", "open|closed". */
void guide_placeholder(const struct known_field *field, struct text *out);

#endif
