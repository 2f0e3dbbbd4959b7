/* Spaces: coming in and going out, and that nobody without the key knows who is in a confidential
 * one, or how many are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/membership.h"
#include "model/person.h"
#include "model/space.h"

#define PRIDE INT64_C(700700700700700)

static const char *const doors[] = {"open", "closed", "confidential"};

static int64_t join_as(struct model *in, int64_t network, const char *kind)
{
    struct person person = {.given_name = STR("Somebody"), .job = STR("")};
    struct membership membership = {
        .network = network, .kind = str_of(kind), .visibility = STR("members")};
    assert_int_equal(person_add(in, &person), OK);
    assert_int_equal(membership_add(in, person.id, &membership), OK);
    return membership.handle;
}

static int64_t join(struct model *in)
{
    return join_as(in, PRIDE, "member");
}

static struct space open_for(struct model *in, const char *door, const char *for_whom)
{
    struct space space = {.network = PRIDE,
                          .name = str_of(arena_print(in->arena, "%s for %s", door, for_whom)),
                          .aim = STR("To be heard."),
                          .door = str_of(door),
                          .for_whom = str_of(for_whom)};
    assert_int_equal(space_add(in, &space), OK);
    return space;
}

static bool is_inside(struct model *in, const struct space *space, int64_t membership)
{
    bool inside;
    assert_int_equal(space_is_inside(in, space, membership, &inside), OK);
    return inside;
}

struct relayed {
    struct space_entry entries[16];
    size_t count;
};

static int note_entry(void *self, const struct space_entry *entry)
{
    struct relayed *relayed = self;
    relayed->entries[relayed->count++] = *entry;
    return OK;
}

static struct relayed relay(struct model *in, const struct space *space)
{
    struct relayed relayed = {.count = 0};
    assert_int_equal(space_relay_each(in, space, note_entry, &relayed), OK);
    return relayed;
}

/* ---- spaces ---- */

static void a_space_is_read_back_as_it_was_opened(void **state)
{
    struct model *in = IN(state);
    struct space opened = open_for(in, "confidential", "members"), read;
    assert_int_equal(space_read(in, opened.id, &read), OK);
    assert_int_equal(read.network, PRIDE);
    assert_true(str_equal(read.name, opened.name) && str_is(read.aim, "To be heard."));
    assert_true(str_is(read.door, "confidential") && str_is(read.for_whom, "members"));
    assert_false(read.ended);
    assert_model_fails(in, space_read(in, 1, &read), ERROR_MISSING, "space");
}

static void no_two_spaces_of_a_network_have_the_same_name_until_one_ends(void **state)
{
    struct model *in = IN(state);
    struct space first = open_for(in, "open", "everyone"), again = first, elsewhere = first;
    again.name = STR("OPEN  for Everyone");
    elsewhere.network = PRIDE + 1;
    assert_model_fails(in, space_add(in, &again), ERROR_CLASH, "name");
    assert_int_equal(space_add(in, &elsewhere), OK);
    assert_int_equal(space_close(in, &first), OK);
    assert_int_equal(space_add(in, &again), OK);
}

/* What may become what, written out by hand: a row for each before, a letter for each after;
 * y it may, d its door may not, w for whom it is may not. */
static void a_space_never_shows_those_inside_to_more_than_they_came_in_for(void **state)
{
    static const struct {
        const char *door, *for_whom, *may;
    } rows[] = {
        {"open", "everyone", "yydwwd"},         {"closed", "everyone", "dyddwd"},
        {"confidential", "everyone", "ddyddw"}, {"open", "members", "yydyyd"},
        {"closed", "members", "dyddyd"},        {"confidential", "members", "ddwddy"},
    };
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        for (size_t j = 0; j < 6; j++) {
            struct space before = {.door = str_of(rows[i].door),
                                   .for_whom = str_of(rows[i].for_whom)};
            struct space after = {.door = str_of(rows[j].door),
                                  .for_whom = str_of(rows[j].for_whom)};
            const char *field;
            char found = 'y';
            if (!space_may_become(&before, &after, &field))
                found = field[0];
            if (found != (rows[i].may[j] == 'w' ? 'f' : rows[i].may[j]))
                fail_msg("%s for %s to %s for %s: %c", rows[i].door, rows[i].for_whom, rows[j].door,
                         rows[j].for_whom, found);
        }
    }
}

static void a_change_that_may_not_be_changes_nothing(void **state)
{
    struct model *in = IN(state);
    struct space space = open_for(in, "closed", "everyone"), changed = space, read;
    changed.door = STR("open");
    changed.name = STR("Wide open");
    assert_model_fails(in, space_change(in, &changed), ERROR_CLASH, "door");
    assert_int_equal(space_read(in, space.id, &read), OK);
    assert_true(str_equal(read.name, space.name) && str_is(read.door, "closed"));
    changed.door = STR("closed");
    assert_int_equal(space_change(in, &changed), OK);
    assert_int_equal(space_read(in, space.id, &read), OK);
    assert_true(str_is(read.name, "Wide open"));
}

/* ---- coming and going ---- */

static void who_enters_is_inside_until_they_leave_whatever_the_door(void **state)
{
    struct model *in = IN(state);
    for (size_t i = 0; i < 3; i++) {
        struct space space = open_for(in, doors[i], "everyone");
        int64_t ada = join(in), ben = join(in);
        assert_int_equal(space_enter(in, &space, ada), OK);
        assert_true(is_inside(in, &space, ada));
        assert_false(is_inside(in, &space, ben));
        assert_int_equal(space_leave(in, &space, ada), OK);
        assert_false(is_inside(in, &space, ada));
    }
}

static void entering_twice_and_leaving_when_outside_answer_alike_and_change_nothing(void **state)
{
    struct model *in = IN(state);
    for (size_t i = 0; i < 3; i++) {
        struct space space = open_for(in, doors[i], "everyone");
        int64_t ada = join(in);
        assert_int_equal(space_leave(in, &space, ada), OK);
        assert_int_equal(space_enter(in, &space, ada), OK);
        int64_t handle = relay(in, &space).entries[0].handle;
        assert_int_equal(space_enter(in, &space, ada), OK);
        struct relayed relayed = relay(in, &space);
        assert_int_equal(relayed.count, 1);
        assert_int_equal(relayed.entries[0].handle, handle);
    }
}

static void a_space_for_members_is_not_for_allies(void **state)
{
    struct model *in = IN(state);
    for (size_t i = 0; i < 3; i++) {
        struct space limited = open_for(in, doors[i], "members");
        struct space shared = open_for(in, doors[i], "everyone");
        int64_t ally = join_as(in, PRIDE, "ally");
        assert_model_fails(in, space_enter(in, &limited, ally), ERROR_REFUSED, "space");
        assert_int_equal(space_enter(in, &shared, ally), OK);
        assert_int_equal(space_enter(in, &limited, join(in)), OK);
    }
}

static void one_who_leaves_the_network_leaves_its_spaces_and_no_others(void **state)
{
    struct model *in = IN(state);
    int64_t ada = join(in), ben = join(in);
    for (size_t i = 0; i < 3; i++) {
        struct space space = open_for(in, doors[i], "everyone");
        assert_int_equal(space_enter(in, &space, ada), OK);
        assert_int_equal(space_enter(in, &space, ben), OK);
    }
    assert_int_equal(space_leave_all(in, PRIDE, ada), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM space_member"), 2);
    assert_int_equal(model_count(in, "SELECT count(*) FROM space_entry"), 1);
}

static void a_space_that_has_ended_holds_nobody_and_lets_nobody_in(void **state)
{
    struct model *in = IN(state);
    for (size_t i = 0; i < 3; i++) {
        struct space space = open_for(in, doors[i], "everyone");
        int64_t ada = join(in);
        assert_int_equal(space_enter(in, &space, ada), OK);
        assert_int_equal(space_close(in, &space), OK);
        assert_int_equal(space_read(in, space.id, &space), OK);
        assert_true(space.ended);
        assert_false(is_inside(in, &space, ada));
        assert_int_equal(relay(in, &space).count, 0);
        assert_model_fails(in, space_enter(in, &space, ada), ERROR_CLASH, "space");
        assert_model_fails(in, space_close(in, &space), ERROR_CLASH, "space");
        assert_model_fails(in, space_change(in, &space), ERROR_CLASH, "space");
    }
}

static int64_t kept(struct model *in)
{
    return model_count(in, "SELECT (SELECT count(*) FROM space_member)"
                           " + (SELECT count(*) FROM space_entry)");
}

/* Two pieces, each of 500. */
static void what_an_ended_space_keeps_goes_in_pieces_and_nothing_of_another(void **state)
{
    struct model *in = IN(state);
    static int64_t handles[600];
    for (size_t i = 0; i < 600; i++)
        handles[i] = join(in);
    for (size_t d = 0; d < 3; d++) {
        struct space space = open_for(in, doors[d], "everyone");
        struct space other = open_for(in, doors[d], "members");
        int64_t last = 0, before = kept(in);
        assert_model_fails(in, space_clear(in, &space, 0, &last), ERROR_CLASH, "space");
        for (size_t i = 0; i < 600; i++)
            assert_int_equal(space_enter(in, &space, handles[i]), OK);
        assert_int_equal(space_enter(in, &other, handles[0]), OK);
        assert_int_equal(space_close(in, &space), OK);
        assert_int_equal(space_read(in, space.id, &space), OK);
        assert_int_equal(kept(in), before + 601);
        assert_int_equal(space_clear(in, &space, 0, &last), OK);
        assert_true(last != 0);
        assert_int_equal(kept(in), before + 101);
        assert_int_equal(space_clear(in, &space, last, &last), OK);
        assert_true(last == 0);
        assert_int_equal(kept(in), before + 1);
        assert_true(is_inside(in, &other, handles[0]));
    }
}

/* Else whoever goes before their turn would leave an entry that nobody finds any more. */
static void whoever_leaves_the_network_is_in_no_ended_space_either(void **state)
{
    struct model *in = IN(state);
    for (size_t i = 0; i < 3; i++) {
        struct space space = open_for(in, doors[i], "everyone");
        int64_t ada = join(in);
        assert_int_equal(space_enter(in, &space, ada), OK);
        assert_int_equal(space_close(in, &space), OK);
        assert_int_equal(space_leave_all(in, PRIDE, ada), OK);
    }
    assert_int_equal(kept(in), 0);
}

/* ---- relaying ---- */

static void the_system_finds_exactly_those_inside(void **state)
{
    struct model *in = IN(state);
    for (size_t i = 0; i < 3; i++) {
        struct space space = open_for(in, doors[i], "everyone");
        struct space other = open_for(in, doors[i], "members");
        int64_t inside[2] = {join(in), join(in)}, sum = 0;
        assert_int_equal(space_enter(in, &other, join(in)), OK);
        for (size_t j = 0; j < 2; j++)
            assert_int_equal(space_enter(in, &space, inside[j]), OK);
        struct relayed relayed = relay(in, &space);
        assert_int_equal(relayed.count, 2);
        for (size_t j = 0; j < 2; j++) {
            assert_int_equal(relayed.entries[j].network, PRIDE);
            assert_int_equal(relayed.entries[j].space, space.id);
            sum ^= relayed.entries[j].membership;
        }
        assert_int_equal(sum, inside[0] ^ inside[1]);
    }
}

static void in_a_confidential_space_one_has_another_handle_that_leads_back(void **state)
{
    struct model *in = IN(state);
    struct space space = open_for(in, "confidential", "everyone");
    struct space other = open_for(in, "confidential", "members");
    struct space_entry entry;
    int64_t ada = join(in);
    assert_int_equal(space_enter(in, &space, ada), OK);
    assert_int_equal(space_enter(in, &other, ada), OK);
    int64_t here = relay(in, &space).entries[0].handle, there = relay(in, &other).entries[0].handle;
    assert_true(here != ada && there != ada && here != there);
    assert_int_equal(space_entry_read(in, here, &entry), OK);
    assert_int_equal(entry.membership, ada);
    assert_int_equal(entry.space, space.id);
    assert_model_fails(in, space_entry_read(in, ada, &entry), ERROR_MISSING, "space");
    assert_int_equal(space_close(in, &space), OK);
    assert_model_fails(in, space_entry_read(in, here, &entry), ERROR_MISSING, "space");
}

static void who_returns_is_somebody_else_inside(void **state)
{
    struct model *in = IN(state);
    struct space space = open_for(in, "confidential", "everyone");
    int64_t ada = join(in);
    assert_int_equal(space_enter(in, &space, ada), OK);
    int64_t before = relay(in, &space).entries[0].handle;
    assert_int_equal(space_leave(in, &space, ada), OK);
    assert_int_equal(space_enter(in, &space, ada), OK);
    assert_true(relay(in, &space).entries[0].handle != before);
}

/* ---- without the key ---- */

struct secret {
    int64_t ada, space;
    const char *table;
};

static void holds_no_entry(void *self, const char *table, const struct query *row, int column)
{
    const struct secret *secret = self;
    if (strcmp(table, "space_entry") != 0)
        return;
    if (column_holds(row, column, secret->ada) || column_holds(row, column, secret->space) ||
        column_holds(row, column, PRIDE))
        fail_msg("%s of %s says who is inside what", query_column_name(row, column), table);
}

static void the_database_does_not_say_who_is_in_which_confidential_space(void **state)
{
    struct model *in = IN(state);
    struct space space = open_for(in, "confidential", "everyone");
    struct secret secret = {join(in), space.id, NULL};
    assert_int_equal(space_enter(in, &space, secret.ada), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM space_entry"), 1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM space_member"), 0);
    model_each_column(in, holds_no_entry, &secret);
}

/* Rows of two spaces lie in no order that would part them, and all are of one length. */
static void entries_of_one_space_are_not_told_from_those_of_another(void **state)
{
    struct model *in = IN(state);
    struct space one = open_for(in, "confidential", "everyone");
    struct space two = open_for(in, "confidential", "members");
    for (int i = 0; i < 100; i++)
        assert_int_equal(space_enter(in, i % 2 ? &one : &two, join(in)), OK);
    assert_int_equal(model_count(in, "SELECT count(DISTINCT length(link)) FROM space_entry"), 1);
    int64_t swaps = 0;
    struct query query;
    int64_t before = 0;
    query_open(&query, in->database, "SELECT handle FROM space_entry ORDER BY slot");
    while (query_step(&query) == QUERY_ROW) {
        swaps += query_read_int(&query, 0) > before;
        before = query_read_int(&query, 0);
    }
    assert_int_equal(query_close(&query, OK), OK);
    assert_in_range(swaps, 25, 75);
}

static void an_entry_that_was_moved_to_another_handle_does_not_open(void **state)
{
    struct model *in = IN(state);
    struct space space = open_for(in, "confidential", "everyone");
    struct space_entry entry;
    assert_int_equal(space_enter(in, &space, join(in)), OK);
    model_run(in, "UPDATE space_entry SET handle = 12345");
    assert_model_fails(in, space_entry_read(in, 12345, &entry), ERROR_BROKEN, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_space_is_read_back_as_it_was_opened),
        MODEL_TEST(no_two_spaces_of_a_network_have_the_same_name_until_one_ends),
        MODEL_TEST(a_space_never_shows_those_inside_to_more_than_they_came_in_for),
        MODEL_TEST(a_change_that_may_not_be_changes_nothing),
        MODEL_TEST(who_enters_is_inside_until_they_leave_whatever_the_door),
        MODEL_TEST(entering_twice_and_leaving_when_outside_answer_alike_and_change_nothing),
        MODEL_TEST(a_space_for_members_is_not_for_allies),
        MODEL_TEST(one_who_leaves_the_network_leaves_its_spaces_and_no_others),
        MODEL_TEST(a_space_that_has_ended_holds_nobody_and_lets_nobody_in),
        MODEL_TEST(what_an_ended_space_keeps_goes_in_pieces_and_nothing_of_another),
        MODEL_TEST(whoever_leaves_the_network_is_in_no_ended_space_either),
        MODEL_TEST(the_system_finds_exactly_those_inside),
        MODEL_TEST(in_a_confidential_space_one_has_another_handle_that_leads_back),
        MODEL_TEST(who_returns_is_somebody_else_inside),
        MODEL_TEST(the_database_does_not_say_who_is_in_which_confidential_space),
        MODEL_TEST(entries_of_one_space_are_not_told_from_those_of_another),
        MODEL_TEST(an_entry_that_was_moved_to_another_handle_does_not_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
