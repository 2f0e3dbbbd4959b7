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

static void running_ones_are_found_again(void **state)
{
    struct model *in = IN(state);
    struct page running = {.limit = 10}, first = {.limit = 1};
    int count = 0, of_first = 0;
    assert_int_equal(job_end(in, add(in), "done", STR("{}")), OK);
    add(in);
    assert_int_equal(job_page(in, STR("running"), &running, count_one, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(job_page(in, STR(""), &first, count_one, &of_first), OK);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
