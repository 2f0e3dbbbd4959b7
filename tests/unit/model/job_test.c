/* Jobs: what is needed to go on with long work after a crash, sealed. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/job.h"

enum { ADA = 81234567 };

static int64_t add(struct model *in)
{
    struct job job = {.id = model_id(in),
                      .network = 7,
                      .action = STR("person.upsert"),
                      .actor = {.kind = ACTOR_PERSON, .person = ADA},
                      .arguments = STR("{\"file\":0}")};
    assert_int_equal(job_add(in, &job), OK);
    return job.id;
}

static struct job read(struct model *in, int64_t id)
{
    struct job job;
    assert_int_equal(job_read(in, id, &job), OK);
    return job;
}

static void a_job_is_read_as_it_was_begun(void **state)
{
    struct model *in = IN(state);
    struct job missing, job = read(in, add(in));
    assert_true(str_is(job.action, "person.upsert") && str_is(job.arguments, "{\"file\":0}"));
    assert_true(str_is(job.state, "running"));
    assert_int_equal(job.network, 7);
    assert_int_equal(job.actor.person, ADA);
    assert_int_equal(job.mark, 0);
    assert_int_equal(job.reply.len, 0);
    assert_model_fails(in, job_read(in, job.id + 1, &missing), ERROR_MISSING, "job");
}

static void its_mark_is_kept_and_its_reply_once_it_has_ended(void **state)
{
    struct model *in = IN(state);
    int64_t id = add(in);
    assert_int_equal(job_set_mark(in, id, 500), OK);
    assert_int_equal(read(in, id).mark, 500);
    assert_int_equal(job_end(in, id, "done", STR("{\"rows\":9}")), OK);
    assert_true(str_is(read(in, id).state, "done"));
    assert_true(str_is(read(in, id).reply, "{\"rows\":9}"));
}

static void a_job_ends_once(void **state)
{
    struct model *in = IN(state);
    int64_t id = add(in);
    assert_int_equal(job_end(in, id, "stopped", STR("By hand.")), OK);
    assert_int_equal(job_end(in, id, "done", STR("{}")), OK);
    assert_true(str_is(read(in, id).state, "stopped"));
    assert_true(str_is(read(in, id).reply, "By hand."));
}

static void no_ada(void *self, const char *table, const struct query *row, int column)
{
    (void)self, (void)table;
    assert_false(column_holds(row, column, ADA));
}

static void who_began_it_stands_nowhere_in_the_clear(void **state)
{
    add(IN(state));
    model_each_column(IN(state), no_ada, NULL);
}

static void count_one(void *self, const struct job *job)
{
    (void)job;
    (*(int *)self)++;
}

/* How many this kind of actor is shown, of a network's jobs that ADA began. */
static int shown_to(struct model *in, struct actor actor)
{
    struct page page = {.limit = 10};
    int count = 0;
    assert_int_equal(job_page(in, &actor, STR(""), &page, count_one, &count), OK);
    return count;
}

static void what_somebody_does_for_a_network_is_theirs_until_it_is_stuck(void **state)
{
    struct model *in = IN(state);
    const struct actor ada = {.kind = ACTOR_PERSON, .person = ADA};
    const struct actor ben = {.kind = ACTOR_PERSON, .person = ADA + 1};
    const struct actor blind = {.kind = ACTOR_PERSON, .person = ADA, .is_blind = true};
    const struct actor administrator = {.kind = ACTOR_ADMINISTRATOR};
    int64_t day = in->now_ms - in->now_ms % DAY_MS, done = add(in), failed = add(in);
    add(in);
    assert_int_equal(job_end(in, done, "done", STR("{}")), OK);
    assert_int_equal(job_end(in, failed, "failed", STR("The disk is full.")), OK);
    assert_int_equal(shown_to(in, ada), 3);
    assert_int_equal(shown_to(in, ben) + shown_to(in, blind) + shown_to(in, administrator), 0);
    in->now_ms = day + DAY_MS;
    assert_int_equal(shown_to(in, administrator), 1); /* what failed */
    in->now_ms = day + 2 * (int64_t)DAY_MS;
    assert_int_equal(shown_to(in, administrator), 2); /* and what runs since the day before */
    assert_int_equal(shown_to(in, ben), 0);
}

static void a_page_is_full_of_what_is_shown(void **state)
{
    struct model *in = IN(state);
    struct page page = {.limit = 1};
    const struct actor administrator = {.kind = ACTOR_ADMINISTRATOR};
    int count = 0;
    struct job own = {.id = model_id(in),
                      .action = STR("person.upsert"),
                      .actor = administrator,
                      .arguments = STR("{}")};
    assert_int_equal(job_add(in, &own), OK);
    add(in);
    assert_int_equal(job_page(in, &administrator, STR(""), &page, count_one, &count), OK);
    assert_int_equal(count, 1);
    assert_false(page.more);
}

static void running_ones_are_found_again(void **state)
{
    struct model *in = IN(state);
    struct page running = {.limit = 10}, first = {.limit = 1};
    int count = 0, of_first = 0;
    assert_int_equal(job_end(in, add(in), "done", STR("{}")), OK);
    add(in);
    assert_int_equal(job_page(in, NULL, STR("running"), &running, count_one, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(job_page(in, NULL, STR(""), &first, count_one, &of_first), OK);
    assert_int_equal(of_first, 1);
    assert_true(first.more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_job_is_read_as_it_was_begun),
        MODEL_TEST(its_mark_is_kept_and_its_reply_once_it_has_ended),
        MODEL_TEST(a_job_ends_once),
        MODEL_TEST(who_began_it_stands_nowhere_in_the_clear),
        MODEL_TEST(running_ones_are_found_again),
        MODEL_TEST(what_somebody_does_for_a_network_is_theirs_until_it_is_stuck),
        MODEL_TEST(a_page_is_full_of_what_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
