/* Consents: one sealed document a person, a row for each time that they agreed. */
#include "model/consent.h"

#include <string.h>

#include "base/clock.h"
#include "model/characteristic.h"
#include "model/person_record.h"

enum { KEPT_MOST = 16 }; /* rows of one person: the oldest that ended go first */

/* By purpose, newest wording first. A version that somebody may have agreed to stays here. */
static const struct purpose purposes[] = {
    {CONSENT_STATISTICS, 1,
     "What you share about yourself is counted together with what others share; only numbers too "
     "large to show anybody leave Kith, and nobody sees your answers but you."},
    {"stories", 1,
     "A network that you belong to may ask to tell your story or to name you as a role model; "
     "nothing is told before you have seen it and said yes."},
    {"photographs", 1,
     "Photographs and recordings that you are in may be shown by the networks you belong to."},
};

enum { PURPOSES = sizeof purposes / sizeof *purposes };

const struct purpose *consent_purpose(size_t i)
{
    for (size_t found = 0, at = 0; at < PURPOSES; at++) {
        bool newest = at == 0 || strcmp(purposes[at].name, purposes[at - 1].name) != 0;
        if (newest && found++ == i)
            return &purposes[at];
    }
    return NULL;
}

const struct purpose *consent_wording(struct str name, int32_t version)
{
    for (size_t at = 0; at < PURPOSES; at++)
        if (str_is(name, purposes[at].name) && (version == 0 || purposes[at].version == version))
            return &purposes[at];
    return NULL;
}

/* ---- the document ---- */

struct consents {
    struct consent at[KEPT_MOST * 2 + 1];
    size_t count;
};

static int read_all(struct model *in, int64_t person, struct consents *ret_consents)
{
    struct json *json;
    *ret_consents = (struct consents){.count = 0};
    int err = person_record_read(in, person, RECORD_CONSENT, &json);
    if (err != OK || json == NULL)
        return err;
    const struct json *row = json_first(json_member(json, "consents"));
    for (; row != NULL && ret_consents->count < KEPT_MOST; row = json_next(row)) {
        const struct json *part = json_first(row);
        struct consent *consent = &ret_consents->at[ret_consents->count++];
        consent->purpose = arena_str(in->arena, json_text(part));
        consent->version = (int32_t)json_int(part = json_next(part));
        consent->given_day = (int32_t)json_int(part = json_next(part));
        consent->withdrawn_day = (int32_t)json_int(json_next(part));
    }
    json_free(json);
    return OK;
}

/* Makes room by leaving out the oldest rows that ended. */
static void shorten(struct consents *consents)
{
    for (size_t i = 0; i < consents->count && consents->count > KEPT_MOST;) {
        if (consents->at[i].withdrawn_day == 0) {
            i++;
            continue;
        }
        memmove(&consents->at[i], &consents->at[i + 1],
                (consents->count - 1 - i) * sizeof *consents->at);
        consents->count--;
    }
}

static int write_all(struct model *in, int64_t person, struct consents *consents)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    shorten(consents);
    json_open(&writer, '{');
    json_key(&writer, "consents");
    json_open(&writer, '[');
    for (size_t i = 0; i < consents->count; i++) {
        json_open(&writer, '[');
        json_put_text(&writer, consents->at[i].purpose);
        json_put_int(&writer, consents->at[i].version);
        json_put_int(&writer, consents->at[i].given_day);
        json_put_int(&writer, consents->at[i].withdrawn_day);
        json_close(&writer, ']');
    }
    json_close(&writer, ']');
    json_close(&writer, '}');
    int err = person_record_write(in, person, RECORD_CONSENT, text_str(&text));
    text_done(&text);
    return err;
}

/* The one that stands; NULL if none does. */
static struct consent *standing(struct consents *consents, struct str purpose)
{
    for (size_t i = 0; i < consents->count; i++)
        if (str_equal(consents->at[i].purpose, purpose) && consents->at[i].withdrawn_day == 0)
            return &consents->at[i];
    return NULL;
}

/* ---- giving and withdrawing ---- */

int consent_give(struct model *in, int64_t person, struct str name)
{
    const struct purpose *purpose = consent_wording(name, 0);
    struct consents consents;
    int32_t today = clock_day(in->now_ms);
    if (purpose == NULL)
        return error_set(in->error, ERROR_WRONG, "purpose",
                         "purpose: there is no such purpose. consent.list shows them all.");
    int err = read_all(in, person, &consents);
    struct consent *before = standing(&consents, name);
    if (err != OK || (before != NULL && before->version == purpose->version))
        return err;
    if (before != NULL)
        before->withdrawn_day = today; /* the newer wording takes its place */
    consents.at[consents.count++] = (struct consent){name, purpose->version, today, 0};
    return write_all(in, person, &consents);
}

int consent_withdraw(struct model *in, int64_t person, struct str purpose)
{
    struct consents consents;
    int err = read_all(in, person, &consents);
    struct consent *before = standing(&consents, purpose);
    if (err == OK && before != NULL) {
        before->withdrawn_day = clock_day(in->now_ms);
        err = write_all(in, person, &consents);
    }
    if (err == OK && str_is(purpose, CONSENT_STATISTICS))
        err = characteristic_erase(in, person);
    return err;
}

int consent_stands(struct model *in, int64_t person, struct str purpose, bool *ret_stands)
{
    struct consents consents;
    int err = read_all(in, person, &consents);
    *ret_stands = standing(&consents, purpose) != NULL;
    return err;
}

int consent_each(struct model *in, int64_t person,
                 int (*each)(void *self, const struct consent *consent), void *self)
{
    struct consents consents;
    int err = read_all(in, person, &consents);
    for (size_t i = 0; i < consents.count && err == OK; i++)
        err = each(self, &consents.at[i]);
    return err;
}

/* ---- with all that is held about a person ---- */

int consent_erase(struct model *in, int64_t person)
{
    return person_record_drop(in, person, RECORD_CONSENT);
}

int consent_merge(struct model *in, int64_t from, int64_t into)
{
    struct consents theirs, mine;
    int err = read_all(in, from, &theirs);
    if (err == OK)
        err = read_all(in, into, &mine);
    size_t decided = mine.count;
    for (size_t i = 0; err == OK && i < theirs.count; i++) {
        bool is_decided = false;
        for (size_t j = 0; j < decided; j++)
            is_decided = is_decided || str_equal(mine.at[j].purpose, theirs.at[i].purpose);
        if (!is_decided)
            mine.at[mine.count++] = theirs.at[i];
    }
    if (err == OK && mine.count > decided)
        err = write_all(in, into, &mine);
    return err == OK ? consent_erase(in, from) : err;
}

static void put_day(struct json_writer *writer, const char *name, int32_t day)
{
    char text[11];
    date_print(day, text);
    json_key(writer, name);
    json_put_text(writer, str_of(text));
}

static int export_one(void *self, const struct consent *consent)
{
    struct json_writer *writer = self;
    const struct purpose *wording = consent_wording(consent->purpose, consent->version);
    json_open(writer, '{');
    json_key(writer, "purpose");
    json_put_text(writer, consent->purpose);
    json_key(writer, "wording");
    json_put_text(writer, str_of(wording ? wording->wording : NULL));
    put_day(writer, "given", consent->given_day);
    if (consent->withdrawn_day != 0)
        put_day(writer, "withdrawn", consent->withdrawn_day);
    json_close(writer, '}');
    return OK;
}

int consent_export(struct model *in, int64_t person, struct json_writer *writer)
{
    json_open(writer, '[');
    int err = consent_each(in, person, export_one, writer);
    json_close(writer, ']');
    return err;
}
