/* Elections: their rows, from the plan on; who stands, who may vote and what comes out of it stand
 * in the files beside this one. */
#include "model/election.h"

#include "model/count/count.h"
#include "model/network.h"
#include "model/schedule.h"
#include "model/setting.h"

#define COLUMNS                                                                                    \
    "id, network, title, about, purpose, electorate, electorate_id, recused, method, seats,"       \
    " ties_stay, quorum_top, quorum_below, majority_top, majority_below, more_than, again,"        \
    " then_action, then_id, charter, state, opens_at, closes_at, roll, roll_hash, seed_hash,"      \
    " seed, papers, blank, outcome, why, papers_shown, by_lot"

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;
static const int64_t least_ms = INT64_C(3600) * 1000, most_ms = INT64_C(366) * 24 * 3600 * 1000;

static struct election row_read(struct model *in, const struct query *query)
{
    struct arena *arena = in->arena;
    return (struct election){
        .id = query_read_int(query, 0),
        .network = query_read_int(query, 1),
        .title = arena_str(arena, query_read_text(query, 2)),
        .about = arena_str(arena, query_read_text(query, 3)),
        .purpose = arena_str(arena, query_read_text(query, 4)),
        .electorate = arena_str(arena, query_read_text(query, 5)),
        .electorate_id = query_read_int(query, 6),
        .recused = query_read_int(query, 7),
        .method = arena_str(arena, query_read_text(query, 8)),
        .seats = query_read_int(query, 9),
        .ties_stay = query_read_int(query, 10) != 0,
        .quorum = {query_read_int(query, 11), query_read_int(query, 12)},
        .majority = {query_read_int(query, 13), query_read_int(query, 14)},
        .more_than = query_read_int(query, 15) != 0,
        .again = query_read_int(query, 16),
        .then_action = arena_str(arena, query_read_text(query, 17)),
        .then_id = query_read_int(query, 18),
        .charter = query_read_int(query, 19),
        .state = arena_str(arena, query_read_text(query, 20)),
        .opens_at = query_read_int(query, 21),
        .closes_at = query_read_int(query, 22),
        .roll = query_read_int(query, 23),
        .roll_hash = arena_str(arena, query_read_text(query, 24)),
        .seed_hash = arena_str(arena, query_read_text(query, 25)),
        .seed = arena_str(arena, query_read_text(query, 26)),
        .papers = query_read_int(query, 27),
        .blank = query_read_int(query, 28),
        .outcome = arena_str(arena, query_read_text(query, 29)),
        .why = arena_str(arena, query_read_text(query, 30)),
        .papers_shown = query_read_int(query, 31) != 0,
        .by_lot = query_read_int(query, 32) != 0,
    };
}

/* ---- what can be planned ---- */

static int wrong(struct model *in, const char *field, const char *sentence)
{
    return error_set(in->error, ERROR_WRONG, field, "%s", sentence);
}

static bool has_majority(const struct election *election)
{
    return election->majority.below > 0 && election->majority.top > 0;
}

static int check_method(struct model *in, const struct election *election)
{
    const struct count_method *method = count_method_find(election->method);
    if (method == NULL)
        return wrong(in, "method",
                     "There is no such method. Take plurality, approval, av, scottish-stv, meek "
                     "or schulze.");
    if (election->seats < 1 || election->seats > ELECTION_OPTIONS_MOST)
        return wrong(in, "seats", "Say how many are to be elected: from 1 to 100.");
    if (method->single && election->seats != 1)
        return wrong(in, "seats",
                     "This method fills one seat. For several take scottish-stv or meek.");
    if (has_majority(election) && (method != &count_plurality || election->seats != 1))
        return wrong(in, "majority",
                     "A majority is asked of a question with one answer: take the method "
                     "plurality and one seat.");
    return OK;
}

/* Parts that nobody could reach are refused. */
static int check_parts(struct model *in, struct election *election)
{
    struct fraction *quorum = &election->quorum, *majority = &election->majority;
    if (quorum->below == 0)
        *quorum = (struct fraction){0, 1};
    if (majority->below == 0)
        *majority = (struct fraction){0, 1};
    if (quorum->top < 0 || quorum->below < 0 || quorum->top > quorum->below)
        return wrong(in, "quorum",
                     "A quorum is a part of those who may vote, from 0 to 1: more could never "
                     "be met.");
    if (majority->top < 0 || majority->below < 0 || majority->top > majority->below)
        return wrong(in, "majority", "A majority is a part of the votes, from 0 to 1.");
    if (election->more_than && has_majority(election) && majority->top == majority->below)
        return wrong(in, "majority",
                     "More than all votes could never be met. Ask for all of them, or for a "
                     "smaller part.");
    return OK;
}

static int check_times(struct model *in, const struct election *election)
{
    if (election->opens_at < in->now_ms)
        return wrong(in, "opens_at", "That time has passed. Give one to come.");
    if (election->closes_at - election->opens_at < least_ms)
        return wrong(in, "closes_at", "The vote must be open for an hour at least.");
    if (election->closes_at - election->opens_at > most_ms)
        return wrong(in, "closes_at", "The vote must not be open for more than a year.");
    return OK;
}

/* ---- when it opens and closes, where nobody said so ---- */

static bool is_saturday(int32_t day)
{
    return ((int64_t)day + 5) % 7 == 0; /* 1970-01-03 was one: day 2 */
}

/* Whole weekends from the day after the opening to the one before the close. */
static int64_t weekends_between(int32_t opens, int32_t closes)
{
    int64_t count = 0;
    for (int32_t day = opens + 1; day + 1 < closes; day++)
        count += is_saturday(day);
    return count;
}

static int close_default(struct model *in, struct election *election)
{
    int64_t days = 0, weekends = 0;
    int32_t opens = clock_day(election->opens_at);
    int err = charter_term_int(in, election->network, "vacancy.voting_days", &days);
    if (err == OK)
        err = charter_term_int(in, election->network, "vacancy.voting_weekends", &weekends);
    while (err == OK && weekends_between(opens, opens + (int32_t)days) < weekends)
        days++;
    election->closes_at = election->opens_at + days * day_ms;
    return err;
}

static int times_default(struct model *in, struct election *election, bool has_options)
{
    int64_t days = 1;
    int err = OK;
    if (election->opens_at == 0) {
        if (!has_options)
            err = charter_term_int(in, election->network, "vacancy.nomination_days", &days);
        election->opens_at = in->now_ms + days * day_ms;
    }
    return err == OK && election->closes_at == 0 ? close_default(in, election) : err;
}

/* ---- rows ---- */

static int row_add(struct model *in, const struct election *election)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO election (id, network, title, about, purpose, electorate,"
               " electorate_id, recused, method, seats, ties_stay, quorum_top, quorum_below,"
               " majority_top, majority_below, more_than, again, then_action, then_id, charter,"
               " state, opens_at, closes_at)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
               " ?17, ?18, ?19, ?20, 'planned', ?21, ?22)");
    query_int(&query, election->id);
    query_int(&query, election->network);
    query_text(&query, election->title);
    query_text(&query, election->about);
    query_text(&query, election->purpose);
    query_text(&query, election->electorate);
    query_int(&query, election->electorate_id);
    query_int(&query, election->recused);
    query_text(&query, election->method);
    query_int(&query, election->seats);
    query_int(&query, election->ties_stay);
    query_int(&query, election->quorum.top);
    query_int(&query, election->quorum.below);
    query_int(&query, election->majority.top);
    query_int(&query, election->majority.below);
    query_int(&query, election->more_than);
    query_int(&query, election->again);
    query_text(&query, election->then_action);
    query_int(&query, election->then_id);
    query_int(&query, election->charter);
    query_int(&query, election->opens_at);
    query_int(&query, election->closes_at);
    return query_run(&query);
}

static int options_add(struct model *in, const struct election *election, const struct str *options,
                       size_t count)
{
    const struct str answers[] = {STR("Yes"), STR("No")};
    bool is_question = !str_is(election->purpose, "office");
    int err = OK;
    if (count == 0 && is_question) {
        options = answers;
        count = 2;
    }
    if (count > ELECTION_OPTIONS_MOST)
        return wrong(in, "options", "A paper has 100 options at most.");
    if (is_question && count < 2)
        return wrong(in, "options", "A question has two answers at least.");
    for (size_t i = 0; i < count && err == OK; i++) {
        struct election_option option = {.name = options[i]};
        err = election_nominate(in, election, &option);
    }
    return err;
}

/* One of this network's, that has ended. */
static int check_again(struct model *in, const struct election *election)
{
    struct election before = {0};
    if (election->again == 0)
        return OK;
    int err = election_read(in, election->again, &before);
    if (err == OK && before.network == election->network &&
        (str_is(before.state, "published") || str_is(before.state, "void")))
        return OK;
    return err != OK && err != ERROR_MISSING
               ? err
               : wrong(in, "again", "Only a vote of this network that is over can be repeated.");
}

int election_add(struct model *in, struct election *election, const struct str *options,
                 size_t option_count)
{
    int err = network_check_open(in, election->network);
    if (err == OK)
        err = check_method(in, election);
    if (err == OK)
        err = check_parts(in, election);
    if (err == OK)
        err = check_again(in, election);
    if (err == OK)
        err = times_default(in, election, option_count > 0 || !str_is(election->purpose, "office"));
    if (err == OK)
        err = check_times(in, election);
    if (err == OK)
        err = charter_in_force(in, election->network, in->now_ms, &election->charter);
    if (err != OK)
        return err;
    election->id = model_id(in);
    election->state = STR("planned");
    err = row_add(in, election);
    if (err == OK)
        err = options_add(in, election, options, option_count);
    return err != OK ? err : election_schedule(in, election, "election.open", election->opens_at);
}

int election_read(struct model *in, int64_t id, struct election *ret_election)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM election WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "election", "There is no such election.");
    if (err == OK)
        *ret_election = row_read(in, &query);
    return query_close(&query, err);
}

int election_network(struct model *in, int64_t id, int64_t *ret_network)
{
    struct query query;
    *ret_network = 0;
    query_open(&query, in->database, "SELECT network FROM election WHERE id = ?1");
    query_int(&query, id);
    return query_one(&query, ret_network);
}

int election_page(struct model *in, int64_t network, struct page *page,
                  void (*each)(void *self, const struct election *election), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM election WHERE network = ?1 AND id > ?2"
               " ORDER BY id LIMIT ?3");
    query_int(&query, network);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct election election = row_read(in, &query);
        each(self, &election);
    }
    return query_close(&query, err);
}

static int each_row(struct model *in, struct query *query,
                    int (*each)(void *self, const struct election *election), void *self)
{
    int err;
    while ((err = query_step(query)) == QUERY_ROW) {
        struct election election = row_read(in, query);
        if ((err = each(self, &election)) != OK)
            break;
    }
    return query_close(query, err);
}

int election_each_open(struct model *in, int (*each)(void *self, const struct election *election),
                       void *self)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM election WHERE state = 'open' OR state = 'closed'"
               " ORDER BY id");
    return each_row(in, &query, each, self);
}

int election_each_late(struct model *in, int64_t before_ms,
                       int (*each)(void *self, const struct election *election), void *self)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM election"
               " WHERE ((state = 'planned' AND opens_at < ?1)"
               " OR ((state = 'closed' OR state = 'counted') AND closes_at < ?1))"
               " AND EXISTS (SELECT 1 FROM network WHERE network.id = election.network"
               " AND network.state = 'open') ORDER BY id");
    query_int(&query, before_ms);
    return each_row(in, &query, each, self);
}

int election_write(struct model *in, const struct election *election)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE election SET state = ?2, roll = ?3, roll_hash = ?4, seed_hash = ?5,"
               " seed = ?6, papers = ?7, blank = ?8, outcome = ?9, why = ?10, papers_shown = ?11,"
               " opens_at = ?12, closes_at = ?13, charter = ?14, by_lot = ?15 WHERE id = ?1");
    query_int(&query, election->id);
    query_text(&query, election->state);
    query_int(&query, election->roll);
    query_text(&query, election->roll_hash);
    query_text(&query, election->seed_hash);
    query_text(&query, election->seed);
    query_int(&query, election->papers);
    query_int(&query, election->blank);
    query_text(&query, election->outcome);
    query_text(&query, election->why);
    query_int(&query, election->papers_shown);
    query_int(&query, election->opens_at);
    query_int(&query, election->closes_at);
    query_int(&query, election->charter);
    query_int(&query, election->by_lot);
    return query_run(&query);
}

/* ---- going on, and ending ---- */

int election_check(struct model *in, const struct election *election, const char *state)
{
    static const struct {
        const char *state, *sentence;
    } known[] = {
        {"planned", "This vote has not opened yet: election.show tells when it does."},
        {"open", "This vote is open. Wait until it closes."},
        {"closed", "This vote is closed. Its result comes soon."},
        {"counted", "This vote is closed. Its result comes soon."},
        {"published", "This vote is over: election.show tells its result."},
        {"void", "This vote is void. A new one can be planned with election.plan."},
        {"cancelled", "This vote was cancelled before it opened."},
    };
    int err = network_check_open(in, election->network);
    if (err != OK || str_is(election->state, state))
        return err;
    if (str_is(election->state, "open") && str_is(STR("planned"), state))
        return error_set(in->error, ERROR_CLASH, "election",
                         "This vote is open already: nobody can stand in it any more, and it goes "
                         "on to its close.");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_is(election->state, known[i].state))
            return error_set(in->error, ERROR_CLASH, "election", "%s", known[i].sentence);
    return ERROR_BROKEN;
}

int election_cancel(struct model *in, struct election *election, struct str why)
{
    int err = election_check(in, election, "planned");
    if (err == OK)
        err = election_unschedule(in, election);
    election->state = STR("cancelled");
    election->outcome = STR("void");
    election->why = why;
    return err != OK ? err : election_write(in, election);
}

int election_schedule(struct model *in, const struct election *election, const char *action,
                      int64_t due_at)
{
    struct schedule schedule = {.network = election->network,
                                .subject = election->id,
                                .due_at = due_at,
                                .action = str_of(action),
                                .arguments = ident_json(in->arena, "election", election->id)};
    return schedule_add(in, &schedule);
}

int election_unschedule(struct model *in, const struct election *election)
{
    return schedule_drop_subject(in, election->network, election->id);
}

int election_end_network(struct model *in, int64_t network)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE election SET state = 'void', outcome = 'void',"
               " why = 'The network was closed before the votes were counted.'"
               " WHERE network = ?1 AND (state = 'planned' OR state = 'open' OR state = 'closed'"
               " OR state = 'counted')");
    query_int(&query, network);
    return query_run(&query);
}

const char *election_method_sentence(struct model *in, const struct election *election)
{
    const struct count_method *method = count_method_find(election->method);
    return method == NULL
               ? ""
               : arena_print(in->arena, "Counted by %s: %s", method->title, method->sentence);
}
