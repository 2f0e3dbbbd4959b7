/* Erasing: of whom it was, no row says anything any more; of the others, all stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/candidate.h"
#include "model/contact_wish.h"
#include "model/effect.h"
#include "model/erase.h"
#include "model/glass.h"
#include "model/job.h"
#include "model/look.h"
#include "model/membership.h"
#include "model/merge.h"
#include "model/person.h"
#include "model/preference.h"
#include "model/proposal.h"
#include "model/retry.h"
#include "model/schedule.h"
#include "model/token.h"

static int64_t somebody(struct model *in, const char *name)
{
    struct person person = {.external_id = str_of(name), .given_name = str_of(name)};
    assert_int_equal(person_add(in, &person), OK);
    return person.id;
}

static void keep_key(struct model *in, int64_t id)
{
    char text[IDENT_LENGTH + 1];
    ident_print(id, text);
    struct str part = str_of(text);
    struct secret_hash hash = secret_hash(&part, 1);
    assert_int_equal(
        retry_add(in, &hash, &hash, str_of(arena_print(in->arena, "{\"id\":\"%s\"}", text))), OK);
}

static void join(struct model *in, int64_t person, int64_t network, int64_t handle)
{
    struct membership membership = {.network = network,
                                    .handle = handle,
                                    .kind = STR("member"),
                                    .visibility = STR("concealed"),
                                    .next_day = 21143};
    struct contact_wish wish = {.network = network, .handle = handle, .wish = STR("person")};
    struct effect effect = {
        .network = network, .kind = STR("mail"), .recipient = handle, .payload = STR("{}")};
    assert_int_equal(membership_add(in, person, &membership), OK);
    assert_int_equal(contact_wish_set(in, &wish), OK);
    assert_int_equal(effect_add(in, &effect, false), OK);
    keep_key(in, handle);
}

/* One of everything that can be held of a person. */
static void fill(struct model *in, int64_t person, int64_t handle)
{
    const struct actor actor = {.kind = ACTOR_PERSON, .person = person};
    const struct actor viewer = {.kind = ACTOR_ADMINISTRATOR};
    struct proposal proposal = {
        .network = 5, .action = STR("a.b"), .actor = actor, .arguments = STR("{}")};
    struct job job = {
        .id = model_id(in), .action = STR("a.b"), .actor = actor, .arguments = STR("{}")};
    struct effect effect = {.kind = STR("mail"), .recipient = person, .payload = STR("{}")};
    struct schedule schedule = {
        .subject = person, .due_at = MODEL_NOW, .action = STR("a.b"), .arguments = STR("{}")};
    struct preference preference;
    struct str token;
    join(in, person, 5, handle);
    join(in, person, 6, handle + 1);
    assert_int_equal(token_make(in, person, &token), OK);
    assert_int_equal(look_add(in, &viewer, "person.show", person), OK);
    assert_int_equal(proposal_add(in, &proposal), OK);
    assert_int_equal(proposal_add_file(in, proposal.id, 0, STR("a file")), OK);
    assert_int_equal(job_add(in, &job), OK);
    assert_int_equal(job_end(in, job.id, "done", STR("{}")), OK);
    assert_int_equal(effect_add(in, &effect, false), OK);
    assert_int_equal(schedule_add(in, &schedule), OK);
    assert_int_equal(preference_read(in, person, &preference), OK);
    assert_int_equal(preference_write(in, person, &preference), OK);
    keep_key(in, person);
}

static const char *const tables[] = {
    "SELECT count(*) FROM person",        "SELECT count(*) FROM token",
    "SELECT count(*) FROM look",          "SELECT count(*) FROM proposal",
    "SELECT count(*) FROM proposal_file", "SELECT count(*) FROM job",
    "SELECT count(*) FROM membership",    "SELECT count(*) FROM belonging",
    "SELECT count(*) FROM schedule",      "SELECT count(*) FROM retry",
    "SELECT count(*) FROM person_record",
};
enum { TABLES = sizeof tables / sizeof *tables };

static void counts_of(struct model *in, int64_t ret_counts[TABLES])
{
    for (size_t i = 0; i < TABLES; i++) {
        struct query query;
        query_open(&query, in->database, tables[i]);
        assert_int_equal(query_step(&query), QUERY_ROW);
        ret_counts[i] = query_read_int(&query, 0);
        query_close(&query, OK);
    }
}

static void no_id_is_held(void *self, const char *table, const struct query *row, int column)
{
    const int64_t *ids = self;
    bool of_an_effect = strcmp(table, "effect") == 0;
    for (int i = 0; i < 3; i++)
        if (!(of_an_effect && i > 0) && column_holds(row, column, ids[i]))
            fail_msg("%s still has it in %s", table, query_column_name(row, column));
}

static void no_row_says_anything_of_whom_was_erased(void **state)
{
    struct model *in = IN(state);
    int64_t before[TABLES], after[TABLES], ada = somebody(in, "Ada");
    int64_t ids[] = {0, 7001, 7002};
    struct str lines;
    fill(in, ada, 8001);
    counts_of(in, before);
    ids[0] = somebody(in, "Ben");
    fill(in, ids[0], ids[1]);
    assert_int_equal(erase_person(in, ids[0], &lines), OK);
    counts_of(in, after);
    for (size_t i = 0; i < TABLES; i++)
        if (before[i] != after[i])
            fail_msg("%s: %lld, not %lld", tables[i], (long long)after[i], (long long)before[i]);
    model_each_column(in, no_id_is_held, ids);
    assert_int_equal(lines.len, 93);
}

/* At once nobody sees by a count that they belonged: whoever erases them could. */
static void what_waits_for_their_handles_is_dropped_by_the_next_tidying(void **state)
{
    struct model *in = IN(state);
    int64_t ada = somebody(in, "Ada"), ben = somebody(in, "Ben");
    struct str lines;
    join(in, ada, 5, 8001);
    join(in, ben, 5, 7001);
    assert_int_equal(erase_person(in, ben, &lines), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect WHERE state = 'waiting'"), 2);
    assert_int_equal(effect_drop_gone(in), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"
                                     " WHERE recipient = 7001 AND state = 'dropped'"),
                     1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"
                                     " WHERE recipient = 8001 AND state = 'waiting'"),
                     1);
}

static int count_one(void *self, int64_t person)
{
    (void)person;
    ++*(int64_t *)self;
    return OK;
}

static void neither_their_interest_in_a_network_nor_a_look_behind_the_glass_is_left(void **state)
{
    struct model *in = IN(state);
    int64_t ada = somebody(in, "Ada"), ben = somebody(in, "Ben"), supporters = 0;
    struct candidate pride = {.name = STR("Pride"), .aim = STR("a"), .threshold = 5};
    struct glass_keeper keeper = {.person = ben};
    struct glass glass = {.asker = ada, .subject = ben, .reason = STR("Nobody has seen them.")};
    struct str lines;
    bool reached;
    assert_int_equal(candidate_add(in, ada, &pride), OK);
    assert_int_equal(candidate_support(in, pride.id, ben, CANDIDATE_SUPPORT, &reached), OK);
    assert_int_equal(glass_keep(in, &keeper), OK);
    assert_int_equal(glass_ask(in, &glass), OK);
    assert_int_equal(erase_person(in, ben, &lines), OK);
    assert_int_equal(candidate_each_person(in, pride.id, count_one, &supporters), OK);
    assert_int_equal(supporters, 1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM glass"), 0);
    assert_int_equal(model_count(in, "SELECT count(*) FROM glass_keeper"), 0);
}

static void nobody_can_be_erased_twice(void **state)
{
    struct model *in = IN(state);
    int64_t ada = somebody(in, "Ada");
    struct str lines;
    assert_int_equal(erase_person(in, ada, &lines), OK);
    assert_int_equal(erase_person(in, ada, &lines), OK);
    assert_int_equal(lines.len, 0);
    assert_int_equal(model_count(in, "SELECT count(*) FROM erasure"), 1);
}

static void whom_two_records_named_is_erased_under_both_ids(void **state)
{
    struct model *in = IN(state);
    int64_t ada = somebody(in, "Ada"), again = somebody(in, "Ada again"), third = somebody(in, "A");
    struct journal_people people = {0};
    struct str lines;
    assert_int_equal(merge_people(in, third, again), OK);
    assert_int_equal(merge_people(in, again, ada), OK);
    assert_int_equal(erase_ids(in, ada, &people), OK);
    assert_int_equal(people.ids.count, 3);
    assert_int_equal(erase_person(in, ada, &lines), OK);
    assert_int_equal(lines.len, 3 * 93);
    assert_int_equal(erase_ids_forget(in, ada), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM merged"), 0);
    journal_people_done(&people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(no_row_says_anything_of_whom_was_erased),
        MODEL_TEST(what_waits_for_their_handles_is_dropped_by_the_next_tidying),
        MODEL_TEST(neither_their_interest_in_a_network_nor_a_look_behind_the_glass_is_left),
        MODEL_TEST(nobody_can_be_erased_twice),
        MODEL_TEST(whom_two_records_named_is_erased_under_both_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
