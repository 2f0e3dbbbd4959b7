/* A journal as one reader sees it: what is hidden leaves no gap, in numbers or in pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/journal_view.h"

enum { NETWORK = 7, ENTRIES = 40 };

static void append(struct model *in, int64_t network, const char *action)
{
    struct journal_entry entry = {.network = network, .action = str_of(action), .day = 20778};
    assert_int_equal(journal_append(in, &entry), OK);
}

/* Of every four entries the reader sees one. */
static void append_many(struct model *in)
{
    for (int i = 1; i <= ENTRIES; i++)
        append(in, NETWORK, i % 4 == 0 ? "place.add" : "tea.pour");
}

struct reader {
    int64_t numbers[ENTRIES];
    size_t count;
};

static int look(void *self, struct journal_entry *entry, bool *ret_seen)
{
    (void)self;
    *ret_seen = str_is(entry->action, "place.add");
    return OK;
}

static void note(void *self, const struct journal_entry *entry)
{
    struct reader *reader = self;
    reader->numbers[reader->count++] = entry->sequence;
}

static struct journal_view view_of(struct model *in, struct reader *reader)
{
    return (struct journal_view){
        .in = in, .network = NETWORK, .look = look, .each = note, .self = reader};
}

static void a_number_leads_back_to_its_entry_and_no_two_are_alike(void **state)
{
    struct model *in = IN(state);
    static const int64_t sequences[] = {1, 2, 3, 1000, 1 << 20, INT64_C(1) << 39};
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        int64_t number = journal_view_number(in, NETWORK, sequences[i]);
        assert_in_range(number, 1, INT64_C(1) << 40);
        assert_int_equal(journal_view_sequence(in, NETWORK, number), sequences[i]);
        assert_int_not_equal(journal_view_number(in, NETWORK + 1, sequences[i]), number);
        assert_int_not_equal(journal_view_number(in, 0, sequences[i]), sequences[i]);
        assert_int_equal(journal_view_sequence(in, 0, journal_view_number(in, 0, sequences[i])),
                         sequences[i]);
    }
}

/* Neither smaller nor greater, as often as not; and never the next one. */
static void the_next_entry_has_a_number_that_tells_nothing_of_the_one_before(void **state)
{
    struct model *in = IN(state);
    int64_t rises = 0, before = journal_view_number(in, NETWORK, 1);
    for (int64_t sequence = 2; sequence <= 401; sequence++) {
        int64_t number = journal_view_number(in, NETWORK, sequence);
        assert_int_not_equal(number, before + 1);
        rises += number > before;
        before = number;
    }
    assert_in_range(rises, 140, 260);
}

static void what_is_no_number_leads_nowhere(void **state)
{
    struct model *in = IN(state);
    struct reader reader = {0};
    struct journal_view view = view_of(in, &reader);
    struct journal_entry entry;
    static const int64_t wrong[] = {-1, INT64_MIN, (INT64_C(1) << 40) + 1, INT64_MAX};
    append_many(in);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct page page = {.after = wrong[i], .limit = 3};
        assert_int_equal(journal_view_read(&view, wrong[i], &entry), ERROR_MISSING);
        if (wrong[i] > 0)
            assert_int_equal(journal_view_page(&view, &page), ERROR_WRONG);
    }
}

static void pages_are_filled_with_what_is_seen(void **state)
{
    struct model *in = IN(state);
    struct reader reader = {0};
    struct journal_view view = view_of(in, &reader);
    int64_t last = 0;
    append_many(in);
    for (size_t seen = 4; seen <= 8; seen += 4) {
        struct page page = {.after = last, .limit = 4};
        assert_int_equal(journal_view_page(&view, &page), OK);
        assert_int_equal(reader.count, seen);
        assert_true(page.more);
        assert_int_equal(page.last, reader.numbers[seen - 1]);
        last = page.last;
    }
    struct page rest = {.after = last, .limit = 4};
    assert_int_equal(journal_view_page(&view, &rest), OK);
    assert_int_equal(reader.count, ENTRIES / 4);
    assert_false(rest.more);
    for (size_t i = 0; i < reader.count; i++)
        assert_int_equal(reader.numbers[i],
                         journal_view_number(in, NETWORK, (int64_t)(ENTRIES - 4 * i)));
}

enum { THEIRS = 123456789 };

static bool hides_tea(void *self, struct str action)
{
    (void)self;
    return str_is(action, "tea.pour");
}

/* Nothing else of it was read. */
static int look_at_ones_own(void *self, struct journal_entry *entry, bool *ret_seen)
{
    (void)self;
    if (!str_is(entry->action, "place.add") && entry->actor_id != THEIRS &&
        entry->subject != THEIRS)
        fail_msg("an entry was read that names somebody else");
    *ret_seen = true;
    return OK;
}

static void what_is_hidden_is_passed_over_unread_unless_it_names_the_reader(void **state)
{
    struct model *in = IN(state);
    struct reader reader = {0};
    struct journal_view view = view_of(in, &reader);
    view.look = look_at_ones_own;
    view.hides = hides_tea;
    view.reader = THEIRS;
    append_many(in);
    for (int i = 0; i < 3; i++) {
        struct journal_entry entry = {.network = NETWORK, .action = STR("tea.pour"), .day = 20778};
        entry.actor_id = i == 0 ? THEIRS : 42;
        entry.subject = i == 1 ? THEIRS : 42;
        assert_int_equal(journal_append(in, &entry), OK);
    }
    assert_int_equal(journal_erase(in, NETWORK, ENTRIES + 1), OK);
    struct page page = {.limit = ENTRIES};
    assert_int_equal(journal_view_page(&view, &page), OK);
    assert_int_equal(reader.count, ENTRIES / 4 + 1);
    assert_int_equal(reader.numbers[0], journal_view_number(in, NETWORK, ENTRIES + 2));
}

/* Else a page that says there is more, and a next one without anything, would tell of them. */
static void hidden_entries_at_the_end_are_not_more(void **state)
{
    struct model *in = IN(state);
    struct reader reader = {0};
    struct journal_view view = view_of(in, &reader);
    struct page page = {.limit = ENTRIES / 4};
    append_many(in);
    assert_int_equal(journal_view_page(&view, &page), OK);
    assert_int_equal(reader.count, ENTRIES / 4);
    assert_false(page.more);
}

static void what_is_hidden_and_what_is_absent_answer_alike(void **state)
{
    struct model *in = IN(state);
    struct reader reader = {0};
    struct journal_view view = view_of(in, &reader);
    struct journal_entry entry;
    append_many(in);
    assert_int_equal(journal_view_read(&view, journal_view_number(in, NETWORK, 3), &entry),
                     ERROR_MISSING);
    struct error hidden = *in->error;
    assert_int_equal(
        journal_view_read(&view, journal_view_number(in, NETWORK, ENTRIES + 1), &entry),
        ERROR_MISSING);
    assert_string_equal(hidden.message, in->error->message);
    int64_t number = journal_view_number(in, NETWORK, 4);
    assert_int_equal(journal_view_read(&view, number, &entry), OK);
    assert_int_equal(entry.sequence, number);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, model_setup, model_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_number_leads_back_to_its_entry_and_no_two_are_alike),
        TEST(the_next_entry_has_a_number_that_tells_nothing_of_the_one_before),
        TEST(what_is_no_number_leads_nowhere),
        TEST(pages_are_filled_with_what_is_seen),
        TEST(hidden_entries_at_the_end_are_not_more),
        TEST(what_is_hidden_is_passed_over_unread_unless_it_names_the_reader),
        TEST(what_is_hidden_and_what_is_absent_answer_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
