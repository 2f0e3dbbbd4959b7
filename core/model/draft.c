/* Drafts: versions of a charter on which the members are consulted, and which wait to be signed. */
#include "model/draft.h"

#include <string.h>

#include "model/network.h"
#include "model/office.h"
#include "model/schedule.h"
#include "model/setting.h"

#define COLUMNS "id, network, base, day, open_day, clock, state, terms, text"
#define FATE    ", decision, is_declined"

/* ---- drafts ---- */

/* Looks at the draft on the day on which it can come into force. */
static int draft_schedule(struct model *in, struct draft *draft)
{
    struct schedule schedule = {.network = draft->network,
                                .action = STR("charter.settle"),
                                .arguments = ident_json(in->arena, "draft", draft->id)};
    int err = setting_time(in, draft->open_day, 0, &schedule.due_at);
    if (err == OK)
        err = schedule_add(in, &schedule);
    draft->clock = schedule.id;
    return err;
}

int draft_add(struct model *in, struct draft *draft)
{
    struct query query;
    int64_t days;
    int err = charter_term_int(in, draft->network, "amend.consultation_days", &days);
    if (err == OK)
        err = setting_today(in, &draft->day);
    if (err != OK)
        return err;
    draft->id = model_id(in);
    draft->open_day = draft->day + (int32_t)days;
    draft->state = STR("open");
    if ((err = draft_schedule(in, draft)) != OK)
        return err;
    query_open(&query, in->database,
               "INSERT INTO charter_draft (" COLUMNS ")"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'open', ?7, ?8)");
    query_int(&query, draft->id);
    query_int(&query, draft->network);
    query_int(&query, draft->base);
    query_int(&query, draft->day);
    query_int(&query, draft->open_day);
    query_int(&query, draft->clock);
    query_text(&query, draft->terms);
    query_text(&query, draft->text);
    err = query_run(&query);
    if (err == ERROR_CLASH)
        return error_set(in->error, ERROR_CLASH, "network",
                         "A draft stands open already. Withdraw it with charter.withdraw first.");
    return err;
}

int draft_read(struct model *in, int64_t id, struct draft *ret_draft)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS FATE " FROM charter_draft WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "draft", "There is no such draft.");
    if (err == OK)
        *ret_draft = (struct draft){.id = id,
                                    .network = query_read_int(&query, 1),
                                    .base = query_read_int(&query, 2),
                                    .day = (int32_t)query_read_int(&query, 3),
                                    .open_day = (int32_t)query_read_int(&query, 4),
                                    .clock = query_read_int(&query, 5),
                                    .state = arena_str(in->arena, query_read_text(&query, 6)),
                                    .terms = arena_str(in->arena, query_read_text(&query, 7)),
                                    .text = arena_str(in->arena, query_read_text(&query, 8)),
                                    .decision = query_read_int(&query, 9)};
    if (err == OK && query_read_int(&query, 10) != 0)
        ret_draft->state = STR("declined");
    return query_close(&query, err);
}

int draft_open(struct model *in, int64_t network, int64_t *ret_id)
{
    struct query query;
    *ret_id = 0;
    query_open(&query, in->database,
               "SELECT id FROM charter_draft WHERE network = ?1 AND state = 'open'");
    query_int(&query, network);
    return query_one(&query, ret_id);
}

int draft_check_open(struct model *in, int64_t id, struct draft *ret_draft)
{
    int err = draft_read(in, id, ret_draft);
    if (err == OK)
        err = network_check_open(in, ret_draft->network);
    if (err == OK && !str_is(ret_draft->state, "open"))
        return error_set(in->error, ERROR_CLASH, "draft", "This draft is %s already.",
                         str_is(ret_draft->state, "in_force")   ? "in force"
                         : str_is(ret_draft->state, "declined") ? "voted down"
                                                                : "withdrawn");
    return err;
}

/* It waits for nothing any more. */
static int draft_end(struct model *in, const struct draft *draft, const char *state)
{
    struct query query;
    int err = schedule_drop(in, draft->clock);
    if (err != OK)
        return err;
    query_open(&query, in->database, "UPDATE charter_draft SET state = ?2 WHERE id = ?1");
    query_int(&query, draft->id);
    query_text(&query, str_of(state));
    return query_run(&query);
}

int draft_withdraw(struct model *in, const struct draft *draft)
{
    return draft_end(in, draft, "withdrawn");
}

/* ---- what is sealed: a handle, and what it says ---- */

static struct str handle_seal(struct model *in, const char *tag, int64_t handle, struct str text)
{
    char *plain = arena_take(in->arena, sizeof handle + text.len);
    memcpy(plain, &handle, sizeof handle);
    if (text.len > 0)
        memcpy(plain + sizeof handle, text.ptr, text.len);
    return secret_seal(in->keys->use[SECRET_LINK_SEAL], str_of(tag),
                       (struct str){plain, sizeof handle + text.len}, in->arena);
}

static int handle_open(struct model *in, const char *tag, struct str sealed, int64_t *ret_handle,
                       struct str *ret_text)
{
    struct str plain;
    if (secret_open(in->keys->use[SECRET_LINK_SEAL], str_of(tag), sealed, in->arena, &plain) !=
            OK ||
        plain.len < sizeof *ret_handle)
        return error_set(in->error, ERROR_BROKEN, NULL, "What a member said cannot be opened.");
    memcpy(ret_handle, plain.ptr, sizeof *ret_handle);
    *ret_text = (struct str){plain.ptr + sizeof *ret_handle, plain.len - sizeof *ret_handle};
    return OK;
}

/* ---- comments ---- */

static const char *comment_tag(struct model *in, int64_t id)
{
    return arena_print(in->arena, "comment/%lld", (long long)id);
}

int draft_comment_add(struct model *in, struct draft_comment *comment)
{
    struct query query;
    comment->id = model_id_of_day(in);
    query_open(&query, in->database,
               "INSERT INTO charter_comment (id, network, draft, sealed) VALUES (?1, ?2, ?3, ?4)");
    query_int(&query, comment->id);
    query_int(&query, comment->network);
    query_int(&query, comment->draft);
    query_blob(&query,
               handle_seal(in, comment_tag(in, comment->id), comment->handle, comment->text));
    return query_run(&query);
}

int draft_comment_page(struct model *in, int64_t draft, struct page *page,
                       void (*each)(void *self, const struct draft_comment *comment), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, network, sealed FROM charter_comment"
               " WHERE draft = ?1 AND id > ?2 ORDER BY id LIMIT ?3");
    query_int(&query, draft);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct draft_comment comment = {
            .id = query_read_int(&query, 0), .network = query_read_int(&query, 1), .draft = draft};
        err = handle_open(in, comment_tag(in, comment.id), query_read_blob(&query, 2),
                          &comment.handle, &comment.text);
        if (err != OK)
            break;
        each(self, &comment);
    }
    return query_close(&query, err);
}

/* ---- signing ---- */

static const char *signature_tag(struct model *in, int64_t draft, struct str role)
{
    return arena_print(in->arena, "signature/%lld/%.*s", (long long)draft, STR_ARGS(role));
}

static int signature_add(struct model *in, const struct draft *draft, struct str role,
                         int64_t handle)
{
    struct query query;
    int32_t today;
    int err = setting_today(in, &today);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "INSERT INTO charter_signature (draft, role, network, day, sealed)"
               " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (draft, role) DO NOTHING");
    query_int(&query, draft->id);
    query_text(&query, role);
    query_int(&query, draft->network);
    query_int(&query, today);
    query_blob(&query,
               handle_seal(in, signature_tag(in, draft->id, role), handle, (struct str){0}));
    return query_run(&query);
}

int draft_sign(struct model *in, const struct draft *draft, int64_t handle)
{
    struct str roles[TERM_ITEMS];
    size_t count, signed_for = 0;
    int err = charter_term_words(in, draft->network, "amend.signed_by", roles, &count);
    for (size_t i = 0; i < count && err == OK; i++) {
        bool holds = false;
        err = office_holds(in, draft->network, handle, roles[i], &holds);
        if (err == OK && holds) {
            err = signature_add(in, draft, roles[i], handle);
            signed_for++;
        }
    }
    if (err == OK && signed_for == 0)
        return error_set(in->error, ERROR_REFUSED, NULL,
                         "You hold none of the roles that sign. charter.show names them.");
    return err;
}

int draft_signature_each(struct model *in, int64_t draft,
                         int (*each)(void *self, const struct draft_signature *signature),
                         void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT role, network, day, sealed FROM charter_signature WHERE draft = ?1"
               " ORDER BY role");
    query_int(&query, draft);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct str nothing;
        struct draft_signature signature = {.draft = draft,
                                            .role =
                                                arena_str(in->arena, query_read_text(&query, 0)),
                                            .network = query_read_int(&query, 1),
                                            .day = (int32_t)query_read_int(&query, 2)};
        err = handle_open(in, signature_tag(in, draft, signature.role), query_read_blob(&query, 3),
                          &signature.handle, &nothing);
        if (err != OK || (err = each(self, &signature)) != OK)
            break;
    }
    return query_close(&query, err);
}

/* ---- coming into force ---- */

struct sought {
    struct str role;
    bool found;
};

static int is_sought(void *self, const struct draft_signature *signature)
{
    struct sought *sought = self;
    sought->found = sought->found || str_equal(sought->role, signature->role);
    return OK;
}

static int is_signed(struct model *in, const struct draft *draft, bool *ret_signed)
{
    struct str roles[TERM_ITEMS];
    size_t count;
    int err = charter_term_words(in, draft->network, "amend.signed_by", roles, &count);
    *ret_signed = err == OK;
    for (size_t i = 0; i < count && err == OK && *ret_signed; i++) {
        struct sought sought = {roles[i], false};
        err = draft_signature_each(in, draft->id, is_sought, &sought);
        *ret_signed = sought.found;
    }
    return err;
}

int draft_is_ready(struct model *in, const struct draft *draft, bool *ret_ready)
{
    int32_t today;
    int err = setting_today(in, &today);
    *ret_ready = false;
    return err != OK || today < draft->open_day ? err : is_signed(in, draft, ret_ready);
}

int draft_put_to_vote(struct model *in, struct draft *draft, int64_t decision)
{
    struct query query;
    draft->decision = decision;
    query_open(&query, in->database, "UPDATE charter_draft SET decision = ?2 WHERE id = ?1");
    query_int(&query, draft->id);
    query_int(&query, decision);
    return query_run(&query);
}

int draft_of_decision(struct model *in, int64_t decision, int64_t *ret_id)
{
    struct query query;
    *ret_id = 0;
    query_open(&query, in->database,
               "SELECT id FROM charter_draft WHERE decision = ?1 AND decision <> 0"
               " AND state = 'open'");
    query_int(&query, decision);
    return query_one(&query, ret_id);
}

int draft_decline(struct model *in, const struct draft *draft)
{
    struct query query;
    int err = draft_end(in, draft, "withdrawn");
    if (err != OK)
        return err;
    query_open(&query, in->database, "UPDATE charter_draft SET is_declined = 1 WHERE id = ?1");
    query_int(&query, draft->id);
    return query_run(&query);
}

int draft_enact(struct model *in, const struct draft *draft, int64_t *ret_version)
{
    struct charter charter = {
        .network = draft->network, .text = draft->text, .terms = draft->terms, .draft = draft->id};
    int err = charter_add(in, &charter);
    *ret_version = charter.version;
    return err != OK ? err : draft_end(in, draft, "in_force");
}
