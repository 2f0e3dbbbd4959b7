/* Preferences: how, how often and when a person wants to hear. */
#ifndef MODEL_PREFERENCE_H
#define MODEL_PREFERENCE_H

#include "base/json.h"
#include "model/model.h"

enum channel { CHANNEL_EMAIL = 1 << 0, CHANNEL_CHAT = 1 << 1 };

struct preference {
    uint32_t channels;  /* bits of enum channel; 0: nothing is sent */
    struct str digest;  /* "off", "daily", "weekly" */
    int32_t quiet_from; /* ms after midnight in their zone; equal to quiet_until: never quiet */
    int32_t quiet_until;
    struct str zone;      /* IANA name */
    struct str language;  /* BCP 47: "en-GB" */
    bool shared_computer; /* titles say only that a message waits */
};

/* The server's defaults, if the person has not chosen. */
int preference_read(struct model *in, int64_t person, struct preference *ret_preference);
/* WRONG names the field: an unknown zone, a language that is not a tag. */
int preference_write(struct model *in, int64_t person, const struct preference *preference);

/* When may this person be sent something that can wait, by `channel`? `now_ms` at the earliest, the
 * end of the quiet hours if it is quiet, -1 for never. */
int preference_when(struct model *in, int64_t person, enum channel channel, int64_t *ret_at_ms);

int preference_erase(struct model *in, int64_t person);
int preference_merge(struct model *in, int64_t from, int64_t into);
int preference_export(struct model *in, int64_t person, struct json_writer *writer);

#endif
