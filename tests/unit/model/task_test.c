/* Tasks: what waits, and for whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/office.h"
#include "model/task.h"
#include "model/tidy.h"

#define PRIDE INT64_C(700700700700700)

enum { TODAY = 20778 }; /* 2026-11-21 */

static int64_t add(struct model *in, struct task task)
{
    task.kind = task.kind.len > 0 ? task.kind : STR("tea");
    task.sentence = task.sentence.len > 0 ? task.sentence : STR("Drink tea.");
    assert_int_equal(task_add(in, &task), OK);
    return task.id;
}

static int64_t appoint(struct model *in, const char *key, uint32_t grants, int64_t handle)
{
    struct role role = {.network = PRIDE,
                        .key = str_of(key),
                        .title = STR("Lead"),
                        .team = STR("operational"),
                        .grants = grants,
                        .seats = 1};
    struct office office = {.handle = handle};
    assert_int_equal(role_add(in, &role), OK);
    office.role = role.id;
    assert_int_equal(office_add(in, &office), OK);
    return office.id;
}

static int note_sentence(void *self, const struct task *task)
{
    text_print(self, "%.*s ", STR_ARGS(task->sentence));
    return OK;
}

static void assert_tasks(struct model *in, int64_t network, int64_t handle, const char *wanted)
{
    struct text found = {0};
    text_add(&found, STR(""));
    assert_int_equal(task_each_for(in, network, handle, note_sentence, &found), OK);
    assert_string_equal(found.len > 0 ? found.ptr : "", wanted);
    text_done(&found);
}

static void a_task_is_found_as_it_was_made(void **state)
{
    struct model *in = IN(state);
    struct task task;
    int64_t id = add(in, (struct task){.network = PRIDE,
                                       .role = STR("chair"),
                                       .kind = STR("charter.review"),
                                       .subject = 77,
                                       .sentence = STR("Review the charter."),
                                       .due_day = TODAY + 1});
    assert_int_equal(task_read(in, id, &task), OK);
    assert_true(task.network == PRIDE && task.subject == 77 && task.due_day == TODAY + 1);
    assert_true(str_is(task.role, "chair") && str_is(task.kind, "charter.review"));
    assert_true(str_is(task.sentence, "Review the charter."));
    assert_int_equal(task.done_day, 0);
    assert_model_fails(in, task_read(in, id + 1, &task), ERROR_MISSING, "task");
}

static void each_sees_what_waits_for_them_and_nothing_else(void **state)
{
    struct model *in = IN(state);
    appoint(in, "chair", GRANT_ROLES, 5);
    appoint(in, "mail_lead", GRANT_MAIL | GRANT_EVENTS, 6);
    add(in, (struct task){.network = PRIDE, .handle = 5, .sentence = STR("five")});
    add(in, (struct task){.network = PRIDE, .role = STR("chair"), .sentence = STR("chair")});
    add(in, (struct task){.network = PRIDE, .grants = GRANT_MAIL, .sentence = STR("mail")});
    add(in, (struct task){.network = PRIDE,
                          .role = STR("chair"),
                          .grants = GRANT_EVENTS,
                          .sentence = STR("either")});
    add(in, (struct task){.sentence = STR("server")});
    assert_int_equal(model_count(in, "SELECT count(*) FROM task WHERE handle = 5"), 1);
    model_run(in, "UPDATE task SET due_day = 1 + (network <> 0) * (handle = 0) + (grants <> 0)");
    assert_tasks(in, PRIDE, 5, "five chair either ");
    model_run(in, "UPDATE task SET due_day = 1 + (role <> '')");
    assert_tasks(in, PRIDE, 6, "mail either ");
    assert_tasks(in, PRIDE, 7, "");
    assert_tasks(in, PRIDE + 1, 5, "");
    assert_tasks(in, 0, 0, "server ");
    assert_tasks(in, PRIDE, 0, "");
}

static void what_is_due_stands_before_what_can_wait(void **state)
{
    struct model *in = IN(state);
    add(in, (struct task){.sentence = STR("whenever")});
    add(in, (struct task){.sentence = STR("later"), .due_day = TODAY + 9});
    add(in, (struct task){.sentence = STR("soon"), .due_day = TODAY + 1});
    assert_tasks(in, 0, 0, "soon later whenever ");
}

static void a_task_that_is_done_waits_no_more(void **state)
{
    struct model *in = IN(state);
    struct task task;
    int64_t id = add(in, (struct task){.network = PRIDE, .handle = 5});
    assert_int_equal(task_end(in, id), OK);
    assert_tasks(in, PRIDE, 5, "");
    assert_int_equal(task_read(in, id, &task), OK);
    assert_int_equal(task.done_day, TODAY);
    in->now_ms += DAY_MS;
    assert_int_equal(task_end(in, id), OK);
    assert_int_equal(task_read(in, id, &task), OK);
    assert_int_equal(task.done_day, TODAY);
}

static void what_ends_a_matter_ends_the_tasks_about_it(void **state)
{
    struct model *in = IN(state);
    bool waits;
    add(in, (struct task){.network = PRIDE, .handle = 5, .subject = 7});
    add(in, (struct task){.network = PRIDE, .handle = 6, .subject = 7});
    add(in, (struct task){.network = PRIDE, .handle = 5, .subject = 8, .sentence = STR("eight")});
    add(in, (struct task){.network = PRIDE,
                          .handle = 5,
                          .subject = 7,
                          .kind = STR("cake"),
                          .sentence = STR("cake")});
    model_run(in, "UPDATE task SET due_day = subject");
    assert_int_equal(task_waits_about(in, PRIDE, STR("tea"), 7, &waits), OK);
    assert_true(waits);
    assert_int_equal(task_end_about(in, PRIDE, STR("tea"), 7), OK);
    assert_int_equal(task_waits_about(in, PRIDE, STR("tea"), 7, &waits), OK);
    assert_false(waits);
    assert_tasks(in, PRIDE, 5, "cake eight ");
    assert_tasks(in, PRIDE, 6, "");
}

static void who_leaves_takes_their_tasks_along_and_no_others(void **state)
{
    struct model *in = IN(state);
    int64_t done = add(in, (struct task){.network = PRIDE, .handle = 5});
    assert_int_equal(task_end(in, done), OK);
    add(in, (struct task){.network = PRIDE, .handle = 5});
    add(in, (struct task){.network = PRIDE, .handle = 6});
    add(in, (struct task){.network = PRIDE, .grants = GRANT_MAIL});
    assert_int_equal(task_drop_handle(in, PRIDE, 5), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM task"), 2);
    assert_int_equal(task_drop_handle(in, PRIDE, 0), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM task"), 2);
}

static void what_a_task_says_is_sealed_to_its_row(void **state)
{
    struct model *in = IN(state);
    struct task task;
    int64_t one = add(in, (struct task){.sentence = STR("nine words nobody shall read")});
    assert_int_equal(model_count(in, "SELECT count(*) FROM task WHERE"
                                     " instr(CAST(sentence AS TEXT), 'nobody') > 0"),
                     0);
    model_run(in, "UPDATE task SET id = id + 1");
    assert_int_equal(task_read(in, one + 1, &task), ERROR_BROKEN);
}

static void a_task_is_kept_for_a_year_after_it_was_done(void **state)
{
    struct model *in = IN(state);
    bool more;
    int64_t done = add(in, (struct task){.sentence = STR("done")});
    add(in, (struct task){.sentence = STR("waits")});
    assert_int_equal(task_end(in, done), OK);
    in->now_ms += INT64_C(365) * DAY_MS;
    assert_int_equal(tidy(in, 100, &more), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM task"), 2);
    in->now_ms += DAY_MS;
    assert_int_equal(tidy(in, 100, &more), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM task"), 1);
    assert_tasks(in, 0, 0, "waits ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_task_is_found_as_it_was_made),
        MODEL_TEST(each_sees_what_waits_for_them_and_nothing_else),
        MODEL_TEST(what_is_due_stands_before_what_can_wait),
        MODEL_TEST(a_task_that_is_done_waits_no_more),
        MODEL_TEST(what_ends_a_matter_ends_the_tasks_about_it),
        MODEL_TEST(who_leaves_takes_their_tasks_along_and_no_others),
        MODEL_TEST(what_a_task_says_is_sealed_to_its_row),
        MODEL_TEST(a_task_is_kept_for_a_year_after_it_was_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
