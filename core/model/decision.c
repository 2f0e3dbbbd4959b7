/* Decisions: their rows, and the register. */
#include "model/decision.h"

#include "base/json.h"
#include "base/list.h"
#include "model/charter.h"
#include "model/sealed_words.h"
#include "model/setting.h"

#define COLUMNS                                                                                    \
    "id, network, voters, committee, meeting, proposal, state, is_consent, numerator,"             \
    " denominator, is_more_than, over, abstentions_count, quorum, charter, days, proposed_day,"    \
    " opened_at, closes_at, decided_at, ratify_by, is_ratifying, is_flagged, clock, votes_for,"    \
    " votes_against, abstentions, recused, entitled, owner, review_day, reviewed_day, sealed,"     \
    " outcome"
#define TITLE   "decision"
#define OUTCOME "decision outcome"

/* ---- what is sealed ---- */

struct sealed_part {
    const char *name;
    struct str *text;
};

static struct str parts_seal(struct model *in, const char *what, int64_t id,
                             const struct sealed_part *parts, size_t count)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    json_open(&writer, '{');
    for (size_t i = 0; i < count; i++) {
        json_key(&writer, parts[i].name);
        json_put_text(&writer, *parts[i].text);
    }
    json_close(&writer, '}');
    struct str sealed = words_seal(in, what, id, text_str(&text));
    text_done(&text);
    return sealed;
}

static int parts_open(struct model *in, const char *what, int64_t id, struct str sealed,
                      const struct sealed_part *parts, size_t count)
{
    struct str plain;
    int err = words_open(in, what, id, sealed, &plain);
    if (err != OK || plain.len == 0)
        return err;
    struct json *json = json_parse(plain, in->error);
    if (json == NULL)
        return error_set(in->error, ERROR_BROKEN, NULL, "A decision cannot be opened.");
    for (size_t i = 0; i < count; i++)
        *parts[i].text = arena_str(in->arena, json_text(json_member(json, parts[i].name)));
    json_free(json);
    return OK;
}

#define TITLE_PARTS(decision, by)                                                                  \
    {                                                                                              \
        {"title", &(decision)->title}, {"text", &(decision)->text}, {"by", by},                    \
    }
#define OUTCOME_PARTS(decision)                                                                    \
    {                                                                                              \
        {"quorum_why", &(decision)->quorum_why}, {"why", &(decision)->why},                        \
            {"done", &(decision)->done}, {"review", &(decision)->review},                          \
    }

static struct str title_seal(struct model *in, struct decision *decision)
{
    struct str by = str_of(arena_print(in->arena, "%lld", (long long)decision->by));
    const struct sealed_part parts[] = TITLE_PARTS(decision, &by);
    return parts_seal(in, TITLE, decision->id, parts, sizeof parts / sizeof *parts);
}

static int words_read(struct model *in, const struct query *query, struct decision *decision)
{
    struct str by = {0};
    const struct sealed_part title[] = TITLE_PARTS(decision, &by);
    const struct sealed_part outcome[] = OUTCOME_PARTS(decision);
    int err = parts_open(in, TITLE, decision->id, query_read_blob(query, 32), title,
                         sizeof title / sizeof *title);
    str_to_int(by, &decision->by);
    return err != OK ? err
                     : parts_open(in, OUTCOME, decision->id, query_read_blob(query, 33), outcome,
                                  sizeof outcome / sizeof *outcome);
}

/* ---- rows ---- */

static void bind_rule(struct query *query, const struct decision *decision)
{
    query_int(query, decision->is_consent);
    query_int(query, decision->majority.numerator);
    query_int(query, decision->majority.denominator);
    query_int(query, decision->majority.is_more_than);
    query_int(query, decision->majority.over);
    query_int(query, decision->majority.abstentions_count);
    query_text(query, decision->quorum);
}

int decision_add(struct model *in, struct decision *decision)
{
    struct query query;
    int err = setting_today(in, &decision->proposed_day);
    if (err == OK && decision->charter == 0)
        err = charter_in_force(in, decision->network, in->now_ms, &decision->charter);
    if (err != OK)
        return err;
    decision->id = model_id_of_day(in);
    decision->state = STR("proposed");
    query_open(&query, in->database,
               "INSERT INTO decision (id, network, voters, committee, meeting, proposal, state,"
               " is_consent, numerator, denominator, is_more_than, over, abstentions_count,"
               " quorum, charter, days, proposed_day, owner, review_day, sealed)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'proposed', ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
               " ?15, ?16, ?17, ?18, ?19)");
    query_int(&query, decision->id);
    query_int(&query, decision->network);
    query_text(&query, decision->voters);
    query_int(&query, decision->committee);
    query_int(&query, decision->meeting);
    query_int(&query, decision->proposal);
    bind_rule(&query, decision);
    query_int(&query, decision->charter);
    query_int(&query, decision->days);
    query_int(&query, decision->proposed_day);
    query_int(&query, decision->owner);
    query_int(&query, decision->review_day);
    query_blob(&query, title_seal(in, decision));
    err = query_run(&query);
    if (err == ERROR_CLASH)
        return error_set(in->error, ERROR_CLASH, "proposal",
                         "A decision is about this proposal already: decision.list shows it.");
    return err;
}

static struct majority_rule rule_read(const struct query *query)
{
    return (struct majority_rule){.numerator = query_read_int(query, 8),
                                  .denominator = query_read_int(query, 9),
                                  .is_more_than = query_read_int(query, 10) != 0,
                                  .over = (enum majority_over)query_read_int(query, 11),
                                  .abstentions_count = query_read_int(query, 12) != 0};
}

static int row_read(struct model *in, const struct query *query, struct decision *ret_decision)
{
    *ret_decision = (struct decision){.id = query_read_int(query, 0),
                                      .network = query_read_int(query, 1),
                                      .voters = arena_str(in->arena, query_read_text(query, 2)),
                                      .committee = query_read_int(query, 3),
                                      .meeting = query_read_int(query, 4),
                                      .proposal = query_read_int(query, 5),
                                      .state = arena_str(in->arena, query_read_text(query, 6)),
                                      .is_consent = query_read_int(query, 7) != 0,
                                      .majority = rule_read(query),
                                      .quorum = arena_str(in->arena, query_read_text(query, 13)),
                                      .charter = query_read_int(query, 14),
                                      .days = query_read_int(query, 15),
                                      .proposed_day = (int32_t)query_read_int(query, 16),
                                      .opened_at = query_read_int(query, 17),
                                      .closes_at = query_read_int(query, 18),
                                      .decided_at = query_read_int(query, 19),
                                      .ratify_by = query_read_int(query, 20),
                                      .is_ratifying = query_read_int(query, 21) != 0,
                                      .is_flagged = query_read_int(query, 22) != 0,
                                      .clock = query_read_int(query, 23),
                                      .votes_for = query_read_int(query, 24),
                                      .votes_against = query_read_int(query, 25),
                                      .abstentions = query_read_int(query, 26),
                                      .recused = query_read_int(query, 27),
                                      .entitled = query_read_int(query, 28),
                                      .owner = query_read_int(query, 29),
                                      .review_day = (int32_t)query_read_int(query, 30),
                                      .reviewed_day = (int32_t)query_read_int(query, 31)};
    return words_read(in, query, ret_decision);
}

int decision_read(struct model *in, int64_t id, struct decision *ret_decision)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM decision WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "decision", "There is no such decision.");
    if (err == OK)
        err = row_read(in, &query, ret_decision);
    return query_close(&query, err);
}

int decision_write(struct model *in, const struct decision *decision)
{
    struct query query;
    struct decision copy = *decision;
    const struct sealed_part outcome[] = OUTCOME_PARTS(&copy);
    query_open(&query, in->database,
               "UPDATE decision SET state = ?2, meeting = ?3, charter = ?4, opened_at = ?5,"
               " closes_at = ?6, decided_at = ?7, ratify_by = ?8, is_ratifying = ?9,"
               " is_flagged = ?10, clock = ?11, votes_for = ?12, votes_against = ?13,"
               " abstentions = ?14, recused = ?15, entitled = ?16, owner = ?17,"
               " review_day = ?18, reviewed_day = ?19, outcome = ?20 WHERE id = ?1");
    query_int(&query, decision->id);
    query_text(&query, decision->state);
    query_int(&query, decision->meeting);
    query_int(&query, decision->charter);
    query_int(&query, decision->opened_at);
    query_int(&query, decision->closes_at);
    query_int(&query, decision->decided_at);
    query_int(&query, decision->ratify_by);
    query_int(&query, decision->is_ratifying);
    query_int(&query, decision->is_flagged);
    query_int(&query, decision->clock);
    query_int(&query, decision->votes_for);
    query_int(&query, decision->votes_against);
    query_int(&query, decision->abstentions);
    query_int(&query, decision->recused);
    query_int(&query, decision->entitled);
    query_int(&query, decision->owner);
    query_int(&query, decision->review_day);
    query_int(&query, decision->reviewed_day);
    query_blob(&query,
               parts_seal(in, OUTCOME, decision->id, outcome, sizeof outcome / sizeof *outcome));
    return query_run(&query);
}

/* ---- the register ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool holds(struct str text, struct str words)
{
    for (size_t at = 0; at + words.len <= text.len; at++) {
        size_t same = 0;
        while (same < words.len && lower(text.ptr[at + same]) == lower(words.ptr[same]))
            same++;
        if (same == words.len)
            return true;
    }
    return false;
}

/* Titles are sealed, so the words are looked for in what was opened. */
static int search_next(struct model *in, struct query *query, const struct decision_search *search,
                       struct page *page, struct decision *ret_decision)
{
    int err;
    while ((err = query_step(query)) == QUERY_ROW) {
        if ((err = row_read(in, query, ret_decision)) != OK)
            return err;
        if (!holds(ret_decision->title, search->words) && !holds(ret_decision->text, search->words))
            continue;
        return page_takes(page, ret_decision->id) ? QUERY_ROW : OK;
    }
    return err;
}

int decision_page(struct model *in, const struct decision_search *search, struct page *page,
                  int (*each)(void *self, const struct decision *decision), void *self)
{
    struct query query;
    struct decision decision;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM decision WHERE network = ?1 AND id > ?2"
               " AND (?3 = '' OR state = ?3) AND (?4 = 0 OR meeting = ?4)"
               " AND proposed_day >= ?5 AND (?6 = 0 OR proposed_day <= ?6) ORDER BY id");
    query_int(&query, search->network);
    query_int(&query, page->after);
    query_text(&query, search->state);
    query_int(&query, search->meeting);
    query_int(&query, search->from_day);
    query_int(&query, search->until_day);
    while ((err = search_next(in, &query, search, page, &decision)) == QUERY_ROW)
        if ((err = each(self, &decision)) != OK)
            break;
    return query_close(&query, err);
}

/* ---- the end ---- */

typedef LIST(struct decision) decision_list;

static int run_for_handle(struct model *in, const char *sql, int64_t network, int64_t handle)
{
    struct query query;
    query_open(&query, in->database, sql);
    query_int(&query, network);
    query_int(&query, handle);
    return query_run(&query);
}

int decision_drop_handle(struct model *in, int64_t network, int64_t handle)
{
    static const char *const steps[] = {
        "DELETE FROM decision_vote WHERE network = ?1 AND handle = ?2",
        "DELETE FROM decision_backing WHERE network = ?1 AND handle = ?2",
        "UPDATE decision SET owner = 0 WHERE network = ?1 AND owner = ?2",
    };
    int err = OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && err == OK; i++)
        err = run_for_handle(in, steps[i], network, handle);
    return err;
}

static int keep_open(void *self, const struct decision *decision)
{
    if (str_is(decision->state, "proposed") || str_is(decision->state, "open") ||
        str_is(decision->state, "blocked"))
        *list_add((decision_list *)self) = *decision;
    return OK;
}

int decision_end_network(struct model *in, int64_t network)
{
    const struct decision_search search = {.network = network};
    struct page all = {.limit = INT32_MAX};
    decision_list open = {0};
    int err = decision_page(in, &search, &all, keep_open, &open);
    for (size_t i = 0; i < open.count && err == OK; i++) {
        struct decision *decision = &open.at[i];
        decision->state = STR("withdrawn");
        decision->why = STR("The network was closed before it was decided.");
        decision->clock = decision->ratify_by = 0;
        err = decision_write(in, decision);
    }
    list_done(&open);
    return err;
}
