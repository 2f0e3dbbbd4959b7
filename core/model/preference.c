/* Preferences: how, how often and when a person wants to hear. Sealed: a language or a night's
 * rest may tell more than it seems. */
#include "model/preference.h"

#include <string.h>

#include "base/clock.h"
#include "model/person_record.h"
#include "model/setting.h"

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

static const struct preference defaults = {
    .channels = CHANNEL_EMAIL,
    .digest = {"weekly", 6},
    .quiet_from = 21 * HOUR_MS,
    .quiet_until = 7 * HOUR_MS,
    .zone = {"Europe/London", 13},
    .language = {"en-GB", 5},
};

/* What the server's own settings say stands above what is written here. */
static int defaults_read(struct model *in, struct preference *ret_preference)
{
    struct str zone = {NULL, 0}, from = {NULL, 0}, until = {NULL, 0};
    *ret_preference = defaults;
    int err = setting_read(in, "time_zone", &zone);
    if (err == OK)
        err = setting_read(in, "quiet_from", &from);
    if (err == OK)
        err = setting_read(in, "quiet_until", &until);
    if (zone.len > 0)
        ret_preference->zone = zone;
    local_time_parse(from, &ret_preference->quiet_from);
    local_time_parse(until, &ret_preference->quiet_until);
    return err;
}

int preference_read(struct model *in, int64_t person, struct preference *ret_preference)
{
    struct json *json;
    int err = defaults_read(in, ret_preference);
    if (err == OK)
        err = person_record_read(in, person, RECORD_PREFERENCE, &json);
    if (err != OK || json == NULL)
        return err;
    *ret_preference = (struct preference){
        .channels = (uint32_t)json_int(json_member(json, "channels")),
        .digest = arena_str(in->arena, json_text(json_member(json, "digest"))),
        .quiet_from = (int32_t)json_int(json_member(json, "quiet_from")),
        .quiet_until = (int32_t)json_int(json_member(json, "quiet_until")),
        .zone = arena_str(in->arena, json_text(json_member(json, "zone"))),
        .language = arena_str(in->arena, json_text(json_member(json, "language"))),
        .shared_computer = json_bool(json_member(json, "shared_computer"))};
    json_free(json);
    return OK;
}

/* A tag such as "cy" or "pt-BR": parts of 1 to 8 letters or digits, the first of letters. */
static bool is_language(struct str tag)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t part = 0, parts = 0;
    for (size_t i = 0; i < tag.len; i++) {
        if (tag.ptr[i] == '-' && part > 0) {
            parts++;
            part = 0;
            continue;
        }
        bool is_digit = tag.ptr[i] >= '0' && tag.ptr[i] <= '9';
        if ((strchr(letters, tag.ptr[i]) == NULL && !(is_digit && parts > 0)) || ++part > 8)
            return false;
    }
    return part > 0 && (parts > 0 || part > 1);
}

int preference_write(struct model *in, int64_t person, const struct preference *preference)
{
    if (!zone_is_known(arena_copy(in->arena, preference->zone)))
        return error_set(in->error, ERROR_WRONG, "zone",
                         "zone: \"%.*s\" is not a known time zone. Give one such as "
                         "\"Europe/London\".",
                         STR_ARGS(preference->zone));
    if (!is_language(preference->language))
        return error_set(in->error, ERROR_WRONG, "language",
                         "language: must be a language tag, such as \"en-GB\" or \"cy\".");
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    json_open(&writer, '{');
    json_key(&writer, "channels");
    json_put_int(&writer, preference->channels);
    json_key(&writer, "digest");
    json_put_text(&writer, preference->digest);
    json_key(&writer, "quiet_from");
    json_put_int(&writer, preference->quiet_from);
    json_key(&writer, "quiet_until");
    json_put_int(&writer, preference->quiet_until);
    json_key(&writer, "zone");
    json_put_text(&writer, preference->zone);
    json_key(&writer, "language");
    json_put_text(&writer, preference->language);
    json_key(&writer, "shared_computer");
    json_put_bool(&writer, preference->shared_computer);
    json_close(&writer, '}');
    int err = person_record_write(in, person, RECORD_PREFERENCE, text_str(&text));
    text_done(&text);
    return err;
}

/* The end of the quiet hours that this moment lies in; the moment itself if it is not quiet. */
static int64_t quiet_end(const struct preference *preference, const char *zone, int64_t now_ms)
{
    struct civil civil;
    int64_t end_ms;
    if (preference->quiet_from == preference->quiet_until || !zone_from_time(zone, now_ms, &civil))
        return now_ms;
    int32_t local = (civil.hour * 60 + civil.minute) * 60000 + civil.second * 1000 + civil.ms;
    int32_t day = civil_to_day(civil.year, civil.month, civil.day);
    int32_t since = local - preference->quiet_from,
            length = preference->quiet_until - preference->quiet_from;
    if ((since + DAY_MS) % DAY_MS >= (length + DAY_MS) % DAY_MS)
        return now_ms;
    if (local >= preference->quiet_until)
        day++;
    if (!zone_to_time(zone, day, preference->quiet_until, &end_ms))
        return now_ms;
    return end_ms > now_ms ? end_ms : now_ms;
}

int preference_when(struct model *in, int64_t person, enum channel channel, int64_t *ret_at_ms)
{
    struct preference preference;
    int err = preference_read(in, person, &preference);
    if (err != OK)
        return err;
    bool wanted = (preference.channels & channel) != 0;
    *ret_at_ms =
        wanted ? quiet_end(&preference, arena_copy(in->arena, preference.zone), in->now_ms) : -1;
    return OK;
}

/* ---- with all that is held about a person ---- */

int preference_erase(struct model *in, int64_t person)
{
    return person_record_drop(in, person, RECORD_PREFERENCE);
}

int preference_merge(struct model *in, int64_t from, int64_t into)
{
    struct preference preference;
    struct json *theirs;
    int err = person_record_read(in, into, RECORD_PREFERENCE, &theirs);
    bool chose = theirs != NULL;
    json_free(theirs);
    if (err == OK && !chose) {
        err = person_record_read(in, from, RECORD_PREFERENCE, &theirs);
        if (err == OK && theirs != NULL) {
            err = preference_read(in, from, &preference);
            if (err == OK)
                err = preference_write(in, into, &preference);
        }
        json_free(theirs);
    }
    return err == OK ? preference_erase(in, from) : err;
}

int preference_export(struct model *in, int64_t person, struct json_writer *writer)
{
    struct preference preference;
    char from[13], until[13];
    int err = preference_read(in, person, &preference);
    if (err != OK)
        return err;
    local_time_print(preference.quiet_from, from);
    local_time_print(preference.quiet_until, until);
    json_open(writer, '{');
    json_key(writer, "channels");
    json_open(writer, '[');
    if (preference.channels & CHANNEL_EMAIL)
        json_put_text(writer, STR("email"));
    if (preference.channels & CHANNEL_CHAT)
        json_put_text(writer, STR("chat"));
    json_close(writer, ']');
    json_key(writer, "digest");
    json_put_text(writer, preference.digest);
    json_key(writer, "quiet_from");
    json_put_text(writer, str_of(from));
    json_key(writer, "quiet_until");
    json_put_text(writer, str_of(until));
    json_key(writer, "zone");
    json_put_text(writer, preference.zone);
    json_key(writer, "language");
    json_put_text(writer, preference.language);
    json_key(writer, "shared_computer");
    json_put_bool(writer, preference.shared_computer);
    json_close(writer, '}');
    return OK;
}
