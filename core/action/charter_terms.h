/* The terms of a charter as fields: what a file of terms may say. */
#ifndef ACTION_CHARTER_TERMS_H
#define ACTION_CHARTER_TERMS_H

#include "action/call.h"
#include "model/terms.h"

extern const kith_field charter_terms[];

/* The passed file `charter`: text in UTF-8. */
int charter_text_read(struct kith_call *call, struct str *ret_text);
/* The passed file `terms`, checked, in canonical JSON; "{}" with all defaults if there is none.
 * WRONG names the term, with the remedy. */
int charter_terms_read(struct kith_call *call, struct str *ret_terms);

/* WRONG if these terms, as JSON, could never be met in a network that has its roles; those that are
 * as they were before are let pass. */
int charter_terms_check(struct kith_call *call, int64_t network, struct str before,
                        struct str terms);
/* Terms that are kept as JSON. */
int charter_terms_parse(struct kith_call *call, struct str json, struct terms *ret_terms);

#define CHARTER_FIELD                                                                              \
    {                                                                                              \
        .name = "charter", .type = KITH_FILE, .limits = "1..200000",                               \
        .summary =                                                                                 \
            "The charter: who the network is for, mission, purpose, values, aims; Markdown."       \
    }
#define TERMS_FIELD                                                                                \
    {                                                                                              \
        .name = "terms", .type = KITH_FILE, .flags = KITH_OPTIONAL, .limits = "2..65536",          \
        .summary = "The charter's typed terms, as JSON: quorum, refresh, terms of office. "        \
                   "What is left out has its default; charter.show tells them all."                \
    }

#endif
