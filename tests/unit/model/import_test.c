/* Imports: what is staged hides from everybody until all of it shows, and is cleared away if its
 * job ends before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/import.h"
#include "model/job.h"
#include "model/person.h"
#include "model/space.h"

#define PRIDE INT64_C(700700700700700)

static int64_t person(struct model *in, const char *address)
{
    struct person person = {
        .given_name = STR("Ada"), .work_email = str_of(address), .job = STR("")};
    assert_int_equal(person_add(in, &person), OK);
    return person.id;
}

static int64_t job(struct model *in)
{
    struct job job = {.id = model_id(in),
                      .network = PRIDE,
                      .action = STR("membership.import"),
                      .actor = {.kind = ACTOR_ADMINISTRATOR},
                      .arguments = STR("{}")};
    assert_int_equal(job_add(in, &job), OK);
    return job.id;
}

static struct import begun(struct model *in)
{
    struct import import = {.network = PRIDE, .job = job(in)};
    assert_int_equal(import_begin(in, &import), OK);
    return import;
}

static int64_t stage(struct model *in, const struct import *import, int64_t person, bool is_new)
{
    struct membership membership = {.kind = STR("member"),
                                    .visibility = STR("concealed"),
                                    .joined_day = 20000,
                                    .is_newly_known = is_new};
    assert_int_equal(import_stage(in, import, person, &membership), OK);
    return membership.handle;
}

static int64_t join(struct model *in, int64_t person)
{
    struct membership membership = {
        .network = PRIDE, .kind = STR("ally"), .visibility = STR("visible")};
    assert_int_equal(membership_add(in, person, &membership), OK);
    return membership.handle;
}

static int64_t handle_of(struct model *in, int64_t person)
{
    int64_t handle;
    assert_int_equal(membership_handle(in, PRIDE, person, &handle), OK);
    return handle;
}

static void count_mine(void *self, const struct membership *membership)
{
    (void)membership;
    (*(int *)self)++;
}

static int count_each(void *self, const struct membership *membership)
{
    count_mine(self, membership);
    return OK;
}

static void assert_hidden(struct model *in, int64_t person, int64_t handle)
{
    struct membership membership;
    int count = 0;
    int64_t network;
    assert_int_equal(handle_of(in, person), 0);
    assert_int_equal(membership_read(in, PRIDE, handle, &membership), ERROR_MISSING);
    assert_int_equal(membership_mine(in, person, count_mine, &count), OK);
    assert_int_equal(membership_each(in, PRIDE, count_each, &count), OK);
    assert_int_equal(count, 0);
    model_run(in, "INSERT OR IGNORE INTO network (id, place, name, name_key, aim)"
                  " VALUES (700700700700700, 1, 'Pride', 'pride', '')");
    assert_int_equal(membership_network(in, handle, &network), OK);
    assert_int_equal(network, 0);
}

static int tell_one(void *self, struct membership *membership)
{
    (void)membership;
    (*(int *)self)++;
    return OK;
}

/* Until there is nothing more to do; gives how many were told. */
static int settle(struct model *in, int64_t id)
{
    struct import import;
    int64_t next_at = 1;
    int told = 0;
    for (int steps = 0; next_at != 0; steps++) {
        assert_true(steps < 10);
        assert_int_equal(import_read(in, id, &import), OK);
        assert_int_equal(import_settle(in, &import, tell_one, &told, &next_at), OK);
    }
    assert_int_equal(import_read(in, id, &import), ERROR_MISSING);
    assert_int_equal(model_count(in, "SELECT count(*) FROM schedule"),
                     model_count(in, "SELECT count(*) FROM import"));
    return told;
}

/* ---- all at once ---- */

static void what_is_staged_hides_until_all_shows(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "ada@x.example"), bea = person(in, "bea@x.example");
    struct import import = begun(in);
    int64_t handle = stage(in, &import, ada, false);
    stage(in, &import, bea, false);
    assert_hidden(in, ada, handle);
    assert_int_equal(import_show(in, &import), OK);
    assert_int_equal(handle_of(in, ada), handle);
    assert_true(handle_of(in, bea) != 0);
    assert_int_equal(settle(in, import.id), 2);
    assert_int_equal(handle_of(in, ada), handle);
}

static void a_second_import_changes_nothing_and_tells_nobody(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "ada@x.example");
    struct import first = begun(in);
    int64_t handle = stage(in, &first, ada, false);
    import_show(in, &first);
    settle(in, first.id);
    struct import second = begun(in);
    stage(in, &second, ada, false);
    import_show(in, &second);
    assert_int_equal(settle(in, second.id), 0);
    assert_int_equal(handle_of(in, ada), handle);
    assert_int_equal(model_count(in, "SELECT count(*) FROM membership"), 1);
}

static void who_belongs_already_stays_as_they_are_and_is_told_once(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "ada@x.example"), handle = join(in, ada);
    for (int i = 0; i < 2; i++) {
        struct import import = begun(in);
        stage(in, &import, ada, false);
        import_show(in, &import);
        assert_int_equal(settle(in, import.id), i == 0 ? 1 : 0);
    }
    struct membership membership;
    assert_int_equal(membership_read(in, PRIDE, handle, &membership), OK);
    assert_true(str_is(membership.visibility, "visible") && str_is(membership.kind, "ally"));
    assert_int_equal(membership_remove(in, ada, PRIDE), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM import_named"), 0);
}

static void who_joins_while_a_row_of_theirs_hides_notices_nothing(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "ada@x.example");
    struct import import = begun(in);
    stage(in, &import, ada, false);
    int64_t handle = join(in, ada);
    import_show(in, &import);
    assert_int_equal(settle(in, import.id), 0);
    assert_int_equal(handle_of(in, ada), handle);
    assert_int_equal(model_count(in, "SELECT count(*) FROM membership"), 1);
}

static void a_second_row_of_somebody_adds_nothing(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "ada@x.example");
    struct import import = begun(in);
    int64_t handle = stage(in, &import, ada, false);
    stage(in, &import, ada, false);
    import_show(in, &import);
    assert_int_equal(settle(in, import.id), 1);
    assert_int_equal(handle_of(in, ada), handle);
    assert_int_equal(model_count(in, "SELECT count(*) FROM membership"), 1);
}

/* ---- or not at all ---- */

static void what_a_stopped_job_staged_never_shows_and_is_cleared_away(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "ada@x.example"), bea = person(in, "bea@x.example");
    int64_t cy = person(in, "cy@x.example"), handle = join(in, cy);
    struct import import = begun(in), again = import;
    stage(in, &import, ada, false);
    stage(in, &import, bea, true);
    stage(in, &import, cy, false);
    assert_int_equal(job_end(in, import.job, "stopped", STR("")), OK);
    assert_int_equal(model_count(in, "SELECT due_at <= 1795253400000 FROM schedule"), 1);
    assert_int_equal(import_begin(in, &again), ERROR_STOPPED);
    assert_int_equal(import_show(in, &import), ERROR_STOPPED);
    assert_int_equal(settle(in, import.id), 0);
    assert_int_equal(handle_of(in, ada), 0);
    assert_int_equal(handle_of(in, cy), handle);
    assert_int_equal(model_count(in, "SELECT count(*) FROM belonging"), 1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM import_named"), 0);
    /* Bea was known by this list alone. */
    assert_int_equal(model_count(in, "SELECT count(*) FROM person"), 2);
}

static void somebody_whom_others_know_by_now_stays_known(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "ada@x.example"), bea = person(in, "bea@x.example");
    struct import import = begun(in);
    stage(in, &import, ada, true);
    stage(in, &import, bea, true);
    model_run(in, "UPDATE person SET external_id = '7', job = 'Nurse'"
                  " WHERE work_email = 'ada@x.example'");
    int64_t handle = join(in, bea);
    job_end(in, import.job, "failed", STR(""));
    settle(in, import.id);
    assert_int_equal(model_count(in, "SELECT count(*) FROM person"), 2);
    assert_int_equal(handle_of(in, bea), handle);
}

static void the_next_import_takes_over_what_a_stopped_one_left(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "ada@x.example");
    struct import stopped = begun(in);
    stage(in, &stopped, ada, false);
    job_end(in, stopped.job, "stopped", STR(""));
    struct import next = begun(in);
    int64_t handle = stage(in, &next, ada, false);
    import_show(in, &next);
    assert_int_equal(settle(in, stopped.id) + settle(in, next.id), 1);
    assert_int_equal(handle_of(in, ada), handle);
}

static void a_person_who_is_erased_or_merged_is_no_longer_on_the_list(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "ada@x.example"), bea = person(in, "bea@x.example");
    struct import import = begun(in);
    stage(in, &import, ada, false);
    stage(in, &import, bea, false);
    assert_int_equal(membership_drop_hidden(in, ada), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM belonging"), 1);
    int64_t handle = join(in, ada);
    assert_int_equal(membership_move(in, ada, bea, PRIDE), OK);
    assert_int_equal(membership_drop_hidden(in, bea), OK);
    import_show(in, &import);
    assert_int_equal(settle(in, import.id), 0);
    assert_int_equal(handle_of(in, bea), handle);
    assert_int_equal(model_count(in, "SELECT count(DISTINCT length(link)) FROM membership"), 1);
}

/* ---- into a space ---- */

static struct space room(struct model *in, const char *for_whom)
{
    struct space space = {.network = PRIDE,
                          .name = STR("Room"),
                          .aim = STR("To talk."),
                          .door = STR("closed"),
                          .for_whom = str_of(for_whom)};
    assert_int_equal(space_add(in, &space), OK);
    return space;
}

static struct import begun_into(struct model *in, const struct space *space)
{
    struct import import = {.network = PRIDE, .space = space->id, .job = job(in)};
    assert_int_equal(import_begin(in, &import), OK);
    return import;
}

static bool is_inside(struct model *in, const struct space *space, int64_t handle)
{
    bool inside;
    assert_int_equal(space_is_inside(in, space, handle, &inside), OK);
    return inside;
}

static void members_and_newcomers_come_into_a_space_at_once(void **state)
{
    struct model *in = IN(state);
    struct space space = room(in, "everyone");
    int64_t ada = person(in, "ada@x.example"), bea = person(in, "bea@x.example");
    int64_t member = join(in, ada);
    struct import import = begun_into(in, &space);
    stage(in, &import, ada, false);
    int64_t newcomer = stage(in, &import, bea, false);
    assert_false(is_inside(in, &space, member) || is_inside(in, &space, newcomer));
    import_show(in, &import);
    assert_true(is_inside(in, &space, member) && is_inside(in, &space, newcomer));
    assert_int_equal(settle(in, import.id), 2);
    struct import second = begun_into(in, &space);
    stage(in, &second, ada, false);
    import_show(in, &second);
    assert_int_equal(settle(in, second.id), 0);
}

static void who_is_inside_already_is_told_once_like_the_others(void **state)
{
    struct model *in = IN(state);
    struct space space = room(in, "everyone");
    int64_t ada = person(in, "ada@x.example"), member = join(in, ada);
    space_enter(in, &space, member);
    for (int i = 0; i < 2; i++) {
        struct import import = begun_into(in, &space);
        stage(in, &import, ada, false);
        assert_true(is_inside(in, &space, member));
        import_show(in, &import);
        assert_int_equal(settle(in, import.id), i == 0 ? 1 : 0);
    }
}

static void who_enters_while_a_row_of_theirs_hides_is_inside(void **state)
{
    struct model *in = IN(state);
    struct space space = room(in, "everyone");
    int64_t ada = person(in, "ada@x.example"), member = join(in, ada);
    struct import import = begun_into(in, &space);
    stage(in, &import, ada, false);
    assert_int_equal(space_enter(in, &space, member), OK);
    assert_true(is_inside(in, &space, member));
    job_end(in, import.job, "stopped", STR(""));
    settle(in, import.id);
    assert_true(is_inside(in, &space, member));
}

static void a_stopped_import_leaves_a_space_as_it_was(void **state)
{
    struct model *in = IN(state);
    struct space space = room(in, "everyone");
    int64_t ada = person(in, "ada@x.example"), member = join(in, ada);
    struct import import = begun_into(in, &space);
    stage(in, &import, ada, false);
    job_end(in, import.job, "stopped", STR(""));
    struct import next = begun_into(in, &space);
    stage(in, &next, ada, false);
    settle(in, import.id);
    assert_false(is_inside(in, &space, member));
    import_show(in, &next);
    settle(in, next.id);
    assert_true(is_inside(in, &space, member));
    assert_int_equal(model_count(in, "SELECT count(*) FROM space_member"), 1);
}

static void an_ally_stays_outside_a_space_for_members(void **state)
{
    struct model *in = IN(state);
    struct space space = room(in, "members");
    int64_t ada = person(in, "ada@x.example"), ally = join(in, ada);
    struct import import = begun_into(in, &space);
    stage(in, &import, ada, false);
    import_show(in, &import);
    settle(in, import.id);
    assert_false(is_inside(in, &space, ally));
}

/* ---- and one after another ---- */

static void a_job_finds_its_import_again_and_others_wait_for_it(void **state)
{
    struct model *in = IN(state);
    struct import import = begun(in), again = {.network = PRIDE, .job = import.job};
    struct import other = {.network = PRIDE, .job = job(in)};
    int64_t next_at;
    assert_int_equal(import_begin(in, &again), OK);
    assert_int_equal(again.id, import.id);
    assert_model_fails(in, import_begin(in, &other), ERROR_BUSY, "network");
    other.network++;
    assert_int_equal(import_begin(in, &other), OK);
    /* It is only looked at again while its job runs. */
    assert_int_equal(import_settle(in, &import, tell_one, NULL, &next_at), OK);
    assert_int_equal(next_at, in->now_ms + MINUTE_MS);
}

static void many_are_told_step_by_step(void **state)
{
    struct model *in = IN(state);
    struct import import = begun(in);
    for (int i = 0; i < IMPORT_STEP + 20; i++) {
        char address[40];
        snprintf(address, sizeof address, "p%d@x.example", i);
        stage(in, &import, person(in, address), false);
    }
    import_show(in, &import);
    assert_int_equal(settle(in, import.id), IMPORT_STEP + 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(what_is_staged_hides_until_all_shows),
        MODEL_TEST(a_second_import_changes_nothing_and_tells_nobody),
        MODEL_TEST(who_belongs_already_stays_as_they_are_and_is_told_once),
        MODEL_TEST(who_joins_while_a_row_of_theirs_hides_notices_nothing),
        MODEL_TEST(a_second_row_of_somebody_adds_nothing),
        MODEL_TEST(what_a_stopped_job_staged_never_shows_and_is_cleared_away),
        MODEL_TEST(somebody_whom_others_know_by_now_stays_known),
        MODEL_TEST(the_next_import_takes_over_what_a_stopped_one_left),
        MODEL_TEST(a_person_who_is_erased_or_merged_is_no_longer_on_the_list),
        MODEL_TEST(members_and_newcomers_come_into_a_space_at_once),
        MODEL_TEST(who_is_inside_already_is_told_once_like_the_others),
        MODEL_TEST(who_enters_while_a_row_of_theirs_hides_is_inside),
        MODEL_TEST(a_stopped_import_leaves_a_space_as_it_was),
        MODEL_TEST(an_ally_stays_outside_a_space_for_members),
        MODEL_TEST(a_job_finds_its_import_again_and_others_wait_for_it),
        MODEL_TEST(many_are_told_step_by_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
