/* What a network holds about one handle, for whoever asks what is held about them (UK GDPR art.
 * 15).
 */
#ifndef MODEL_MEMBER_EXPORT_H
#define MODEL_MEMBER_EXPORT_H

#include "base/json.h"
#include "model/model.h"

/* Lists into an open object: wish, offices, spaces, looks, attendance, absences, wrote,
 * wrote_of_minutes, interests, actions, went_to, duty, each of which is left out if it is empty;
 * and those of member_voice.h. */
int member_export(struct model *in, int64_t network, int64_t handle, struct json_writer *writer);

#endif
