/* What one reader may see of a journal. */
#include "action/journal_sight.h"

#include <string.h>

#include "action/state.h"
#include "base/ident.h"
#include "model/membership.h"

int journal_reader_find(struct engine *engine, struct kith_call *call,
                        struct journal_reader *ret_reader)
{
    *ret_reader = (struct journal_reader){.engine = engine, .call = call};
    return onlooker_of(call, call->where.network, &ret_reader->onlooker);
}

/* ---- members: by their handles, which mean nothing but who is who ---- */

struct member_seen {
    bool is_member, seen;
};

static int see_member(const struct journal_reader *reader, int64_t id, struct member_seen *ret)
{
    struct kith_call *call = reader->call;
    struct membership membership;
    *ret = (struct member_seen){0};
    int err = somebody_is_seen(call, &reader->onlooker, id, &ret->seen);
    if (err != OK || ret->seen || id == 0)
        return err;
    err = membership_read(&call->model, reader->onlooker.network, id, &membership);
    ret->is_member = err == OK;
    if (err != ERROR_MISSING)
        return err;
    call->error = (struct error){0};
    return OK;
}

static bool is_of_an_id(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Wherever in the facts it stands: in a list, in a record, in what somebody wrote. */
static int name_hidden_member(const struct journal_reader *reader, struct str facts,
                              bool *ret_names)
{
    int err = OK;
    for (size_t at = 0, end; at < facts.len && err == OK && !*ret_names; at = end + 1) {
        struct member_seen member = {0};
        int64_t id;
        for (end = at; end < facts.len && is_of_an_id(facts.ptr[end]);)
            end++;
        if (end - at == IDENT_LENGTH && ident_parse((struct str){facts.ptr + at, end - at}, &id))
            err = see_member(reader, id, &member);
        *ret_names = member.is_member && !member.seen;
    }
    return err;
}

/* A handle of somebody who has left is in no table; the action's fields tell that it is one. */
static int name_former_member(const struct journal_reader *reader, const kith_field *field,
                              const struct json *facts, bool *ret_names)
{
    int err = OK;
    for (; field != NULL && field->name != NULL && err == OK && !*ret_names; field++) {
        const struct json *given = json_member(facts, field->name);
        if (given == NULL || field->type != KITH_ID || strcmp(field->limits, "membership") != 0)
            continue;
        bool many = json_type(given) == JSON_LIST;
        for (const struct json *one = many ? json_first(given) : given;
             one != NULL && err == OK && !*ret_names; one = many ? json_next(one) : NULL) {
            struct member_seen member;
            int64_t id = 0;
            bool is_id = json_type(one) == JSON_TEXT && ident_parse(json_text(one), &id);
            err = see_member(reader, id, &member);
            *ret_names = is_id && !member.seen;
        }
    }
    return err;
}

static int facts_hide_member(const struct journal_reader *reader, const kith_field *takes,
                             struct str text, bool *ret_hide)
{
    *ret_hide = false;
    if (text.len == 0)
        return OK;
    struct json *facts = json_parse(text, reader->call->model.error);
    if (facts == NULL)
        return ERROR_BROKEN;
    int err = name_former_member(reader, takes, facts, ret_hide);
    json_free(facts);
    return err != OK || *ret_hide ? err : name_hidden_member(reader, text, ret_hide);
}

/* Only members whom the reader sees have done anything, or had anything done to them. */
static int take_members(const struct journal_reader *reader, const kith_field *takes,
                        struct journal_entry *entry)
{
    struct member_seen actor, subject;
    bool hides = false;
    int err = see_member(reader, entry->actor_id, &actor);
    if (err == OK)
        err = see_member(reader, entry->subject, &subject);
    if (err == OK)
        err = facts_hide_member(reader, takes, entry->facts, &hides);
    if (err != OK)
        return err;
    if (!actor.seen)
        entry->actor_id = 0;
    if (subject.is_member && !subject.seen)
        entry->subject = 0;
    if (hides)
        entry->facts = (struct str){0};
    return OK;
}

/* ---- things: by the nouns of the action ---- */

struct sought {
    const struct journal_reader *reader;
    int64_t id;
    bool has_noun, visible;
};

static int seek(struct sought *sought, struct str name)
{
    struct kith_call *call = sought->reader->call;
    struct location found = {0};
    const struct noun *noun = registry_noun(sought->reader->engine->registry, name);
    if (noun == NULL || noun->locate == NULL || sought->visible || str_is(name, "membership"))
        return OK;
    int err = noun->locate(&call->model, &call->actor, sought->id, &found);
    *call->model.error = (struct error){0};
    sought->has_noun = true;
    sought->visible = err == OK && found.visible;
    return err == ERROR_MISSING ? OK : err;
}

static int seek_by_fields(struct sought *sought, const kith_field *field)
{
    int err = OK;
    for (; field != NULL && field->name != NULL && err == OK; field++)
        if (field->type == KITH_ID)
            err = seek(sought, str_of(field->limits));
    return err;
}

/* An id does not say what it is of; one of the action's own nouns knows it. */
static int sees_subject(const struct journal_reader *reader, const struct registered *registered,
                        int64_t subject, bool *ret_sees)
{
    const kith_action *action = registered->action;
    const char *dot = strchr(action->name, '.');
    struct sought sought = {.reader = reader, .id = subject};
    int err = seek(&sought, (struct str){action->name, (size_t)(dot - action->name)});
    if (err == OK)
        err = seek_by_fields(&sought, action->gives);
    if (err == OK)
        err = seek_by_fields(&sought, action->takes);
    *ret_sees = sought.visible || !sought.has_noun;
    return err;
}

/* What somebody did for themself is theirs alone. */
static bool is_private(const struct registered *registered)
{
    return registered == NULL ||
           (registered->action->flags & (KITH_IS_PERSONAL | KITH_UNTIMED)) != 0;
}

/* And so is what was done about their belonging. */
static bool is_of_belonging(struct str action)
{
    return str_starts(action, "membership.");
}

/* Beside what others did, the place of what has neither actor nor time would tell of both. */
static bool has_no_time(const struct registered *registered)
{
    return registered != NULL && (registered->action->flags & KITH_UNTIMED);
}

bool journal_hides(void *self, struct str action)
{
    const struct journal_reader *reader = self;
    const int64_t network = reader->onlooker.network;
    const struct registered *registered = registry_find(reader->engine->registry, action);
    if (permission_is_system(&reader->call->actor, network))
        return false;
    return network == 0 ? has_no_time(registered)
                        : is_private(registered) || is_of_belonging(action);
}

int journal_look(void *self, struct journal_entry *entry, bool *ret_seen)
{
    const struct journal_reader *reader = self;
    const int64_t own = reader->onlooker.own;
    const struct registered *registered = registry_find(reader->engine->registry, entry->action);
    struct member_seen subject;
    *ret_seen = true;
    if (permission_is_system(&reader->call->actor, entry->network) ||
        (own != 0 && entry->actor_id == own))
        return OK;
    if (entry->network == 0) {
        *ret_seen = !has_no_time(registered);
        return OK;
    }
    if (is_private(registered) ||
        (is_of_belonging(entry->action) && (own == 0 || entry->subject != own))) {
        *ret_seen = false;
        return OK;
    }
    int err = see_member(reader, entry->subject, &subject);
    if (err == OK && entry->subject != 0 && !subject.is_member && !subject.seen)
        err = sees_subject(reader, registered, entry->subject, ret_seen);
    return err == OK && *ret_seen ? take_members(reader, registered->action->takes, entry) : err;
}
