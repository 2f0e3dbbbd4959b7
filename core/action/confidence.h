/* What the files of votes of no confidence share. */
#ifndef ACTION_CONFIDENCE_H
#define ACTION_CONFIDENCE_H

#include "action/call.h"
#include "model/confidence.h"

#define CONFIDENCE_FIELD                                                                           \
    {                                                                                              \
        .name = "confidence", .type = KITH_ID, .limits = "confidence",                             \
        .summary = "Which vote; confidence.list tells them."                                       \
    }
/* Ends it: its clock stops, and who called it is forgotten. */
int confidence_end(struct kith_call *call, struct confidence *confidence, const char *state,
                   const char *why);

#endif
