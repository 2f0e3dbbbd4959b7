/* Everything that is held of a person, as one JSON object: for the person alone. */
#ifndef MODEL_PERSON_EXPORT_H
#define MODEL_PERSON_EXPORT_H

#include "base/json.h"
#include "model/model.h"

/* {"about": …, "corrections": […], "memberships": […], "looks": […], "journal": […], …}: what it
 * is, what it says, in members whose names a person can read. It goes through whole journals, so
 * it is work for a thread of its own. */
int person_export(struct model *in, int64_t person, struct json_writer *writer);

#endif
