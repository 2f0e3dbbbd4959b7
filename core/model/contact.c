/* Contacts: kept as sealed rows, found by a keyed hash of the address. */
#include "model/contact.h"

#include <string.h>

#include "base/clock.h"
#include "model/effect.h"
#include "model/person.h"
#include "model/person_key.h"
#include "model/person_record.h"

enum { MINUTE_MS = 60 * 1000 };

/* ---- rows ---- */

static struct str hash_of(struct model *in, struct str kind, struct str address)
{
    const struct str parts[] = {STR("contact"), kind, address};
    return person_hash(in, parts, 3);
}

static struct str tag_of(struct model *in, int64_t id)
{
    return str_of(arena_print(in->arena, "contact/%lld", (long long)id));
}

static int seal(struct model *in, const struct contact *contact, struct str *ret_sealed)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    json_open(&writer, '{');
    json_key(&writer, "kind");
    json_put_text(&writer, contact->kind);
    json_key(&writer, "whose");
    json_put_text(&writer, contact->whose);
    json_key(&writer, "address");
    json_put_text(&writer, contact->address);
    json_key(&writer, "verified");
    json_put_int(&writer, contact->verified_day);
    json_key(&writer, "preferred");
    json_put_bool(&writer, contact->preferred);
    json_key(&writer, "code");
    json_put_text(&writer, contact->code);
    json_key(&writer, "until");
    json_put_int(&writer, contact->code_until);
    json_key(&writer, "left");
    json_put_int(&writer, contact->code_left);
    json_close(&writer, '}');
    int err =
        person_seal(in, contact->person, tag_of(in, contact->id), text_str(&text), ret_sealed);
    text_done(&text);
    return err;
}

static int row_read(struct model *in, const struct query *query, struct contact *ret_contact)
{
    struct str plain;
    int64_t id = query_read_int(query, 0), person = query_read_int(query, 1);
    int err = person_open(in, person, tag_of(in, id), query_read_blob(query, 2), &plain);
    struct json *json = err == OK ? json_parse(plain, in->error) : NULL;
    if (json == NULL)
        return err != OK ? err : ERROR_BROKEN;
    *ret_contact =
        (struct contact){.id = id,
                         .person = person,
                         .kind = arena_str(in->arena, json_text(json_member(json, "kind"))),
                         .whose = arena_str(in->arena, json_text(json_member(json, "whose"))),
                         .address = arena_str(in->arena, json_text(json_member(json, "address"))),
                         .verified_day = (int32_t)json_int(json_member(json, "verified")),
                         .preferred = json_bool(json_member(json, "preferred")),
                         .code = arena_str(in->arena, json_text(json_member(json, "code"))),
                         .code_until = json_int(json_member(json, "until")),
                         .code_left = json_int(json_member(json, "left"))};
    json_free(json);
    return OK;
}

static int row_write(struct model *in, const struct contact *contact)
{
    struct query query;
    struct str sealed;
    int err = seal(in, contact, &sealed);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "INSERT INTO contact (id, person, address_hash, sealed) VALUES (?1, ?2, ?3, ?4)"
               " ON CONFLICT (id) DO UPDATE SET person = excluded.person,"
               " sealed = excluded.sealed");
    query_int(&query, contact->id);
    query_int(&query, contact->person);
    query_blob(&query, hash_of(in, contact->kind, contact->address));
    query_blob(&query, sealed);
    return query_run(&query);
}

int contact_read(struct model *in, int64_t id, struct contact *ret_contact)
{
    struct query query;
    query_open(&query, in->database, "SELECT id, person, sealed FROM contact WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "contact", "There is no such contact.");
    if (err == OK)
        err = row_read(in, &query, ret_contact);
    return query_close(&query, err);
}

int contact_remove(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM contact WHERE id = ?1");
    query_int(&query, id);
    return query_run(&query);
}

/* All of a person's, read before anything is changed; oldest first, in the arena. */
struct held {
    struct contact contact;
    struct held *next;
};

static int read_all(struct model *in, int64_t person, struct held **ret_held)
{
    struct query query;
    int err;
    *ret_held = NULL;
    query_open(&query, in->database,
               "SELECT id, person, sealed FROM contact WHERE person = ?1 ORDER BY id DESC");
    query_int(&query, person);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct held *held = arena_take(in->arena, sizeof *held);
        held->next = *ret_held;
        *ret_held = held;
        if ((err = row_read(in, &query, &held->contact)) != OK)
            break;
    }
    return query_close(&query, err);
}

int contact_each(struct model *in, int64_t person,
                 int (*each)(void *self, const struct contact *contact), void *self)
{
    struct held *held;
    int err = read_all(in, person, &held);
    for (; held != NULL && err == OK; held = held->next)
        err = each(self, &held->contact);
    return err;
}

static struct contact *find_same(struct held *held, const struct contact *wanted)
{
    for (; held != NULL; held = held->next)
        if (str_equal(held->contact.kind, wanted->kind) &&
            str_equal(held->contact.address, wanted->address))
            return &held->contact;
    return NULL;
}

/* ---- adding, and what shows that it is theirs ---- */

int contact_add(struct model *in, struct contact *contact)
{
    struct held *held;
    size_t count = 0;
    if (!contact_tidy(in->arena, contact->kind, contact->address, &contact->address))
        return error_set(in->error, ERROR_WRONG, "address",
                         str_is(contact->kind, "email")
                             ? "address: must be an email address, such as ayo@example.org."
                             : "address: must be a telephone number, such as 07700 900123 or "
                               "+44 7700 900123.");
    int err = read_all(in, contact->person, &held);
    if (err != OK)
        return err;
    if (find_same(held, contact))
        return error_set(in->error, ERROR_CLASH, "address",
                         "You have added this address already. contact.list shows it.");
    for (; held != NULL; held = held->next)
        count++;
    if (count >= CONTACTS_MOST)
        return error_set(in->error, ERROR_LIMIT, "address",
                         "You have %d addresses already. Remove one with contact.remove first.",
                         CONTACTS_MOST);
    contact->id = model_id_of_day(in);
    return row_write(in, contact);
}

/* One more code for this person today. */
static int count_code(struct model *in, int64_t person)
{
    struct json *json;
    int64_t today = clock_day(in->now_ms), count = 0;
    int err = person_record_read(in, person, RECORD_CODES, &json);
    if (err != OK)
        return err;
    if (json != NULL && json_int(json_member(json, "day")) == today)
        count = json_int(json_member(json, "count"));
    json_free(json);
    if (count >= CODES_A_DAY)
        return error_set(in->error, ERROR_LIMIT, "contact",
                         "Kith has sent you %d codes today. Please try again tomorrow.",
                         CODES_A_DAY);
    return person_record_write(in, person, RECORD_CODES,
                               str_of(arena_print(in->arena, "{\"day\":%lld,\"count\":%lld}",
                                                  (long long)today, (long long)count + 1)));
}

int contact_code(struct model *in, struct contact *contact)
{
    uint32_t random, limit = UINT32_MAX - UINT32_MAX % 1000000;
    int err = count_code(in, contact->person);
    if (err != OK)
        return err;
    do
        secret_random(&random, sizeof random);
    while (random >= limit); /* each code as likely as any other */
    contact->code = str_of(arena_print(in->arena, "%0*u", CODE_LENGTH, random % 1000000));
    contact->code_until = in->now_ms + CODE_MINUTES * (int64_t)MINUTE_MS;
    contact->code_left = CODE_ATTEMPTS;
    return row_write(in, contact);
}

int contact_verify(struct model *in, int64_t id, struct str code, struct contact *ret_contact)
{
    struct contact *contact = ret_contact;
    int err = contact_read(in, id, contact);
    if (err != OK || contact->verified_day != 0)
        return err;
    if (contact->code_left == 0 || contact->code_until <= in->now_ms) {
        contact->code_left = 0;
        return OK;
    }
    contact->code_left--;
    if (secret_equal(contact->code, code)) {
        contact->verified_day = clock_day(in->now_ms);
        contact->code = STR("");
        contact->code_left = 0;
    }
    return row_write(in, contact);
}

int contact_prefer(struct model *in, int64_t id)
{
    struct contact contact = {.id = 0};
    struct held *held = NULL;
    int err = contact_read(in, id, &contact);
    if (err == OK && contact.verified_day == 0)
        return error_set(in->error, ERROR_CLASH, "contact",
                         "This address is not verified yet. Give the code that was sent to it to "
                         "contact.verify first.");
    if (err == OK)
        err = read_all(in, contact.person, &held);
    for (; err == OK && held != NULL; held = held->next) {
        struct contact *one = &held->contact;
        if (!str_equal(one->kind, contact.kind) || one->preferred == (one->id == id))
            continue;
        one->preferred = one->id == id;
        err = row_write(in, one);
    }
    return err;
}

/* ---- finding ---- */

int contact_find(struct model *in, struct str kind, struct str address, int64_t *ret_person)
{
    struct query query;
    struct contact contact;
    int64_t found = 0, people = 0;
    int err;
    *ret_person = 0;
    if (!contact_tidy(in->arena, kind, address, &address))
        return OK;
    query_open(&query, in->database,
               "SELECT id, person, sealed FROM contact WHERE address_hash = ?1 ORDER BY id");
    query_blob(&query, hash_of(in, kind, address));
    while ((err = query_step(&query)) == QUERY_ROW) {
        if ((err = row_read(in, &query, &contact)) != OK)
            break;
        if (contact.verified_day == 0)
            continue;
        people++;
        found = contact.person;
    }
    *ret_person = people == 1 ? found : 0;
    return query_close(&query, err);
}

int contact_mail_address(struct model *in, int64_t person, struct str *ret_address)
{
    struct held *held;
    struct person row;
    int err = read_all(in, person, &held);
    if (err == OK)
        err = person_read(in, person, &row);
    if (err != OK)
        return err;
    *ret_address = row.work_email;
    for (; held != NULL; held = held->next) {
        const struct contact *one = &held->contact;
        if (!str_is(one->kind, "email") || one->verified_day == 0)
            continue;
        if (one->preferred || ret_address->len == 0)
            *ret_address = one->address;
        if (one->preferred)
            break;
    }
    return OK;
}

/* ---- with all that is held about a person ---- */

int contact_erase(struct model *in, int64_t person)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM contact WHERE person = ?1");
    query_int(&query, person);
    int err = query_run(&query);
    if (err == OK)
        err = person_record_drop(in, person, RECORD_CODES);
    return err == OK ? effect_erase_recipient(in, 0, person) : err;
}

static int merge_one(struct model *in, struct contact *theirs, struct held *mine, int64_t into)
{
    struct contact *same = find_same(mine, theirs);
    if (same != NULL) {
        bool proves = same->verified_day == 0 && theirs->verified_day != 0;
        same->verified_day = proves ? theirs->verified_day : same->verified_day;
        int err = proves ? row_write(in, same) : OK;
        return err == OK ? contact_remove(in, theirs->id) : err;
    }
    for (; mine != NULL; mine = mine->next)
        if (mine->contact.preferred && str_equal(mine->contact.kind, theirs->kind))
            theirs->preferred = false;
    theirs->person = into;
    return row_write(in, theirs);
}

int contact_merge(struct model *in, int64_t from, int64_t into)
{
    struct held *theirs, *mine = NULL;
    int err = read_all(in, from, &theirs);
    if (err == OK)
        err = read_all(in, into, &mine);
    for (; err == OK && theirs != NULL; theirs = theirs->next)
        err = merge_one(in, &theirs->contact, mine, into);
    return err == OK ? contact_erase(in, from) : err;
}

static int export_one(void *self, const struct contact *contact)
{
    struct json_writer *writer = self;
    char day[11];
    json_open(writer, '{');
    json_key(writer, "kind");
    json_put_text(writer, contact->kind);
    json_key(writer, "whose");
    json_put_text(writer, contact->whose);
    json_key(writer, "address");
    json_put_text(writer, contact->address);
    json_key(writer, "preferred");
    json_put_bool(writer, contact->preferred);
    if (contact->verified_day != 0) {
        date_print(contact->verified_day, day);
        json_key(writer, "verified");
        json_put_text(writer, str_of(day));
    }
    json_close(writer, '}');
    return OK;
}

int contact_export(struct model *in, int64_t person, struct json_writer *writer)
{
    json_open(writer, '[');
    int err = contact_each(in, person, export_one, writer);
    json_close(writer, ']');
    return err;
}
