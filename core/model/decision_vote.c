/* Decisions: who may vote, who has, and who backs a proposal. */
#include <string.h>

#include "base/clock.h"
#include "base/list.h"
#include "model/committee.h"
#include "model/decision.h"
#include "model/membership.h"
#include "model/sealed_words.h"

typedef LIST(int64_t) handle_list;

/* ---- who may vote ---- */

/* Whoever joined after it was opened came too late, so that nobody brings in votes. */
static bool is_in_time(const struct decision *decision, const struct membership *membership)
{
    return decision->opened_at == 0 || membership->joined_day <= clock_day(decision->opened_at);
}

static bool member_votes(const struct decision *decision, const struct membership *membership)
{
    bool is_kind = str_is(decision->voters, "members") || str_is(membership->kind, "member");
    return is_kind && is_in_time(decision, membership);
}

int decision_is_entitled(struct model *in, const struct decision *decision, int64_t handle,
                         bool *ret_entitled)
{
    struct membership membership = {0};
    *ret_entitled = false;
    int err = membership_read(in, decision->network, handle, &membership);
    if (err != OK || str_is(membership.stage, "paused"))
        return err == ERROR_MISSING ? OK : err;
    if (str_is(decision->voters, "committee"))
        return committee_is_seated(in, decision->network, decision->committee, handle,
                                   ret_entitled);
    *ret_entitled = member_votes(decision, &membership);
    return OK;
}

struct collecting {
    const struct decision *decision;
    handle_list handles;
};

static int collect_member(void *self, const struct membership *membership)
{
    struct collecting *collecting = self;
    if (member_votes(collecting->decision, membership))
        *list_add(&collecting->handles) = membership->handle;
    return OK;
}

/* One row for each role, in the order of the handles. */
static int collect_office(void *self, int64_t handle, int64_t role, bool seated)
{
    struct collecting *collecting = self;
    handle_list *handles = &collecting->handles;
    (void)role;
    if (seated && (handles->count == 0 || handles->at[handles->count - 1] != handle))
        *list_add(handles) = handle;
    return OK;
}

static int collect_seats(struct model *in, struct collecting *collecting)
{
    const struct decision *decision = collecting->decision;
    return committee_offices(in, decision->network, decision->committee, collect_office,
                             collecting);
}

static void hand_over(struct collecting *collecting, struct arena *arena, int64_t **ret_handles,
                      size_t *ret_count)
{
    *ret_count = collecting->handles.count;
    *ret_handles = arena_take(arena, (*ret_count + 1) * sizeof **ret_handles);
    if (*ret_count > 0)
        memcpy(*ret_handles, collecting->handles.at, *ret_count * sizeof **ret_handles);
    list_done(&collecting->handles);
}

int decision_entitled(struct model *in, const struct decision *decision, int64_t **ret_handles,
                      size_t *ret_count)
{
    struct collecting collecting = {.decision = decision};
    int err = str_is(decision->voters, "committee")
                  ? collect_seats(in, &collecting)
                  : membership_each(in, decision->network, collect_member, &collecting);
    hand_over(&collecting, in->arena, ret_handles, ret_count);
    return err;
}

int decision_entitled_some(struct model *in, const struct decision *decision, int64_t after,
                           int64_t **ret_handles, size_t *ret_count, int64_t *ret_after)
{
    struct collecting collecting = {.decision = decision};
    *ret_after = 0;
    int err =
        str_is(decision->voters, "committee")
            ? collect_seats(in, &collecting)
            : membership_some(in, decision->network, after, collect_member, &collecting, ret_after);
    hand_over(&collecting, in->arena, ret_handles, ret_count);
    return err;
}

/* ---- votes ---- */

static const char *vote_tag(struct model *in, int64_t decision)
{
    return arena_print(in->arena, "decision vote/%lld", (long long)decision);
}

/* The choice, a line end, the reason. */
static struct str vote_seal(struct model *in, int64_t decision, const struct decision_vote *vote)
{
    return words_seal(in, vote_tag(in, decision), vote->handle,
                      str_of(arena_print(in->arena, "%.*s\n%.*s", STR_ARGS(vote->choice),
                                         STR_ARGS(vote->reason))));
}

static int vote_open(struct model *in, int64_t decision, struct str sealed,
                     struct decision_vote *vote)
{
    struct str words;
    int err = words_open(in, vote_tag(in, decision), vote->handle, sealed, &words);
    const char *end = err == OK && words.len > 0 ? memchr(words.ptr, '\n', words.len) : NULL;
    if (err == OK && end == NULL)
        return error_set(in->error, ERROR_BROKEN, NULL, "A vote cannot be opened.");
    if (err != OK)
        return err;
    vote->choice = (struct str){words.ptr, (size_t)(end - words.ptr)};
    vote->reason = (struct str){end + 1, words.len - vote->choice.len - 1};
    return OK;
}

int decision_vote(struct model *in, const struct decision *decision,
                  const struct decision_vote *vote)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO decision_vote (decision, handle, network, sealed)"
               " VALUES (?1, ?2, ?3, ?4)"
               " ON CONFLICT (decision, handle) DO UPDATE SET sealed = excluded.sealed");
    query_int(&query, decision->id);
    query_int(&query, vote->handle);
    query_int(&query, decision->network);
    query_blob(&query, vote_seal(in, decision->id, vote));
    return query_run(&query);
}

int decision_own_vote(struct model *in, const struct decision *decision, int64_t handle,
                      struct decision_vote *ret_vote)
{
    struct query query;
    *ret_vote = (struct decision_vote){.handle = handle};
    query_open(&query, in->database,
               "SELECT sealed FROM decision_vote WHERE decision = ?1 AND handle = ?2");
    query_int(&query, decision->id);
    query_int(&query, handle);
    int err = query_step(&query);
    if (err == QUERY_ROW)
        err = vote_open(in, decision->id, query_read_blob(&query, 0), ret_vote);
    return query_close(&query, err);
}

int decision_vote_page(struct model *in, const struct decision *decision, struct page *page,
                       int (*each)(void *self, const struct decision_vote *vote), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT handle, sealed FROM decision_vote WHERE decision = ?1 AND handle > ?2"
               " ORDER BY handle LIMIT ?3");
    query_int(&query, decision->id);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct decision_vote vote = {.handle = query_read_int(&query, 0)};
        err = vote_open(in, decision->id, query_read_blob(&query, 1), &vote);
        if (err != OK || (err = each(self, &vote)) != OK)
            break;
    }
    return query_close(&query, err);
}

int decision_drop_vote(struct model *in, const struct decision *decision, int64_t handle)
{
    struct query query;
    query_open(&query, in->database,
               "DELETE FROM decision_vote WHERE decision = ?1 AND handle = ?2");
    query_int(&query, decision->id);
    query_int(&query, handle);
    return query_run(&query);
}

/* ---- who backs it ---- */

int decision_back(struct model *in, const struct decision *decision, int64_t handle, bool seconds)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO decision_backing (decision, handle, is_second, network)"
               " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING");
    query_int(&query, decision->id);
    query_int(&query, handle);
    query_int(&query, seconds);
    query_int(&query, decision->network);
    return query_run(&query);
}

int decision_backers(struct model *in, const struct decision *decision, int64_t *ret_seconds,
                     int64_t *ret_supporters)
{
    struct query query;
    int err;
    *ret_seconds = *ret_supporters = 0;
    query_open(&query, in->database,
               "SELECT coalesce(sum(is_second), 0), coalesce(sum(NOT is_second), 0)"
               " FROM decision_backing WHERE decision = ?1");
    query_int(&query, decision->id);
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_seconds = query_read_int(&query, 0);
        *ret_supporters = query_read_int(&query, 1);
    }
    return query_close(&query, err);
}
