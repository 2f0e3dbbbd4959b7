/* Drafts: in force when all roles have signed and the days have passed; comments are sealed. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/draft.h"
#include "model/network.h"
#include "model/office.h"

enum { NETWORK = 5, CHAIR = 101, DEPUTY = 102, MEMBER = 103 };

static void hold(struct model *in, const char *key, int64_t handle)
{
    struct role role = {.network = NETWORK,
                        .key = str_of(key),
                        .title = str_of(key),
                        .team = STR("leadership"),
                        .seats = 1};
    assert_int_equal(role_add(in, &role), OK);
    struct office office = {.network = NETWORK, .role = role.id, .handle = handle};
    assert_int_equal(office_add(in, &office), OK);
}

static void begin(struct model *in, const char *terms)
{
    struct charter charter = {.network = NETWORK, .text = STR("# One"), .terms = str_of(terms)};
    model_run(in, "INSERT INTO network (id, place, name, name_key, aim)"
                  " VALUES (5, 1, 'Carers', 'carers', 'To be there.')");
    assert_int_equal(charter_add(in, &charter), OK);
    hold(in, "chair", CHAIR);
    hold(in, "deputy_chair", DEPUTY);
}

static struct draft add(struct model *in)
{
    struct draft draft = {.network = NETWORK,
                          .base = 1,
                          .text = STR("# Two"),
                          .terms = STR("{\"quorum\":{\"at_least\":4}}")};
    assert_int_equal(draft_add(in, &draft), OK);
    return draft;
}

static int64_t settle(struct model *in, const struct draft *draft)
{
    int64_t version = 0;
    bool ready;
    assert_int_equal(draft_is_ready(in, draft, &ready), OK);
    if (ready)
        assert_int_equal(draft_enact(in, draft, &version), OK);
    return version;
}

static const char both[] = "{\"amend\":{\"signed_by\":[\"chair\",\"deputy_chair\"]}}";

static void all_must_sign_and_the_days_must_pass(void **state)
{
    struct model *in = IN(state);
    struct charter charter;
    int64_t at_least;
    begin(in, both);
    struct draft draft = add(in);
    assert_int_equal(draft.open_day, clock_day(in->now_ms) + 14);
    assert_int_equal(draft_sign(in, &draft, CHAIR), OK);
    in->now_ms += 14 * (int64_t)DAY_MS;
    assert_int_equal(settle(in, &draft), 0);
    assert_int_equal(draft_sign(in, &draft, DEPUTY), OK);
    in->now_ms -= DAY_MS;
    assert_int_equal(settle(in, &draft), 0);
    in->now_ms += DAY_MS;
    assert_int_equal(settle(in, &draft), 2);
    assert_int_equal(charter_read(in, NETWORK, &charter), OK);
    assert_true(charter.version == 2 && charter.draft == draft.id && str_is(charter.text, "# Two"));
    assert_int_equal(charter_term_int(in, NETWORK, "quorum.at_least", &at_least), OK);
    assert_int_equal(at_least, 4);
    assert_int_equal(draft_read(in, draft.id, &draft), OK);
    assert_true(str_is(draft.state, "in_force"));
    assert_int_equal(model_count(in, "SELECT count(*) FROM schedule WHERE action ="
                                     " 'charter.settle'"),
                     0);
}

static int take(void *self, const struct draft_signature *signature)
{
    struct draft_signature **next = self;
    *(*next)++ = *signature;
    return OK;
}

static void who_signed_for_which_role_and_when_is_kept(void **state)
{
    struct model *in = IN(state);
    struct draft_signature signatures[4], *next = signatures;
    begin(in, both);
    struct draft draft = add(in);
    int32_t day = clock_day(in->now_ms);
    assert_int_equal(draft_sign(in, &draft, DEPUTY), OK);
    in->now_ms += DAY_MS;
    assert_int_equal(draft_sign(in, &draft, CHAIR), OK);
    assert_int_equal(draft_sign(in, &draft, DEPUTY), OK);
    assert_int_equal(draft_signature_each(in, draft.id, take, &next), OK);
    assert_int_equal(next - signatures, 2);
    assert_true(str_is(signatures[0].role, "chair") && signatures[0].handle == CHAIR);
    assert_int_equal(signatures[0].day, day + 1);
    assert_true(str_is(signatures[1].role, "deputy_chair") && signatures[1].handle == DEPUTY);
    assert_int_equal(signatures[1].day, day);
}

static void only_holders_of_the_roles_that_sign_can_sign(void **state)
{
    struct model *in = IN(state);
    begin(in, "{}");
    struct draft draft = add(in);
    assert_model_fails(in, draft_sign(in, &draft, MEMBER), ERROR_REFUSED, "");
    assert_model_fails(in, draft_sign(in, &draft, DEPUTY), ERROR_REFUSED, "");
    assert_int_equal(draft_sign(in, &draft, CHAIR), OK);
}

static void the_rule_is_that_of_the_version_in_force(void **state)
{
    struct model *in = IN(state);
    begin(in, "{\"amend\":{\"signed_by\":[],\"consultation_days\":0}}");
    struct draft draft = add(in);
    assert_int_equal(draft.open_day, clock_day(in->now_ms));
    assert_int_equal(settle(in, &draft), 2);
    draft = add(in);
    assert_int_equal(draft.open_day, clock_day(in->now_ms) + 14);
    in->now_ms += 20 * (int64_t)DAY_MS;
    assert_int_equal(settle(in, &draft), 0);
}

static void the_days_are_those_of_the_servers_zone(void **state)
{
    struct model *in = IN(state);
    int32_t here = clock_day(MODEL_NOW);
    model_run(in, "INSERT INTO setting (name, value) VALUES ('time_zone', 'Asia/Tokyo')");
    in->now_ms = MODEL_NOW + 6 * HOUR_MS; /* 15:30 in London, half past midnight there */
    begin(in, "{\"amend\":{\"signed_by\":[],\"consultation_days\":1}}");
    struct draft draft = add(in);
    assert_int_equal(draft.day, here + 1);
    assert_int_equal(draft.open_day, here + 2);
    assert_int_equal(model_count(in, "SELECT due_at FROM schedule WHERE action = 'charter.settle'"),
                     (here + 2) * (int64_t)DAY_MS - 9 * HOUR_MS);
    in->now_ms += 23 * HOUR_MS;
    assert_int_equal(settle(in, &draft), 0);
    in->now_ms += HOUR_MS;
    assert_int_equal(settle(in, &draft), 2);
}

static void a_draft_that_was_voted_down_changes_nothing_and_frees_the_way_for_another(void **state)
{
    struct model *in = IN(state);
    struct charter charter;
    int64_t found;
    begin(in, "{}");
    struct draft draft = add(in);
    assert_int_equal(draft_of_decision(in, 0, &found), OK);
    assert_int_equal(found, 0);
    assert_int_equal(draft_put_to_vote(in, &draft, 77), OK);
    assert_int_equal(draft_of_decision(in, 77, &found), OK);
    assert_int_equal(found, draft.id);
    assert_int_equal(draft_decline(in, &draft), OK);
    assert_int_equal(draft_of_decision(in, 77, &found), OK);
    assert_int_equal(found, 0);
    assert_int_equal(draft_read(in, draft.id, &draft), OK);
    assert_true(str_is(draft.state, "declined") && draft.decision == 77);
    assert_model_fails(in, draft_check_open(in, draft.id, &draft), ERROR_CLASH, "draft");
    assert_int_equal(charter_read(in, NETWORK, &charter), OK);
    assert_int_equal(charter.version, 1);
    add(in);
}

static void one_draft_stands_open_at_a_time(void **state)
{
    struct model *in = IN(state);
    struct draft again = {.network = NETWORK, .text = STR("# Three"), .terms = STR("{}")};
    int64_t open;
    begin(in, "{}");
    struct draft draft = add(in);
    assert_int_equal(draft_open(in, NETWORK, &open), OK);
    assert_int_equal(open, draft.id);
    assert_model_fails(in, draft_add(in, &again), ERROR_CLASH, "network");
    assert_int_equal(draft_withdraw(in, &draft), OK);
    assert_model_fails(in, draft_check_open(in, draft.id, &draft), ERROR_CLASH, "draft");
    assert_int_equal(draft_open(in, NETWORK, &open), OK);
    assert_int_equal(open, 0);
    assert_int_equal(draft_add(in, &again), OK);
}

struct heard {
    int64_t handle;
    int count;
    bool found;
};

static void hear(void *self, const struct draft_comment *comment)
{
    struct heard *heard = self;
    heard->count++;
    if (str_is(comment->text, "Yes, but why three?"))
        heard->handle = comment->handle;
}

static void look(void *self, const char *table, const struct query *row, int column)
{
    struct heard *heard = self;
    bool office = strcmp(table, "office") == 0;
    heard->found = heard->found || (!office && column_holds(row, column, heard->handle));
}

static void who_says_what_of_a_draft_is_sealed(void **state)
{
    struct model *in = IN(state);
    const int64_t handle = INT64_C(987654321987654321);
    struct page page = {.limit = 10};
    struct heard heard = {0};
    begin(in, "{}");
    struct draft draft = add(in);
    struct draft_comment named = {.network = NETWORK,
                                  .draft = draft.id,
                                  .handle = handle,
                                  .text = STR("Yes, but why three?")};
    struct draft_comment other = {.network = NETWORK, .draft = draft.id, .text = STR("No.")};
    assert_int_equal(draft_comment_add(in, &named), OK);
    assert_int_equal(draft_comment_add(in, &other), OK);
    assert_int_equal(draft_comment_page(in, draft.id, &page, hear, &heard), OK);
    assert_int_equal(heard.count, 2);
    assert_true(heard.handle == handle);
    model_each_column(in, look, &heard);
    assert_false(heard.found);
    assert_int_equal(model_count(in, "SELECT count(*) FROM charter_comment WHERE"
                                     " instr(sealed, 'three') > 0"),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(all_must_sign_and_the_days_must_pass),
        MODEL_TEST(who_signed_for_which_role_and_when_is_kept),
        MODEL_TEST(only_holders_of_the_roles_that_sign_can_sign),
        MODEL_TEST(the_rule_is_that_of_the_version_in_force),
        MODEL_TEST(the_days_are_those_of_the_servers_zone),
        MODEL_TEST(a_draft_that_was_voted_down_changes_nothing_and_frees_the_way_for_another),
        MODEL_TEST(one_draft_stands_open_at_a_time),
        MODEL_TEST(who_says_what_of_a_draft_is_sealed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
