/* Making one of two: each noun hands over what it holds. */
#include "model/merge.h"

#include "base/list.h"
#include "model/correction.h"
#include "model/effect.h"
#include "model/feed.h"
#include "model/identity.h"
#include "model/look.h"
#include "model/membership.h"
#include "model/person.h"
#include "model/person_parts.h"
#include "model/proposal.h"
#include "model/token.h"

struct belongs {
    LIST(struct membership) all;
};

static void keep_one(void *self, const struct membership *membership)
{
    *list_add(&((struct belongs *)self)->all) = *membership;
}

static int memberships_move(struct model *in, int64_t from, int64_t into)
{
    struct belongs belongs = {0};
    int err = membership_mine(in, from, keep_one, &belongs);
    for (size_t i = 0; i < belongs.all.count && err == OK; i++) {
        int64_t network = belongs.all.at[i].network, other = 0;
        err = membership_handle(in, network, into, &other);
        if (err == OK)
            err = other == 0 ? membership_move(in, from, into, network)
                             : membership_vanish(in, from, network);
    }
    list_done(&belongs.all);
    return err != OK ? err : membership_drop_hidden(in, from);
}

static int tokens_end(struct model *in, int64_t from, int64_t into)
{
    int err = token_end(in, from);
    return err != OK ? err : token_end(in, into);
}

static void fill(struct str *text, struct str other)
{
    if (text->len == 0)
        *text = other;
}

/* What the one lacks, it has from the other; the other's row goes first, since keys are unique. */
static int rows_merge(struct model *in, int64_t from, int64_t into)
{
    struct person one, other;
    int err = person_read(in, into, &one);
    if (err == OK)
        err = person_read(in, from, &other);
    if (err == OK)
        err = person_remove(in, from);
    if (err != OK)
        return err;
    fill(&one.external_id, other.external_id);
    fill(&one.family_name, other.family_name);
    fill(&one.work_email, other.work_email);
    fill(&one.job, other.job);
    fill(&one.fed_by, other.fed_by);
    one.employer = one.employer == 0 ? other.employer : one.employer;
    one.left_day = other.left_day == 0 ? 0 : one.left_day;
    err = person_change(in, &one);
    bool has_two = other.external_id.len > 0 && !str_equal(one.external_id, other.external_id);
    if (err != OK || !has_two)
        return err;
    /* The staff file goes on naming both numbers. */
    struct identity number = {
        .person = into, .provider = STR(FEED_FIRST), .subject = other.external_id};
    return identity_link(in, &number);
}

/* Old journals and backups know them under the other id, and under those it once took over. */
static int note(struct model *in, int64_t from, int64_t into)
{
    struct query query;
    query_open(&query, in->database, "UPDATE merged SET now = ?2 WHERE now = ?1");
    query_int(&query, from);
    query_int(&query, into);
    int err = query_run(&query);
    if (err != OK)
        return err;
    query_open(&query, in->database, "INSERT INTO merged (was, now) VALUES (?1, ?2)");
    query_int(&query, from);
    query_int(&query, into);
    return query_run(&query);
}

int merge_people(struct model *in, int64_t from, int64_t into)
{
    static int (*const parts[])(struct model * in, int64_t from, int64_t into) = {
        memberships_move, look_move,          effect_move_person, proposal_move_by,
        tokens_end,       person_parts_merge, rows_merge,         note,
    };
    int err = OK;
    if (from == into)
        return error_set(in->error, ERROR_WRONG, "from", "These are one and the same person.");
    for (size_t i = 0; i < sizeof parts / sizeof *parts && err == OK; i++)
        err = parts[i](in, from, into);
    return err;
}
