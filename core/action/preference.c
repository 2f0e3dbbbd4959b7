/* preference: how, how often and when a person wants to hear. */
#include "model/preference.h"

#include "action/call.h"
#include "action/core.h"

const struct noun preference_noun = {
    .name = "preference",
    .plural = "preferences",
    .summary = "How, how often and when you want to hear.",
};

/* ---- handlers ---- */

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct preference preference;
    int err = preference_read(&call->model, call->actor.person, &preference);
    if (err != OK)
        return err;
    if (preference.channels & CHANNEL_EMAIL)
        call_put_text(call, "channels", STR("email"));
    if (preference.channels & CHANNEL_CHAT)
        call_put_text(call, "channels", STR("chat"));
    if (preference.channels == 0)
        call_put_text(call, "channels", STR("none"));
    call_put_text(call, "digest", preference.digest);
    call_put_int(call, "quiet_from", preference.quiet_from);
    call_put_int(call, "quiet_until", preference.quiet_until);
    call_put_text(call, "zone", preference.zone);
    call_put_text(call, "language", preference.language);
    call_put_int(call, "shared_computer", preference.shared_computer);
    call_looks_at(call, call->actor.person);
    return OK;
}

static int channels_given(struct kith_call *call, uint32_t *ret_channels)
{
    const struct value *channels = call_value(call, "channels");
    bool none = false;
    if (channels == NULL)
        return OK;
    *ret_channels = 0;
    for (const struct value *item = channels->first; item != NULL; item = item->next) {
        none = none || str_is(item->text, "none");
        *ret_channels |= str_is(item->text, "email")  ? CHANNEL_EMAIL
                         : str_is(item->text, "chat") ? CHANNEL_CHAT
                                                      : 0;
    }
    if (none && *ret_channels != 0)
        return call_fail(call, ERROR_WRONG, "channels",
                         "channels: \"none\" stands alone. Leave it out, or the others.");
    return OK;
}

static kith_err set_run(void *self, struct kith_call *call)
{
    (void)self;
    struct preference preference;
    int err = preference_read(&call->model, call->actor.person, &preference);
    if (err == OK)
        err = channels_given(call, &preference.channels);
    if (err != OK)
        return err;
    if (call_given(call, "digest"))
        preference.digest = call_text(call, "digest");
    if (call_given(call, "quiet_from"))
        preference.quiet_from = (int32_t)call_int(call, "quiet_from");
    if (call_given(call, "quiet_until"))
        preference.quiet_until = (int32_t)call_int(call, "quiet_until");
    if (call_given(call, "zone"))
        preference.zone = call_text(call, "zone");
    if (call_given(call, "language"))
        preference.language = call_text(call, "language");
    if (call_given(call, "shared_computer"))
        preference.shared_computer = call_int(call, "shared_computer") != 0;
    return preference_write(&call->model, call->actor.person, &preference);
}

/* ---- fields ---- */

/* The same ones, optional where they are set. */
#define PREFERENCE_FIELDS(optional)                                                                \
    {.name = "channels",                                                                           \
     .type = KITH_ONE_OF,                                                                          \
     .flags = KITH_MANY | KITH_PERSONAL | (optional),                                              \
     .limits = "email|chat|none",                                                                  \
     .summary = "By which ways you want to hear; none: by no way at all."},                        \
        {.name = "digest",                                                                         \
         .type = KITH_ONE_OF,                                                                      \
         .flags = KITH_PERSONAL | (optional),                                                      \
         .limits = "off|daily|weekly",                                                             \
         .summary = "What can wait comes together: daily, weekly, or not at all (off)."},          \
        {.name = "quiet_from",                                                                     \
         .type = KITH_LOCAL_TIME,                                                                  \
         .flags = KITH_PERSONAL | (optional),                                                      \
         .summary = "From when you are not disturbed."},                                           \
        {.name = "quiet_until",                                                                    \
         .type = KITH_LOCAL_TIME,                                                                  \
         .flags = KITH_PERSONAL | (optional),                                                      \
         .summary = "Until when you are not disturbed; the same as quiet_from: never quiet."},     \
        {.name = "zone",                                                                           \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_PERSONAL | (optional),                                                      \
         .limits = "1..64",                                                                        \
         .summary = "Your time zone, by its IANA name: \"Europe/London\"."},                       \
        {.name = "language",                                                                       \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_PERSONAL | (optional),                                                      \
         .limits = "2..35",                                                                        \
         .summary = "Your language, as a tag: \"en-GB\", \"cy\"."},                                \
    {                                                                                              \
        .name = "shared_computer", .type = KITH_BOOL, .flags = KITH_PERSONAL | (optional),         \
        .summary = "You use a shared computer: titles say only that a message waits."              \
    }

static const kith_field show_gives[] = {PREFERENCE_FIELDS(0), {0}};
static const kith_field set_takes[] = {PREFERENCE_FIELDS(KITH_OPTIONAL), {0}};

const kith_action preference_actions[] = {
    {.name = "preference.show",
     .summary = "Shows how, how often and when you want to hear.",
     .may = "person",
     .flags = KITH_READS,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {.name = "preference.set",
     .summary = "Changes how, how often and when you want to hear; what you leave out stays.",
     .may = "person",
     .flags = KITH_WRITES,
     .takes = set_takes,
     .run = set_run,
     .since = "0.1"},
    {0},
};
