/* Appointments: what is kept of them, whom they concern, and what stays when somebody leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/appointment.h"
#include "model/confidence.h"
#include "model/network.h"
#include "model/office.h"

static int64_t open_network(struct model *in, const char *terms)
{
    struct network network = {.place = 1, .name = STR("Pride"), .aim = STR("To be there.")};
    struct charter charter = {.text = STR("# Charter"), .terms = str_of(terms)};
    assert_int_equal(network_add(in, &network), OK);
    charter.network = network.id;
    assert_int_equal(charter_add(in, &charter), OK);
    return network.id;
}

static int64_t define(struct model *in, int64_t network, const char *key)
{
    struct role role = {.network = network,
                        .key = str_of(key),
                        .title = STR("Lead"),
                        .team = STR("leadership"),
                        .grants = GRANT_ROLES,
                        .seats = 1};
    assert_int_equal(role_add(in, &role), OK);
    return role.id;
}

static int64_t give(struct model *in, int64_t role, int64_t handle)
{
    struct office office = {.role = role, .handle = handle};
    assert_int_equal(office_add(in, &office), OK);
    in->now_ms += 24 * HOUR_MS;
    return office.id;
}

static struct appointment begin(struct model *in, int64_t network, int64_t role)
{
    struct appointment appointment = {.network = network, .role = role};
    assert_int_equal(appointment_add(in, &appointment, STR("A seat is free.")), OK);
    return appointment;
}

static int64_t want(struct model *in, const struct appointment *appointment, int64_t handle)
{
    struct appointment_candidate candidate = {.network = appointment->network,
                                              .appointment = appointment->id,
                                              .handle = handle,
                                              .name = STR("Zoë"),
                                              .words = STR("I would like it.")};
    assert_int_equal(appointment_candidate_add(in, &candidate), OK);
    return candidate.id;
}

static int64_t hearer(struct model *in, const struct appointment *appointment, int64_t appellant)
{
    int64_t handle = -1;
    assert_int_equal(appointment_hearer(in, appointment, appellant, &handle), OK);
    return handle;
}

static void one_of_a_role_is_open_at_a_time(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "{}"), role = define(in, network, "lead"), open = 0;
    struct appointment appointment = begin(in, network, role), other = {.network = network};
    other.role = role;
    assert_model_fails(in, appointment_add(in, &other, STR("Again.")), ERROR_CLASH, "role");
    begin(in, network, 0); /* a sponsor beside it */
    appointment.stage = APPOINTMENT_STOPPED;
    assert_int_equal(appointment_write(in, &appointment), OK);
    assert_int_equal(appointment_open(in, network, role, &open), OK);
    assert_int_equal(open, 0);
    begin(in, network, role);
}

static int note_line(void *self, const struct appointment_line *line)
{
    text_print(self, "%lld %s: %.*s\n", (long long)line->number,
               appointment_stage_name(line->stage), STR_ARGS(line->reason));
    return OK;
}

static void the_line_of_stages_is_kept_in_its_order_and_sealed(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "{}");
    struct appointment appointment = begin(in, network, define(in, network, "lead"));
    struct text text = {0};
    appointment.stage = APPOINTMENT_MEMBERS;
    assert_int_equal(appointment_note(in, &appointment, STR("One would like it.")), OK);
    assert_int_equal(appointment_line_each(in, appointment.id, note_line, &text), OK);
    assert_string_equal(text.ptr, "1 call: A seat is free.\n2 members: One would like it.\n");
    assert_int_equal(
        model_count(in, "SELECT count(*) FROM appointment_turn WHERE instr(reason, 'like') > 0"),
        0);
    text_done(&text);
}

static void a_candidate_says_so_once_and_is_found_by_whatever_is_known(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "{}");
    struct appointment appointment = begin(in, network, define(in, network, "lead"));
    int64_t id = want(in, &appointment, 7), count = 0;
    struct appointment_candidate found = {
        .network = network, .appointment = appointment.id, .handle = 7};
    assert_model_fails(in, appointment_candidate_add(in, &found), ERROR_CLASH, "appointment");
    assert_int_equal(appointment_candidate_set_option(in, id, 99), OK);
    const struct {
        enum candidate_by by;
        int64_t what, id;
    } tries[] = {{CANDIDATE_HANDLE, 7, id}, {CANDIDATE_HANDLE, 8, 0},  {CANDIDATE_OPTION, 99, id},
                 {CANDIDATE_ID, id, id},    {CANDIDATE_NUMBER, 1, id}, {CANDIDATE_NUMBER, 2, 0},
                 {CANDIDATE_HANDLE, 0, 0}};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        assert_int_equal(
            appointment_candidate_find(in, appointment.id, tries[i].by, tries[i].what, &found), OK);
        assert_int_equal(found.id, tries[i].id);
    }
    assert_int_equal(appointment_candidate_find(in, appointment.id, CANDIDATE_ID, id, &found), OK);
    assert_true(str_is(found.name, "Zoë") && str_is(found.words, "I would like it."));
    assert_int_equal(appointment_candidate_remove(in, id), OK);
    assert_int_equal(appointment_candidate_count(in, appointment.id, &count), OK);
    assert_int_equal(count, 0);
}

static void the_charter_says_what_decides(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "{\"vacancy\":{\"founding\":\"administrators\","
                                       "\"silence\":\"reopens\",\"calls_at_most\":5,"
                                       "\"appeal_days\":0},\"quorum\":{\"at_least\":0}}");
    struct appointment appointment = begin(in, network, define(in, network, "lead"));
    struct appointment_state now;
    assert_int_equal(appointment_state(in, &appointment, &now), OK);
    assert_true(now.founders_decide && !now.silence_appoints && now.is_seat_free);
    assert_int_equal(now.calls_at_most, 5);
    assert_int_equal(now.appeal_days, 0);
    assert_int_equal(now.holders_needed, 1); /* of nobody there is no group */
    give(in, appointment.role, 5);
    assert_int_equal(appointment_state(in, &appointment, &now), OK);
    assert_false(now.is_seat_free);
    assert_int_equal(now.holders, 1);
}

static void an_appeal_is_heard_by_the_highest_whom_it_does_not_concern(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "{}"), chair = define(in, network, ROLE_CHAIR);
    int64_t deputy = define(in, network, ROLE_DEPUTY), lead = define(in, network, "lead");
    struct appointment appointment = begin(in, network, define(in, network, "events"));
    assert_int_equal(hearer(in, &appointment, 1), 0);
    give(in, lead, 3);
    give(in, deputy, 4);
    give(in, chair, 5);
    assert_int_equal(hearer(in, &appointment, 1), 5);
    assert_int_equal(hearer(in, &appointment, 5), 4); /* nobody hears their own */
    want(in, &appointment, 4);
    assert_int_equal(hearer(in, &appointment, 5), 3);
    struct appointment own = begin(in, network, chair);
    assert_int_equal(hearer(in, &own, 1), 4); /* it is the chair's office */
}

static void whoever_leaves_wants_runs_and_hears_nothing_any_more(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "{}"), count = -1;
    struct appointment appointment = begin(in, network, define(in, network, "lead"));
    struct appointment_appeal appeal = {.network = network,
                                        .appointment = appointment.id,
                                        .hearer = 7,
                                        .appellant = 1,
                                        .reason = STR("Why?")};
    appointment.chosen = want(in, &appointment, 7);
    appointment.stage = APPOINTMENT_APPEAL;
    appointment.stand_in = 7;
    assert_int_equal(appointment_write(in, &appointment), OK);
    assert_int_equal(appointment_appeal_add(in, &appeal), OK);
    assert_int_equal(appointment_leave(in, network, 7), OK);
    assert_int_equal(appointment_read(in, appointment.id, &appointment), OK);
    assert_int_equal(appointment.stand_in, 0);
    assert_true(appointment.due_at == in->now_ms && appointment.clock != 0);
    assert_int_equal(appointment_candidate_count(in, appointment.id, &count), OK);
    assert_int_equal(count, 0);
    assert_int_equal(appointment_appeal_open(in, appointment.id, &appeal), OK);
    assert_int_equal(appeal.hearer, 0);
    assert_true(appeal.appellant == 1 && str_is(appeal.reason, "Why?"));
}

static void while_the_members_vote_on_who_leaves_nothing_is_due(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "{}");
    struct appointment appointment = begin(in, network, define(in, network, "lead"));
    appointment.chosen = want(in, &appointment, 7);
    appointment.stage = APPOINTMENT_MEMBERS;
    assert_int_equal(appointment_write(in, &appointment), OK);
    assert_int_equal(appointment_leave(in, network, 7), OK);
    assert_int_equal(appointment_read(in, appointment.id, &appointment), OK);
    assert_int_equal(appointment.clock, 0);
    assert_int_equal(
        model_count(in, "SELECT count(*) FROM schedule WHERE action = 'appointment.step'"), 0);
}

/* ---- votes of no confidence ---- */

static struct confidence call_for(struct model *in, int64_t network, int64_t office)
{
    struct confidence confidence = {
        .network = network, .office = office, .handle = 5, .reason = STR("We must talk.")};
    assert_int_equal(confidence_add(in, &confidence), OK);
    return confidence;
}

static bool enough(struct model *in, const struct confidence *confidence)
{
    bool enough = false;
    assert_int_equal(confidence_is_enough(in, confidence, &enough), OK);
    return enough;
}

static void five_members_or_two_holders_are_enough_and_nobody_counts_twice(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "{}");
    struct confidence members = call_for(in, network, 1), holders = call_for(in, network, 2);
    for (int64_t handle = 11; handle < 15; handle++)
        for (int times = 0; times < 3; times++)
            assert_int_equal(confidence_call(in, &members, handle, CONFIDENCE_MEMBER), OK);
    assert_false(enough(in, &members));
    assert_int_equal(confidence_call(in, &members, 15, CONFIDENCE_MEMBER), OK);
    assert_true(enough(in, &members));
    assert_int_equal(confidence_call(in, &holders, 11, CONFIDENCE_HOLDER), OK);
    assert_false(enough(in, &holders));
    assert_int_equal(confidence_call(in, &holders, 12, CONFIDENCE_HOLDER), OK);
    assert_true(enough(in, &holders));
    bool was = false;
    assert_int_equal(confidence_uncall(in, &holders, 12, &was), OK);
    assert_true(was);
    assert_false(enough(in, &holders));
    assert_int_equal(confidence_uncall(in, &holders, 12, &was), OK);
    assert_false(was);
}

static void a_row_never_tells_who_called(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "{}");
    struct confidence confidence = call_for(in, network, 1);
    bool is = false;
    assert_int_equal(confidence_call(in, &confidence, 1234567890123, CONFIDENCE_MEMBER), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM confidence_caller WHERE instr(caller,"
                                     " x'CB04FB711F010000') > 0"
                                     " OR instr(sealed, x'CB04FB711F010000') > 0"),
                     0);
    assert_int_equal(confidence_is_caller(in, &confidence, 1234567890123, &is), OK);
    assert_true(is);
    assert_int_equal(confidence_leave(in, network, 1234567890123), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM confidence_caller"), 0);
}

static void what_gathers_is_forgotten_with_the_office_and_what_was_called_says_so(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "{}");
    struct confidence quiet = call_for(in, network, 1), told = call_for(in, network, 2);
    told.state = STR("notice");
    assert_int_equal(confidence_write(in, &told), OK);
    assert_int_equal(confidence_office_ends(in, 1), OK);
    assert_int_equal(confidence_office_ends(in, 2), OK);
    assert_int_equal(confidence_read(in, quiet.id, &quiet), OK);
    assert_true(str_is(quiet.state, "forgotten"));
    assert_int_equal(confidence_read(in, told.id, &told), OK);
    assert_true(str_is(told.state, "office_ended") && told.why.len > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(one_of_a_role_is_open_at_a_time),
        MODEL_TEST(the_line_of_stages_is_kept_in_its_order_and_sealed),
        MODEL_TEST(a_candidate_says_so_once_and_is_found_by_whatever_is_known),
        MODEL_TEST(the_charter_says_what_decides),
        MODEL_TEST(an_appeal_is_heard_by_the_highest_whom_it_does_not_concern),
        MODEL_TEST(whoever_leaves_wants_runs_and_hears_nothing_any_more),
        MODEL_TEST(while_the_members_vote_on_who_leaves_nothing_is_due),
        MODEL_TEST(five_members_or_two_holders_are_enough_and_nobody_counts_twice),
        MODEL_TEST(a_row_never_tells_who_called),
        MODEL_TEST(what_gathers_is_forgotten_with_the_office_and_what_was_called_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
