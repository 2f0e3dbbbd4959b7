/* The feed: whom a row means, what is never guessed, and a dry run that says what a real one does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/feed.h"
#include "model/token.h"

struct reading {
    struct feed feed;
    struct feed_dry dry;
    struct seen by_address;
};

static void begin_of(struct reading *reading, const char *provider, bool dry)
{
    *reading = (struct reading){.feed = {.provider = str_of(provider), .has_number = true}};
    for (size_t i = 0; i < CORRECTABLES; i++)
        reading->feed.has[i] = true;
    reading->feed.by_address = &reading->by_address;
    reading->feed.dry = dry ? &reading->dry : NULL;
}

static void begin(struct reading *reading, bool dry)
{
    begin_of(reading, FEED_FIRST, dry);
}

static void end(struct reading *reading)
{
    feed_dry_done(&reading->dry);
    seen_done(&reading->by_address);
}

static struct person row_of(const char *number, const char *email, const char *name)
{
    return (struct person){.external_id = str_of(number),
                           .work_email = str_of(email),
                           .given_name = str_of(name),
                           .family_name = STR("Lovelace"),
                           .job = STR("Nurse"),
                           .employer = 7};
}

static enum feed_outcome take(struct model *in, const struct feed *feed, struct person *row)
{
    enum feed_outcome outcome;
    *in->error = (struct error){0};
    assert_int_equal(feed_row(in, feed, row, &outcome), OK);
    assert_int_equal(in->error->code, outcome == FEED_AMBIGUOUS ? ERROR_CLASH : OK);
    return outcome;
}

/* One row of a file of its own. */
static enum feed_outcome row(struct model *in, const char *number, const char *email,
                             const char *name, int64_t *ret_id)
{
    struct reading reading;
    struct person person = row_of(number, email, name);
    begin(&reading, false);
    enum feed_outcome outcome = take(in, &reading.feed, &person);
    end(&reading);
    if (ret_id != NULL)
        *ret_id = person.id;
    return outcome;
}

static struct person read(struct model *in, int64_t id)
{
    struct person person;
    assert_int_equal(person_read(in, id, &person), OK);
    return person;
}

static void taking_in_the_same_row_again_changes_nothing(void **state)
{
    struct model *in = IN(state);
    int64_t first, again;
    assert_int_equal(row(in, "E1", "ada@example.org", "Ada", &first), FEED_NEW);
    assert_int_equal(row(in, "E1", "ada@example.org", "Ada", &again), FEED_SAME);
    assert_int_equal(again, first);
    assert_int_equal(model_count(in, "SELECT count(*) FROM person WHERE fed_by = 'hr'"), 1);
}

static void a_staff_number_finds_who_has_a_new_name_and_address(void **state)
{
    struct model *in = IN(state);
    int64_t first, again;
    row(in, "E1", "ada@example.org", "Ada", &first);
    assert_int_equal(row(in, "E1", "ada.king@example.org", "Augusta", &again), FEED_CHANGED);
    assert_int_equal(again, first);
    assert_true(str_is(read(in, first).given_name, "Augusta"));
    assert_true(str_is(read(in, first).work_email, "ada.king@example.org"));
}

static void a_work_address_finds_who_had_no_staff_number_yet_and_none_is_lost(void **state)
{
    struct model *in = IN(state);
    int64_t first, again;
    row(in, "", "ada@example.org", "Ada", &first);
    assert_int_equal(row(in, "E1", "ada@example.org", "Ada", &again), FEED_CHANGED);
    assert_int_equal(again, first);
    assert_int_equal(row(in, "", "ada@example.org", "Ada", &again), FEED_SAME);
    assert_true(str_is(read(in, first).external_id, "E1"));
}

static void another_employer_is_a_move(void **state)
{
    struct model *in = IN(state);
    struct reading reading;
    struct person moved = row_of("E1", "ada@example.org", "Ada");
    row(in, "E1", "ada@example.org", "Ada", NULL);
    moved.employer = 8;
    begin(&reading, false);
    assert_int_equal(take(in, &reading.feed, &moved), FEED_MOVED);
    end(&reading);
    assert_int_equal(read(in, moved.id).employer, 8);
}

static void keys_that_lead_to_two_people_are_ambiguous_and_change_nothing(void **state)
{
    struct model *in = IN(state);
    int64_t ada;
    row(in, "E1", "ada@example.org", "Ada", &ada);
    row(in, "E2", "ben@example.org", "Ben", NULL);
    assert_int_equal(row(in, "E1", "ben@example.org", "Eve", NULL), FEED_AMBIGUOUS);
    assert_string_equal(in->error->field, "work_email");
    /* Ada has another number. */
    assert_int_equal(row(in, "E3", "ada@example.org", "Eve", NULL), FEED_AMBIGUOUS);
    assert_true(str_is(read(in, ada).given_name, "Ada"));
    assert_int_equal(model_count(in, "SELECT count(*) FROM person"), 2);
}

static void a_name_alone_is_never_taken_for_somebody(void **state)
{
    struct model *in = IN(state);
    row(in, "", "ada@example.org", "Ada", NULL);
    /* Only the name could tell: she may have got a number. */
    assert_int_equal(row(in, "E1", "", "Ada", NULL), FEED_AMBIGUOUS);
    assert_string_equal(in->error->field, "given_name");
    /* Another address is another Ada, and who has a number is told apart by it. */
    assert_int_equal(row(in, "E1", "ada2@example.org", "Ada", NULL), FEED_NEW);
    assert_int_equal(row(in, "E2", "ada3@example.org", "Ada", NULL), FEED_NEW);
    assert_int_equal(model_count(in, "SELECT count(*) FROM person"), 3);
}

static void a_second_row_for_one_person_is_found_though_its_key_is_another(void **state)
{
    struct model *in = IN(state);
    struct reading reading;
    struct person by_address = row_of("", "ada@example.org", "Ada");
    struct person by_number = row_of("E1", "other@example.org", "Ada");
    row(in, "E1", "ada@example.org", "Ada", NULL);
    begin(&reading, false);
    assert_int_equal(take(in, &reading.feed, &by_address), FEED_SAME);
    assert_int_equal(take(in, &reading.feed, &by_number), FEED_AMBIGUOUS);
    assert_string_equal(in->error->field, "external_id");
    end(&reading);
}

static void what_a_file_has_no_column_for_stays(void **state)
{
    struct model *in = IN(state);
    struct reading reading;
    struct person short_row = {.external_id = STR("E1"), .given_name = STR("Augusta")};
    row(in, "E1", "ada@example.org", "Ada", NULL);
    begin(&reading, false);
    memset(reading.feed.has, 0, sizeof reading.feed.has);
    reading.feed.has[CORRECT_GIVEN_NAME] = true;
    assert_int_equal(take(in, &reading.feed, &short_row), FEED_CHANGED);
    end(&reading);
    struct person ada = read(in, short_row.id);
    assert_true(str_is(ada.given_name, "Augusta") && str_is(ada.family_name, "Lovelace"));
    assert_true(str_is(ada.work_email, "ada@example.org") && ada.employer == 7);
}

static void a_correction_holds_until_the_file_says_something_else(void **state)
{
    struct model *in = IN(state);
    int64_t id;
    row(in, "E1", "ada@example.org", "Ada", &id);
    struct person ada = read(in, id);
    assert_int_equal(correction_make(in, &ada, CORRECT_GIVEN_NAME, STR("Augusta")), OK);
    assert_int_equal(row(in, "E1", "ada@example.org", "Ada", NULL), FEED_SAME);
    assert_true(str_is(read(in, id).given_name, "Augusta"));
    assert_int_equal(row(in, "E1", "ada@example.org", "Adah", NULL), FEED_CHANGED);
    assert_true(str_is(read(in, id).given_name, "Adah"));
    assert_int_equal(model_count(in, "SELECT count(*) FROM correction"), 0);
    assert_int_equal(row(in, "E1", "ada@example.org", "Ada", NULL), FEED_CHANGED);
}

/* ---- several staff systems ---- */

static enum feed_outcome row_from(struct model *in, const char *provider, const char *number,
                                  const char *email, const char *name, int64_t *ret_id)
{
    struct reading reading;
    struct person person = row_of(number, email, name);
    begin_of(&reading, provider, false);
    enum feed_outcome outcome = take(in, &reading.feed, &person);
    end(&reading);
    *ret_id = person.id;
    return outcome;
}

static void one_number_in_two_systems_is_of_two_people(void **state)
{
    struct model *in = IN(state);
    int64_t ada, ben, again;
    assert_int_equal(row_from(in, "hr", "1001", "ada@a.example", "Ada", &ada), FEED_NEW);
    assert_int_equal(row_from(in, "payroll", "1001", "ben@b.example", "Ben", &ben), FEED_NEW);
    assert_true(ada != ben);
    assert_int_equal(row_from(in, "payroll", "1001", "ben.b@b.example", "Ben", &again),
                     FEED_CHANGED);
    assert_int_equal(again, ben);
    assert_int_equal(read(in, ben).external_id.len, 0);
}

static void who_moves_to_an_employer_with_another_system_is_one_person(void **state)
{
    struct model *in = IN(state);
    int64_t ada, again;
    row_from(in, "hr", "1001", "ada@nhs.example", "Ada", &ada);
    assert_int_equal(row_from(in, "payroll", "77", "ada@nhs.example", "Ada", &again), FEED_CHANGED);
    assert_int_equal(again, ada);
    assert_true(str_is(read(in, ada).external_id, "1001"));
    assert_true(str_is(read(in, ada).fed_by, "payroll"));
    assert_int_equal(row_from(in, "payroll", "77", "ada@nhs.example", "Ada", &again), FEED_SAME);
    assert_int_equal(again, ada);
    assert_int_equal(row_from(in, "payroll", "78", "ada@nhs.example", "Ada", &again),
                     FEED_AMBIGUOUS);
}

/* ---- leavers ---- */

struct members {
    int64_t count, last;
    char number[8];
};

static void count_member(void *self, const struct feed_member *member)
{
    struct members *members = self;
    members->count++;
    members->last = member->id;
    snprintf(members->number, sizeof members->number, "%.*s", STR_ARGS(member->external_id));
}

static int64_t members_of(struct model *in, const char *provider, int64_t within, int32_t left_day)
{
    struct members members = {0};
    struct page page = {.limit = 100};
    const struct feed_group group = {str_of(provider), within, left_day};
    assert_int_equal(feed_page(in, &group, &page, count_member, &members), OK);
    assert_false(page.more);
    return members.count;
}

static void only_people_of_this_system_and_tree_can_leave(void **state)
{
    struct model *in = IN(state);
    struct person by_hand = row_of("H1", "", "Hand");
    model_run(in, "INSERT INTO place (id, parent, kind, name, name_key) VALUES"
                  " (5, 0, 'host', 'Host', 'host'), (7, 5, 'employer', 'Ward', 'ward'),"
                  " (8, 0, 'host', 'Other', 'other')");
    row(in, "E1", "ada@example.org", "Ada", NULL);
    row(in, "E2", "ben@example.org", "Ben", NULL);
    assert_int_equal(person_add(in, &by_hand), OK);
    assert_int_equal(members_of(in, "hr", 0, 0), 2);
    assert_int_equal(members_of(in, "hr", 5, 0), 2);
    assert_int_equal(members_of(in, "hr", 8, 0), 0);
    assert_int_equal(members_of(in, "payroll", 0, 0), 0);
}

static void leavers_of_another_system_are_known_by_its_numbers(void **state)
{
    struct model *in = IN(state);
    struct members members = {0};
    struct page page = {.limit = 10};
    const struct feed_group group = {.provider = STR("payroll")};
    int64_t ben;
    row_from(in, "payroll", "1001", "ben@b.example", "Ben", &ben);
    assert_int_equal(feed_page(in, &group, &page, count_member, &members), OK);
    assert_int_equal(members.count, 1);
    assert_string_equal(members.number, "1001");
}

static void who_leaves_is_marked_signed_out_and_kept_and_may_come_back(void **state)
{
    struct model *in = IN(state);
    int64_t ada, person;
    struct str token;
    row(in, "E1", "ada@example.org", "Ada", &ada);
    assert_int_equal(token_make(in, ada, &token), OK);
    assert_int_equal(feed_leave(in, ada), OK);
    assert_int_equal(read(in, ada).left_day, MODEL_NOW / DAY_MS);
    assert_int_equal(token_find(in, token, &person), OK);
    assert_int_equal(person, 0);
    assert_int_equal(members_of(in, "hr", 0, 0), 0);
    assert_int_equal(members_of(in, "hr", 0, (int32_t)(MODEL_NOW / DAY_MS)), 1);
    assert_int_equal(row(in, "E1", "ada@example.org", "Ada", NULL), FEED_CHANGED);
    assert_int_equal(read(in, ada).left_day, 0);
}

/* ---- a dry run ---- */

enum { FILES = 600, FILE_ROWS = 24, KEYS = 9 };

static const char *const names[] = {"Ada", "Ben", "Cai"};

static void random_row(struct person *person, char keys[2][24], unsigned *seed)
{
    int number = rand_r(seed) % (KEYS + 3), address = rand_r(seed) % (KEYS + 3);
    snprintf(keys[0], 24, "E%d", number);
    snprintf(keys[1], 24, "a%d@example.org", address);
    *person = row_of(number < KEYS ? keys[0] : "", address < KEYS ? keys[1] : "",
                     names[rand_r(seed) % 3]);
    person->employer = 7 + rand_r(seed) % 2;
}

/* A file in which, as the reader sees to it, no key stands twice and every row has one. */
static size_t random_file(struct person *rows, char keys[][2][24], unsigned *seed)
{
    size_t count = 0;
    for (int i = 0; i < FILE_ROWS; i++) {
        struct person *at = &rows[count];
        random_row(at, keys[count], seed);
        bool is_well = at->external_id.len + at->work_email.len > 0;
        for (size_t j = 0; j < count; j++) {
            bool number =
                at->external_id.len > 0 && str_equal(at->external_id, rows[j].external_id);
            bool address = at->work_email.len > 0 && str_equal(at->work_email, rows[j].work_email);
            is_well = is_well && !number && !address;
        }
        count += is_well;
    }
    return count;
}

struct file {
    const char *provider;
    struct person rows[FILE_ROWS];
    size_t count;
};

static void outcomes_of(struct model *in, const struct file *file, bool dry,
                        enum feed_outcome *ret_outcomes)
{
    struct reading reading;
    begin_of(&reading, file->provider, dry);
    for (size_t i = 0; i < file->count; i++) {
        struct person row = file->rows[i];
        ret_outcomes[i] = take(in, &reading.feed, &row);
    }
    end(&reading);
}

static void everybody_goes(struct model *in)
{
    model_run(in, "DELETE FROM identity");
    model_run(in, "DELETE FROM person");
}

static void a_dry_run_says_of_each_row_what_the_real_run_does(void **state)
{
    struct model *in = IN(state);
    unsigned seed = 20261121;
    size_t seen[FEED_OUTCOMES] = {0};
    for (int f = 0; f < FILES; f++) {
        struct file file = {.provider = f % 3 == 0 ? "payroll" : FEED_FIRST};
        char keys[FILE_ROWS][2][24];
        enum feed_outcome dry[FILE_ROWS], real[FILE_ROWS];
        file.count = random_file(file.rows, keys, &seed);
        outcomes_of(in, &file, true, dry);
        outcomes_of(in, &file, false, real);
        for (size_t i = 0; i < file.count; i++) {
            if (dry[i] != real[i])
                fail_msg("file %d, row %zu: dry %d, real %d", f, i, (int)dry[i], (int)real[i]);
            seen[real[i]]++;
        }
        if (f % 10 == 9)
            everybody_goes(in);
    }
    for (size_t i = 0; i < FEED_OUTCOMES; i++)
        assert_true(seen[i] > 20);
}

static void a_dry_run_writes_nothing(void **state)
{
    struct model *in = IN(state);
    enum feed_outcome outcome[1];
    struct file file = {
        .provider = FEED_FIRST, .rows = {row_of("E1", "ada@example.org", "Ada")}, .count = 1};
    outcomes_of(in, &file, true, outcome);
    assert_int_equal(outcome[0], FEED_NEW);
    assert_int_equal(model_count(in, "SELECT count(*) FROM person"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(taking_in_the_same_row_again_changes_nothing),
        MODEL_TEST(a_staff_number_finds_who_has_a_new_name_and_address),
        MODEL_TEST(a_work_address_finds_who_had_no_staff_number_yet_and_none_is_lost),
        MODEL_TEST(another_employer_is_a_move),
        MODEL_TEST(keys_that_lead_to_two_people_are_ambiguous_and_change_nothing),
        MODEL_TEST(a_name_alone_is_never_taken_for_somebody),
        MODEL_TEST(a_second_row_for_one_person_is_found_though_its_key_is_another),
        MODEL_TEST(what_a_file_has_no_column_for_stays),
        MODEL_TEST(a_correction_holds_until_the_file_says_something_else),
        MODEL_TEST(one_number_in_two_systems_is_of_two_people),
        MODEL_TEST(who_moves_to_an_employer_with_another_system_is_one_person),
        MODEL_TEST(leavers_of_another_system_are_known_by_its_numbers),
        MODEL_TEST(only_people_of_this_system_and_tree_can_leave),
        MODEL_TEST(who_leaves_is_marked_signed_out_and_kept_and_may_come_back),
        MODEL_TEST(a_dry_run_says_of_each_row_what_the_real_run_does),
        MODEL_TEST(a_dry_run_writes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
