/* The journal: nothing that was done can be altered, added or taken out unseen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/journal.h"

enum { NETWORK = 7 };

static void append(struct model *in, int64_t network, const char *action)
{
    struct journal_entry entry = {.network = network,
                                  .action = str_of(action),
                                  .day = 20778,
                                  .at_ms = in->now_ms,
                                  .actor = STR("person"),
                                  .actor_id = 8123456789012345678,
                                  .subject = 99,
                                  .depth = 2,
                                  .facts = STR("{\"name\":\"Ward 3\"}")};
    assert_int_equal(journal_append(in, &entry), OK);
}

static void append_three(struct model *in)
{
    append(in, NETWORK, "place.add");
    append(in, NETWORK, "place.rename");
    append(in, NETWORK, "place.close");
}

static struct journal_fault verify(struct model *in, int64_t network)
{
    struct journal_fault fault;
    assert_int_equal(journal_verify(in, network, NULL, NULL, &fault), OK);
    return fault;
}

static struct journal_fault verify_heads(struct model *in)
{
    struct journal_fault fault;
    assert_int_equal(journal_verify_heads(in, &fault), OK);
    return fault;
}

static void chain_heads(struct model *in, int64_t one, int64_t other)
{
    const int64_t networks[] = {one, other};
    assert_int_equal(journal_chain_heads(in, networks, 2), OK);
}

/* ---- what is written can be read ---- */

static void an_entry_is_read_as_it_was_written(void **state)
{
    struct journal_entry entry;
    append_three(IN(state));
    assert_int_equal(journal_read(IN(state), NETWORK, 2, &entry), OK);
    assert_true(str_is(entry.action, "place.rename"));
    assert_int_equal(entry.day, 20778);
    assert_int_equal(entry.at_ms, MODEL_NOW);
    assert_true(str_is(entry.actor, "person"));
    assert_int_equal(entry.actor_id, 8123456789012345678);
    assert_int_equal(entry.subject, 99);
    assert_int_equal(entry.depth, 2);
    assert_true(str_is(entry.facts, "{\"name\":\"Ward 3\"}"));
    assert_false(entry.erased);
}

static void each_network_counts_its_own_entries(void **state)
{
    int64_t last, network = -1;
    append_three(IN(state));
    append(IN(state), 0, "person.add");
    assert_int_equal(journal_last(IN(state), NETWORK, &last), OK);
    assert_int_equal(last, 3);
    assert_int_equal(journal_last(IN(state), 0, &last), OK);
    assert_int_equal(last, 1);
    assert_int_equal(journal_last(IN(state), 8, &last), OK);
    assert_int_equal(last, 0);
    assert_int_equal(journal_next_network(IN(state), network, &network), OK);
    assert_int_equal(network, 0);
    assert_int_equal(journal_next_network(IN(state), network, &network), OK);
    assert_int_equal(network, NETWORK);
    assert_int_equal(journal_next_network(IN(state), network, &network), OK);
    assert_int_equal(network, -1);
}

static void note_sequence(void *self, const struct journal_entry *entry)
{
    char *noted = self;
    size_t len = strlen(noted);
    snprintf(noted + len, 16, "%lld ", (long long)entry->sequence);
}

static void a_page_is_newest_first_and_goes_on_where_the_last_ended(void **state)
{
    char noted[64] = "";
    struct page page = {.limit = 2};
    append_three(IN(state));
    assert_int_equal(journal_page(IN(state), NETWORK, &page, note_sequence, noted), OK);
    assert_true(page.more);
    page = (struct page){.after = 2, .limit = 2};
    assert_int_equal(journal_page(IN(state), NETWORK, &page, note_sequence, noted), OK);
    assert_false(page.more);
    assert_string_equal(noted, "3 2 1 ");
}

static void an_entry_that_is_not_there_is_missing(void **state)
{
    struct journal_entry entry;
    append_three(IN(state));
    assert_model_fails(IN(state), journal_read(IN(state), NETWORK, 4, &entry), ERROR_MISSING,
                       "sequence");
}

static void who_did_it_and_to_what_stands_nowhere_in_the_clear(void **state)
{
    struct query query;
    append_three(IN(state));
    query_open(&query, IN(state)->database, "SELECT * FROM journal");
    while (query_step(&query) == QUERY_ROW)
        for (int column = 0; column < query_columns(&query); column++) {
            struct str bytes = query_kind(&query, column) == QUERY_BLOB
                                   ? query_read_blob(&query, column)
                                   : (struct str){0};
            assert_false(column_holds(&query, column, 8123456789012345678));
            assert_true(bytes.len < 6 || memmem(bytes.ptr, bytes.len, "Ward 3", 6) == NULL);
        }
    assert_int_equal(query_close(&query, OK), OK);
}

/* ---- what is altered is found ---- */

static void an_untouched_chain_is_whole(void **state)
{
    append_three(IN(state));
    chain_heads(IN(state), NETWORK, NETWORK);
    assert_null(verify(IN(state), NETWORK).what);
    assert_null(verify(IN(state), 12345).what);
    assert_null(verify_heads(IN(state)).what);
}

/* Each alters the second of three entries; `bad` is the first that no longer fits. */
static const struct {
    const char *sql;
    int64_t bad;
} alterations[] = {
    {"UPDATE journal SET action = 'place.move' WHERE sequence = 2", 2},
    {"UPDATE journal SET day = day + 1 WHERE sequence = 2", 2},
    {"UPDATE journal SET digest = zeroblob(32) WHERE sequence = 2", 2},
    {"UPDATE journal SET chain = zeroblob(32) WHERE sequence = 2", 2},
    {"UPDATE journal SET body = zeroblob(100) WHERE sequence = 2", 2},
    {"UPDATE journal SET body = (SELECT body FROM journal WHERE sequence = 1) WHERE sequence = 2",
     2},
    {"UPDATE journal SET body = NULL, digest = zeroblob(32) WHERE sequence = 2", 2},
    {"UPDATE journal SET sequence = 9 WHERE sequence = 2", 3},
    {"DELETE FROM journal WHERE sequence = 2", 3},
    {"DELETE FROM journal WHERE sequence = 1", 2},
    {"UPDATE journal SET sequence = CASE sequence WHEN 2 THEN 3 ELSE 2 END + 10"
     " WHERE sequence > 1; ",
     12},
    {"INSERT INTO journal SELECT network, 4, action, day, digest, body, chain FROM journal"
     " WHERE sequence = 3",
     4},
};

static void an_alteration_of_any_column_names_the_first_bad_entry(void **state)
{
    struct model *in = IN(state);
    for (size_t i = 0; i < sizeof alterations / sizeof *alterations; i++) {
        append_three(in);
        assert_null(verify(in, NETWORK).what);
        model_run(in, alterations[i].sql);
        struct journal_fault fault = verify(in, NETWORK);
        if (fault.what == NULL || fault.sequence != alterations[i].bad || fault.network != NETWORK)
            fail_msg("%s: entry %lld (%s)", alterations[i].sql, (long long)fault.sequence,
                     fault.what == NULL ? "whole" : fault.what);
        model_run(in, "DELETE FROM journal");
    }
}

static void an_entry_moved_to_another_network_is_found(void **state)
{
    append_three(IN(state));
    model_run(IN(state), "UPDATE journal SET network = 8");
    assert_int_equal(verify(IN(state), 8).sequence, 1);
}

static void an_erased_body_leaves_the_chain_whole(void **state)
{
    struct journal_entry entry;
    append_three(IN(state));
    chain_heads(IN(state), NETWORK, NETWORK);
    assert_int_equal(journal_erase(IN(state), NETWORK, 2), OK);
    assert_null(verify(IN(state), NETWORK).what);
    assert_null(verify_heads(IN(state)).what);
    assert_int_equal(journal_read(IN(state), NETWORK, 2, &entry), OK);
    assert_true(entry.erased);
    assert_int_equal(entry.subject, 0);
    assert_int_equal(model_count(IN(state), "SELECT count(*) FROM journal WHERE body IS NULL"), 1);
}

static void a_body_that_cannot_be_opened_says_what_to_do(void **state)
{
    struct journal_entry entry;
    append_three(IN(state));
    model_run(IN(state), "UPDATE journal SET body = zeroblob(90) WHERE sequence = 2");
    assert_model_fails(IN(state), journal_read(IN(state), NETWORK, 2, &entry), ERROR_BROKEN, "");
    assert_non_null(strstr(IN(state)->error->message, "kith journal verify"));
}

static bool stop_at_once(void *self, int64_t entries)
{
    *(int64_t *)self = entries;
    return false;
}

static void verifying_can_be_stopped(void **state)
{
    struct journal_fault fault;
    int64_t seen = 0;
    for (int i = 0; i < 4200; i++)
        append(IN(state), NETWORK, "place.add");
    assert_int_equal(journal_verify(IN(state), NETWORK, stop_at_once, &seen, &fault),
                     ERROR_STOPPED);
    assert_true(seen > 0);
}

/* ---- the chain of heads ---- */

static void the_heads_tell_when_a_whole_chain_was_replaced(void **state)
{
    append_three(IN(state));
    append(IN(state), 8, "place.add");
    chain_heads(IN(state), NETWORK, 8);
    model_run(IN(state), "DELETE FROM journal WHERE network = 7");
    append_three(IN(state));
    assert_null(verify(IN(state), NETWORK).what);
    struct journal_fault fault = verify_heads(IN(state));
    assert_non_null(fault.what);
    assert_int_equal(fault.network, NETWORK);
    assert_int_equal(fault.sequence, 3);
}

static void the_heads_tell_when_the_newest_entries_were_taken_out(void **state)
{
    append_three(IN(state));
    chain_heads(IN(state), NETWORK, NETWORK);
    model_run(IN(state), "DELETE FROM journal WHERE sequence = 3");
    assert_null(verify(IN(state), NETWORK).what);
    assert_int_equal(verify_heads(IN(state)).sequence, 3);
}

static void an_alteration_of_the_heads_themselves_is_found(void **state)
{
    static const char *const altered[] = {
        "UPDATE journal_head SET heads = zeroblob(48) WHERE sequence = 2",
        "UPDATE journal_head SET chain = zeroblob(32) WHERE sequence = 2",
        "UPDATE journal_head SET heads = zeroblob(47) WHERE sequence = 2",
        "DELETE FROM journal_head WHERE sequence = 2",
        "DELETE FROM journal_head WHERE sequence = 1",
    };
    struct model *in = IN(state);
    for (size_t i = 0; i < sizeof altered / sizeof *altered; i++) {
        model_run(in, "DELETE FROM journal_head");
        for (int batch = 0; batch < 3; batch++) {
            append(in, NETWORK, "place.add");
            chain_heads(in, NETWORK, NETWORK);
        }
        assert_null(verify_heads(in).what);
        model_run(in, altered[i]);
        struct journal_fault fault = verify_heads(in);
        if (fault.what == NULL || fault.sequence != 0)
            fail_msg("%s was not found", altered[i]);
    }
}

static void a_network_in_which_nothing_was_done_has_no_head(void **state)
{
    append_three(IN(state));
    chain_heads(IN(state), NETWORK, 12345);
    assert_null(verify_heads(IN(state)).what);
    model_run(IN(state), "DELETE FROM journal_head");
    chain_heads(IN(state), 12345, 12346);
    assert_int_equal(model_count(IN(state), "SELECT count(*) FROM journal_head"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(an_entry_is_read_as_it_was_written),
        MODEL_TEST(each_network_counts_its_own_entries),
        MODEL_TEST(a_page_is_newest_first_and_goes_on_where_the_last_ended),
        MODEL_TEST(an_entry_that_is_not_there_is_missing),
        MODEL_TEST(who_did_it_and_to_what_stands_nowhere_in_the_clear),
        MODEL_TEST(an_untouched_chain_is_whole),
        MODEL_TEST(an_alteration_of_any_column_names_the_first_bad_entry),
        MODEL_TEST(an_entry_moved_to_another_network_is_found),
        MODEL_TEST(an_erased_body_leaves_the_chain_whole),
        MODEL_TEST(a_body_that_cannot_be_opened_says_what_to_do),
        MODEL_TEST(verifying_can_be_stopped),
        MODEL_TEST(the_heads_tell_when_a_whole_chain_was_replaced),
        MODEL_TEST(the_heads_tell_when_the_newest_entries_were_taken_out),
        MODEL_TEST(an_alteration_of_the_heads_themselves_is_found),
        MODEL_TEST(a_network_in_which_nothing_was_done_has_no_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
