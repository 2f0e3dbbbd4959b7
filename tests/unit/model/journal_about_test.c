/* What the journal says of somebody: found whoever did it, erased without breaking the chain. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/journal_about.h"

enum { ADA = 1001, BEN = 1002 };

static void write_entry(struct model *in, const char *action, int64_t actor, int64_t subject,
                        const char *facts)
{
    struct journal_entry entry = {.action = str_of(action),
                                  .day = 20778,
                                  .at_ms = MODEL_NOW,
                                  .actor = STR("person"),
                                  .actor_id = actor,
                                  .subject = subject,
                                  .facts = str_of(facts)};
    assert_int_equal(journal_append(in, &entry), OK);
}

static const char *facts_of(struct model *in, int64_t person)
{
    char id[IDENT_LENGTH + 1];
    ident_print(person, id);
    return arena_print(in->arena, "{\"person\":\"%s\",\"note\":\"x\"}", id);
}

static void count(void *self, const struct journal_entry *entry)
{
    (void)entry;
    ++*(int64_t *)self;
}

static int64_t count_about(struct model *in, int64_t person)
{
    struct journal_people people = {0};
    int64_t found = 0, before = 0;
    journal_people_add(&people, person);
    do
        assert_int_equal(journal_about(in, &people, &before, count, &found), OK);
    while (before != 0);
    journal_people_done(&people);
    return found;
}

static void it_finds_what_they_did_what_befell_them_and_what_names_them(void **state)
{
    struct model *in = IN(state);
    write_entry(in, "a.did", ADA, 0, "{}");
    write_entry(in, "a.befell", BEN, ADA, "{}");
    write_entry(in, "a.names", 0, 0, facts_of(in, ADA));
    write_entry(in, "a.other", BEN, 0, facts_of(in, BEN));
    assert_int_equal(count_about(in, ADA), 3);
    assert_int_equal(count_about(in, BEN), 2);
}

static void it_goes_through_all_of_a_long_journal(void **state)
{
    struct model *in = IN(state);
    write_entry(in, "a.first", ADA, 0, "{}");
    for (int i = 0; i < 2 * JOURNAL_ABOUT_AT_ONCE; i++)
        write_entry(in, "a.other", BEN, 0, "{}");
    write_entry(in, "a.last", ADA, 0, "{}");
    assert_int_equal(count_about(in, ADA), 2);
}

static void erasing_leaves_the_chain_whole_and_says_that_somebody_was_erased(void **state)
{
    struct model *in = IN(state);
    struct journal_people people = {0};
    struct journal_fault fault;
    write_entry(in, "person.add", 0, ADA, "{}");
    write_entry(in, "person.erase", ADA, ADA, "{\"reason\":\"asked\"}");
    write_entry(in, "a.other", BEN, 0, "{}");
    journal_people_add(&people, ADA);
    assert_int_equal(journal_erase_about(in, &people), OK);
    journal_people_done(&people);
    assert_int_equal(model_count(in, "SELECT count(*) FROM journal WHERE body IS NULL"), 1);
    assert_int_equal(model_count(in, "SELECT sequence FROM journal WHERE body IS NULL"), 1);
    assert_int_equal(journal_verify(in, 0, NULL, NULL, &fault), OK);
    assert_null(fault.what);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(it_finds_what_they_did_what_befell_them_and_what_names_them),
        MODEL_TEST(it_goes_through_all_of_a_long_journal),
        MODEL_TEST(erasing_leaves_the_chain_whole_and_says_that_somebody_was_erased),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
