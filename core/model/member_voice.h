/* What a member has said and chosen by their handle where a network decides: votes by name, what
 * they stood for, appeals, drafts of a charter. */
#ifndef MODEL_MEMBER_VOICE_H
#define MODEL_MEMBER_VOICE_H

#include "base/json.h"
#include "model/model.h"

/* Lists into an open object, for the member alone, but those that are empty: decisions, elections,
 * appointments, no_confidence, charter, handed_over. What was put on the papers of a secret vote
 * stands nowhere, so it is not here; that they voted in one is left out, too, so that nobody can
 * make them show it. */
int member_voice_export(struct model *in, int64_t network, int64_t handle,
                        struct json_writer *writer);

#endif
