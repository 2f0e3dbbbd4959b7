/* Could a meeting decide, at a minute? Its rule, the roll that was taken when it opened, and who
 * was there in that minute make a state; model/quorum answers it. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/list.h"
#include "model/charter_quorum.h"
#include "model/meeting_counted.h"
#include "model/office.h"
#include "model/setting.h"

/* ---- the rule ---- */

/* Without a committee's own, by the version of the charter that was in force, whatever was agreed
 * since. */
int meeting_rule(struct model *in, const struct meeting *meeting, struct quorum_rule *ret_rule)
{
    struct committee committee = {0};
    int err = OK;
    if (meeting->committee != 0)
        err = committee_read(in, meeting->committee, &committee);
    if (err == OK && committee.quorum.len > 0)
        return quorum_parse(committee.quorum, in->arena, ret_rule, in->error);
    return err != OK ? err
                     : quorum_of_charter(in, meeting->network, meeting->charter,
                                         meeting->committee == 0, ret_rule);
}

/* ---- who was there ---- */

struct seat {
    int64_t handle;
    uint32_t roles; /* bits of the rule's */
    bool seated, recused;
    bool in_room, remote; /* in the minute that is asked for */
};

/* Seats are kept in the order of their handles, which is the order in which all rows come. */
struct tally {
    struct model *in;
    const struct meeting *meeting;
    const struct quorum_rule *rule;
    const int64_t *recused;
    size_t recused_count;
    LIST(struct seat) seats;            /* on the roll; of a general meeting, who came too */
    size_t on_roll;                     /* so many of them, the first */
    LIST(struct attendance) attendance; /* of them, whenever */
    LIST(struct attendance) proxies;    /* handle: who gave it; from_at: who holds it */
};

static int compare_seats(const void *one, const void *other)
{
    const struct seat *left = one, *right = other;
    return left->handle < right->handle ? -1 : left->handle > right->handle;
}

static struct seat *seat_find(const struct tally *tally, size_t among, int64_t handle)
{
    const struct seat wanted = {.handle = handle};
    return among == 0
               ? NULL
               : bsearch(&wanted, tally->seats.at, among, sizeof *tally->seats.at, compare_seats);
}

static bool is_recused(const struct tally *tally, int64_t handle)
{
    for (size_t i = 0; i < tally->recused_count; i++)
        if (tally->recused[i] == handle)
            return true;
    return false;
}

/* The last one, if it is theirs. */
static struct seat *seat_add(struct tally *tally, int64_t handle)
{
    size_t count = tally->seats.count;
    if (count > 0 && tally->seats.at[count - 1].handle == handle)
        return &tally->seats.at[count - 1];
    struct seat *seat = list_add(&tally->seats);
    *seat = (struct seat){.handle = handle, .recused = is_recused(tally, handle)};
    return seat;
}

static uint32_t role_bit(const struct quorum_rule *rule, struct str key)
{
    for (size_t i = 0; i < rule->role_count; i++)
        if (str_equal(rule->roles[i], key))
            return UINT32_C(1) << i;
    return 0;
}

/* One row for each role. */
static int take_roll(void *self, int64_t handle, int64_t role_id, bool seated)
{
    struct tally *tally = self;
    struct role role = {0};
    struct seat *seat = seat_add(tally, handle);
    int err = tally->rule->role_count > 0 ? role_read(tally->in, role_id, &role) : OK;
    seat->seated = seat->seated || seated;
    seat->roles |= role_bit(tally->rule, role.key);
    tally->on_roll = tally->seats.count;
    return err == ERROR_MISSING ? OK : err;
}

/* Who has no seat listens; in a general meeting everybody has one. */
static int take_presence(void *self, const struct attendance *attendance)
{
    struct tally *tally = self;
    bool on_roll = seat_find(tally, tally->on_roll, attendance->handle) != NULL;
    if (!on_roll && tally->meeting->committee != 0)
        return OK;
    if (!on_roll)
        seat_add(tally, attendance->handle);
    *list_add(&tally->attendance) = *attendance;
    return OK;
}

static int take_proxy(void *self, int64_t handle, const struct meeting_word *word)
{
    struct tally *tally = self;
    if (word->proxy != 0)
        *list_add(&tally->proxies) = (struct attendance){.handle = handle, .from_at = word->proxy};
    return OK;
}

static int tally_load(struct tally *tally)
{
    int err = meeting_roll(tally->in, tally->meeting, take_roll, tally);
    if (err == OK)
        err = meeting_attendance(tally->in, tally->meeting, take_presence, tally);
    if (err == OK)
        err = meeting_words(tally->in, tally->meeting, take_proxy, tally);
    if (tally->seats.count > 0)
        qsort(tally->seats.at, tally->seats.count, sizeof *tally->seats.at, compare_seats);
    return err;
}

static void tally_done(struct tally *tally)
{
    list_done(&tally->seats);
    list_done(&tally->attendance);
    list_done(&tally->proxies);
}

/* ---- at a minute ---- */

static struct seat *seat_of(const struct tally *tally, int64_t handle)
{
    return seat_find(tally, tally->seats.count, handle);
}

/* Both stand in the order of handles, so that one walk is enough. */
static void presence_at(struct tally *tally, int64_t at_ms)
{
    struct seat *seat = tally->seats.at;
    for (size_t i = 0; i < tally->seats.count; i++)
        tally->seats.at[i].in_room = tally->seats.at[i].remote = false;
    for (size_t i = 0; i < tally->attendance.count; i++) {
        const struct attendance *attendance = &tally->attendance.at[i];
        if (attendance->from_at > at_ms ||
            (attendance->until_at != 0 && attendance->until_at <= at_ms))
            continue;
        while (seat->handle != attendance->handle)
            seat++;
        seat->in_room = seat->in_room || str_is(attendance->how, "room");
        seat->remote = !seat->in_room;
    }
}

static bool counts(const struct tally *tally, const struct seat *seat)
{
    return seat->seated || tally->meeting->committee == 0;
}

/* A proxy counts for who has a seat and is not there, while who holds it is. */
static void proxies_sum(const struct tally *tally, struct quorum_state *state)
{
    for (size_t i = 0; i < tally->proxies.count; i++) {
        const struct seat *giver = seat_of(tally, tally->proxies.at[i].handle);
        const struct seat *holder = seat_of(tally, tally->proxies.at[i].from_at);
        bool given = holder != NULL && (holder->in_room || holder->remote);
        bool absent = giver == NULL || (!giver->in_room && !giver->remote);
        bool entitled = giver == NULL ? tally->meeting->committee == 0 : counts(tally, giver);
        if (given && absent && entitled && !is_recused(tally, tally->proxies.at[i].handle))
            state->proxies++;
    }
}

static void seats_sum(const struct tally *tally, struct quorum_state *state)
{
    for (size_t i = 0; i < tally->seats.count; i++) {
        const struct seat *seat = &tally->seats.at[i];
        if (!counts(tally, seat))
            continue;
        state->bases[QUORUM_OVER_FILLED] += seat->seated;
        state->in_room += seat->in_room;
        state->remote += seat->remote;
        state->recused_in_room += seat->in_room && seat->recused;
        state->recused_remote += seat->remote && seat->recused;
        if (seat->in_room && !seat->recused)
            state->roles_in_room |= seat->roles;
        if (seat->remote && !seat->recused)
            state->roles_remote |= seat->roles;
    }
}

/* Who is taken from the base, there or not: in a committee, those with a seat. */
static void recused_sum(const struct tally *tally, struct quorum_state *state)
{
    for (size_t i = 0; i < tally->recused_count; i++) {
        const struct seat *seat = seat_of(tally, tally->recused[i]);
        state->recused_in_base += tally->meeting->committee == 0 || (seat != NULL && seat->seated);
    }
}

static int bases_take(const struct tally *tally, struct quorum_state *state)
{
    const struct meeting *meeting = tally->meeting;
    struct committee_base base = {
        .seats = meeting->seats, .members = meeting->members, .of_kind = meeting->of_kind};
    int err = OK;
    if (meeting->opened_at == 0)
        err = committee_base(tally->in, meeting->network, meeting->committee, &base);
    state->bases[QUORUM_OVER_SEATS] = base.seats;
    state->bases[QUORUM_OVER_MEMBERS] = base.members;
    state->bases[QUORUM_OVER_KIND] = base.of_kind;
    return err;
}

static int state_at(struct tally *tally, int64_t at_ms, struct quorum_state *ret_state)
{
    *ret_state = (struct quorum_state){0};
    int err = bases_take(tally, ret_state);
    presence_at(tally, at_ms);
    seats_sum(tally, ret_state);
    proxies_sum(tally, ret_state);
    recused_sum(tally, ret_state);
    return err;
}

/* ---- the answer ---- */

static const char *minute_words(struct model *in, int64_t at_ms)
{
    const char *zone = "Europe/London";
    struct civil civil = {0};
    setting_zone(in, &zone);
    zone_from_time(zone, at_ms, &civil);
    return arena_print(in->arena, "%02d:%02d", civil.hour, civil.minute);
}

/* Why it could decide nothing, whoever is there; NULL if it could. */
static const char *closed_words(struct model *in, const struct meeting *meeting, int64_t at_ms)
{
    if (str_is(meeting->kind, "remit") || str_is(meeting->kind, "other"))
        return "This is an event, not a meeting that decides.";
    if (str_is(meeting->state, "cancelled"))
        return "This meeting was cancelled.";
    if (meeting->opened_at == 0)
        return "This meeting has not been opened yet.";
    if (at_ms < meeting->opened_at)
        return arena_print(in->arena, "At %s the meeting was not open yet: it opened at %s.",
                           minute_words(in, at_ms), minute_words(in, meeting->opened_at));
    if (meeting->closed_at != 0 && at_ms >= meeting->closed_at)
        return arena_print(in->arena, "At %s the meeting was closed: it closed at %s.",
                           minute_words(in, at_ms), minute_words(in, meeting->closed_at));
    return NULL;
}

static int answer_at(struct tally *tally, int64_t at_ms, const struct meeting_counted *counted,
                     struct quorum_answer *ret_answer)
{
    struct model *in = tally->in;
    struct quorum_state state;
    int err = state_at(tally, at_ms, &state);
    if (err == OK)
        err = quorum_answer(tally->rule, &state, in->arena, ret_answer);
    const char *closed = counted->is_counted ? "Who was at this meeting is not known any more."
                                             : closed_words(in, tally->meeting, at_ms);
    if (err == OK && closed != NULL) {
        ret_answer->is_quorate = false;
        ret_answer->why = str_of(closed);
    }
    return err;
}

int meeting_quorum(struct model *in, int64_t id, int64_t at_ms, const int64_t *recused_handles,
                   size_t count, struct quorum_answer *ret_answer)
{
    struct meeting meeting = {0};
    struct quorum_rule rule = {0};
    struct meeting_counted counted = {0};
    struct tally tally = {.in = in,
                          .meeting = &meeting,
                          .rule = &rule,
                          .recused = recused_handles,
                          .recused_count = count};
    *ret_answer = (struct quorum_answer){0};
    int err = meeting_read(in, id, &meeting);
    if (err == OK)
        err = meeting_rule(in, &meeting, &rule);
    if (err == OK)
        err = meeting_counted_read(in, &meeting, &counted);
    if (err == OK)
        err = tally_load(&tally);
    if (err == OK)
        err = answer_at(&tally, at_ms, &counted, ret_answer);
    tally_done(&tally);
    return err;
}

/* ---- the minutes at which it may have changed ---- */

struct turns {
    int64_t *at;
    size_t count, room;
};

static void turn_add(struct turns *turns, int64_t at_ms)
{
    if (turns->count == turns->room) {
        turns->room = turns->room * 2 + 16;
        turns->at = memory_grow(turns->at, turns->room * sizeof *turns->at);
    }
    turns->at[turns->count++] = at_ms;
}

static int turns_of(void *self, const struct attendance *attendance)
{
    turn_add(self, attendance->from_at);
    if (attendance->until_at != 0)
        turn_add(self, attendance->until_at);
    return OK;
}

static int compare_times(const void *one, const void *other)
{
    int64_t left = *(const int64_t *)one, right = *(const int64_t *)other;
    return left < right ? -1 : left > right;
}

/* In order, each once, between the opening and the close. */
static void turns_settle(const struct meeting *meeting, struct turns *turns)
{
    size_t count = 0;
    qsort(turns->at, turns->count, sizeof *turns->at, compare_times);
    for (size_t i = 0; i < turns->count; i++)
        if (turns->at[i] >= meeting->opened_at &&
            (meeting->closed_at == 0 || turns->at[i] < meeting->closed_at) &&
            (count == 0 || turns->at[count - 1] != turns->at[i]))
            turns->at[count++] = turns->at[i];
    turns->count = count;
}

/* A minute at which the answer is another one than before. */
static int turns_tell(struct tally *tally, const struct turns *turns,
                      int (*each)(void *self, int64_t at_ms, const struct quorum_answer *answer),
                      void *self)
{
    const struct meeting_counted known = {0};
    bool was = false;
    int err = OK;
    for (size_t i = 0; i < turns->count && err == OK; i++) {
        struct quorum_answer answer = {0};
        err = answer_at(tally, turns->at[i], &known, &answer);
        if (err == OK && (i == 0 || answer.is_quorate != was))
            err = each(self, turns->at[i], &answer);
        was = answer.is_quorate;
    }
    return err;
}

int meeting_turns(struct model *in, const struct meeting *meeting,
                  int (*each)(void *self, int64_t at_ms, const struct quorum_answer *answer),
                  void *self)
{
    struct turns turns = {0};
    struct quorum_rule rule = {0};
    struct tally tally = {.in = in, .meeting = meeting, .rule = &rule};
    if (meeting->opened_at == 0)
        return OK;
    turn_add(&turns, meeting->opened_at);
    int err = meeting_attendance(in, meeting, turns_of, &turns);
    turns_settle(meeting, &turns);
    if (err == OK)
        err = meeting_rule(in, meeting, &rule);
    if (err == OK)
        err = tally_load(&tally);
    if (err == OK)
        err = turns_tell(&tally, &turns, each, self);
    tally_done(&tally);
    free(turns.at);
    return err;
}
