/* Roles and offices: who holds what, until when, and what becomes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/office.h"
#include "model/schedule.h"
#include "model/setting.h"
#include "model/task.h"

enum { TODAY = 20778 }; /* 2026-11-21 */

static int64_t open_network(struct model *in, const char *terms)
{
    struct network network = {.place = 1, .name = STR("Pride"), .aim = STR("To be there.")};
    struct charter charter = {.text = STR("# Charter"), .terms = str_of(terms)};
    assert_int_equal(network_add(in, &network), OK);
    charter.network = network.id;
    assert_int_equal(charter_add(in, &charter), OK);
    return network.id;
}

static struct role role_of(int64_t network, const char *key)
{
    return (struct role){.network = network,
                         .key = str_of(key),
                         .title = STR("Lead"),
                         .team = STR("operational"),
                         .remit = STR("To lead."),
                         .grants = GRANT_MAIL,
                         .seats = 1};
}

static int64_t define(struct model *in, int64_t network, const char *key, const char *term,
                      int64_t at_most)
{
    struct role role = role_of(network, key);
    role.term = str_of(term);
    role.terms_at_most = at_most;
    assert_int_equal(role_add(in, &role), OK);
    return role.id;
}

static int appoint(struct model *in, int64_t role, int64_t handle, struct office *ret_office)
{
    *ret_office = (struct office){.role = role, .handle = handle};
    return office_add(in, ret_office);
}

static void set_day(struct model *in, const char *time)
{
    assert_true(time_parse(str_of(time), &in->now_ms));
}

static int64_t filled(struct model *in, int64_t role)
{
    int64_t count;
    assert_int_equal(office_count(in, role, &count), OK);
    return count;
}

static bool grants(struct model *in, int64_t network, int64_t handle, uint32_t which)
{
    bool grants;
    assert_int_equal(office_grants(in, network, handle, which, &grants), OK);
    return grants;
}

static bool waits(struct model *in, int64_t network, struct str kind, int64_t subject)
{
    bool waits;
    assert_int_equal(task_waits_about(in, network, kind, subject, &waits), OK);
    return waits;
}

static void assert_date(int32_t day, const char *date)
{
    char text[11];
    date_print(day, text);
    assert_string_equal(text, date);
}

/* ---- roles ---- */

static int note_key(void *self, const struct role *role)
{
    text_print(self, "%.*s ", STR_ARGS(role->key));
    return OK;
}

static void a_role_is_found_as_it_was_defined(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "{}");
    struct role role = role_of(network, "mail_lead"), found;
    role.hands_over = STR("The list of partners.");
    role.term = STR("P12M");
    role.terms_at_most = 3;
    role.place = 77;
    assert_int_equal(role_add(in, &role), OK);
    assert_int_equal(role_by_key(in, network, STR("mail_lead"), &found), OK);
    assert_int_equal(found.id, role.id);
    assert_true(str_equal(found.hands_over, role.hands_over) && str_equal(found.term, role.term));
    assert_true(str_equal(found.title, role.title) && str_equal(found.remit, role.remit));
    assert_true(str_is(found.team, "operational") && found.grants == GRANT_MAIL);
    assert_true(found.terms_at_most == 3 && found.seats == 1 && found.place == 77);
    found.title = STR("Mail lead");
    found.closed = true;
    assert_int_equal(role_change(in, &found), OK);
    assert_int_equal(role_read(in, role.id, &role), OK);
    assert_true(str_is(role.title, "Mail lead") && role.closed);
}

static void no_two_roles_of_a_network_have_one_key(void **state)
{
    struct model *in = IN(state);
    struct role role = role_of(open_network(in, "{}"), "chair");
    assert_int_equal(role_add(in, &role), OK);
    assert_model_fails(in, role_add(in, &role), ERROR_CLASH, "key");
    role.network++;
    assert_int_equal(role_add(in, &role), OK);
    assert_model_fails(in, role_by_key(in, role.network, STR("deputy"), &role), ERROR_MISSING,
                       "role");
}

static void roles_are_listed_as_they_were_defined(void **state)
{
    struct model *in = IN(state);
    struct text keys = {0};
    int64_t network = open_network(in, "{}");
    define(in, network, "menopause", "", 0);
    define(in, network, "chair", "", 0);
    define(in, network + 1, "elsewhere", "", 0);
    define(in, network, "events", "", 0);
    assert_int_equal(role_each(in, network, note_key, &keys), OK);
    assert_string_equal(keys.ptr, "menopause chair events ");
    text_done(&keys);
}

/* ---- terms ---- */

static void a_term_lasts_as_the_role_says_and_ends_at_its_day(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int64_t network = open_network(in, "{}"), role = define(in, network, "mail", "P12M", 0);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_int_equal(office.since_day, TODAY);
    assert_int_equal(office.network, network);
    assert_date(office.until_day, "2027-11-21");
    assert_true(grants(in, network, 5, GRANT_MAIL) && grants(in, network, 5, 0));
    assert_false(grants(in, network, 5, GRANT_MONEY) || grants(in, network, 6, 0));
    set_day(in, "2027-11-20T23:59:59Z");
    assert_true(grants(in, network, 5, GRANT_MAIL));
    set_day(in, "2027-11-21T00:00:00Z");
    assert_false(grants(in, network, 5, GRANT_MAIL));
    assert_int_equal(filled(in, role), 0);
}

static void the_day_on_which_a_term_ends_begins_at_midnight_of_summer_time(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int64_t network = open_network(in, "{}"), role = define(in, network, "mail", "P6M", 0);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_date(office.until_day, "2027-05-21");
    set_day(in, "2027-05-20T22:59:59Z");
    assert_true(grants(in, network, 5, GRANT_MAIL));
    set_day(in, "2027-05-20T23:00:00Z");
    assert_false(grants(in, network, 5, GRANT_MAIL));
    assert_int_equal(setting_write(in, "time_zone", STR("America/New_York")), OK);
    assert_true(grants(in, network, 5, GRANT_MAIL));
}

static void a_role_without_a_term_is_held_without_end(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int64_t network = open_network(in, "{}"), role = define(in, network, "mail", "", 0);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_int_equal(office.until_day, 0);
    set_day(in, "2099-01-01T00:00:00Z");
    assert_true(grants(in, network, 5, GRANT_MAIL));
}

static void a_chair_serves_as_long_as_the_charter_says(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int64_t network =
        open_network(in, "{\"office\":{\"chair_term\":\"P12M\",\"chair_terms_at_most\":1}}");
    int64_t chair = define(in, network, ROLE_CHAIR, "", 0);
    int64_t deputy = define(in, network, "deputy_chair", "", 0);
    assert_int_equal(appoint(in, chair, 5, &office), OK);
    assert_date(office.until_day, "2027-11-21");
    set_day(in, "2027-11-21T12:00:00Z");
    assert_model_fails(in, appoint(in, chair, 5, &office), ERROR_CLASH, "membership");
    assert_int_equal(appoint(in, chair, 6, &office), OK);
    assert_int_equal(appoint(in, deputy, 5, &office), OK);
    assert_int_equal(office.until_day, 0);
}

static void a_chair_serves_two_terms_of_two_years_if_the_charter_is_silent(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int64_t chair = define(in, open_network(in, "{}"), ROLE_CHAIR, "", 0);
    assert_int_equal(appoint(in, chair, 5, &office), OK);
    assert_int_equal(office.term, 1);
    assert_date(office.until_day, "2028-11-21");
    set_day(in, "2028-11-21T12:00:00Z");
    assert_int_equal(office_end(in, office.id, STR("term")), OK);
    assert_int_equal(appoint(in, chair, 5, &office), OK);
    assert_int_equal(office.term, 2);
    set_day(in, "2030-11-21T12:00:00Z");
    assert_int_equal(office_end(in, office.id, STR("term")), OK);
    assert_model_fails(in, appoint(in, chair, 5, &office), ERROR_CLASH, "membership");
    assert_non_null(strstr(in->error->message, "2 terms in a row"));
}

static void a_short_break_does_not_begin_the_count_anew_and_a_year_does(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int64_t role = define(in, open_network(in, "{}"), "mail", "P12M", 1);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    set_day(in, "2027-01-10T12:00:00Z");
    assert_int_equal(office_end(in, office.id, STR("resigned")), OK);
    set_day(in, "2028-01-09T12:00:00Z");
    assert_model_fails(in, appoint(in, role, 5, &office), ERROR_CLASH, "membership");
    set_day(in, "2028-01-10T12:00:00Z");
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_int_equal(office.term, 1);
}

static void who_was_appointed_by_mistake_has_served_no_term(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int64_t role = define(in, open_network(in, "{}"), "mail", "P12M", 1);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_int_equal(office_end(in, office.id, STR("ended")), OK);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_int_equal(office.term, 1);
}

static void a_term_that_the_schedule_has_not_ended_yet_counts_all_the_same(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int64_t role = define(in, open_network(in, "{}"), "mail", "P12M", 2);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    set_day(in, "2027-11-22T12:00:00Z");
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_int_equal(office.term, 2);
}

static int appoint_until(struct model *in, int64_t role, int64_t handle, int32_t until)
{
    struct office office = {.role = role, .handle = handle, .until_day = until};
    return office_add(in, &office);
}

static void a_term_can_be_shorter_than_the_role_says_and_no_longer(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "{}"), role = define(in, network, "mail", "P30D", 0);
    int64_t endless = define(in, network, "tea", "", 0);
    assert_model_fails(in, appoint_until(in, role, 5, TODAY + 31), ERROR_WRONG, "until");
    assert_model_fails(in, appoint_until(in, role, 5, TODAY), ERROR_WRONG, "until");
    assert_int_equal(appoint_until(in, role, 5, TODAY + 30), OK);
    assert_int_equal(appoint_until(in, endless, 5, TODAY + 1), OK);
}

/* The ends of the terms of so many deputies who are appointed today. */
static void assert_deputies(struct model *in, const char *terms, int64_t seats, const char *ends)
{
    struct role role = role_of(open_network(in, terms), ROLE_DEPUTY);
    struct text found = {0};
    char date[11];
    role.seats = seats;
    role.term = STR("P24M");
    assert_int_equal(role_add(in, &role), OK);
    for (int64_t handle = 1; handle <= seats; handle++) {
        struct office office;
        assert_int_equal(appoint(in, role.id, handle, &office), OK);
        date_print(office.until_day, date);
        text_print(&found, "%s ", date);
    }
    assert_string_equal(found.ptr, ends);
    text_done(&found);
    model_run(in, "DELETE FROM network");
}

static void
the_terms_of_deputies_end_in_different_years_unless_the_charter_says_otherwise(void **state)
{
    struct model *in = IN(state);
    assert_deputies(in, "{}", 1, "2028-11-21 ");
    assert_deputies(in, "{}", 2, "2028-11-21 2027-11-22 ");
    assert_deputies(in, "{}", 3, "2028-11-21 2028-03-23 2027-07-24 ");
    assert_deputies(in, "{\"office\":{\"deputies_staggered\":false}}", 2, "2028-11-21 2028-11-21 ");
}

static void deputies_stay_staggered_when_one_is_appointed_again(void **state)
{
    struct model *in = IN(state);
    struct office first, second, again;
    struct role role = role_of(open_network(in, "{}"), ROLE_DEPUTY);
    role.seats = 2;
    role.term = STR("P24M");
    assert_int_equal(role_add(in, &role), OK);
    assert_int_equal(appoint(in, role.id, 1, &first), OK);
    assert_int_equal(appoint(in, role.id, 2, &second), OK);
    set_day(in, "2027-11-22T12:00:00Z");
    assert_int_equal(office_end(in, second.id, STR("term")), OK);
    assert_int_equal(appoint(in, role.id, 2, &again), OK);
    assert_date(again.until_day, "2029-11-22");
}

/* ---- seats ---- */

static void a_seat_is_filled_once_and_free_again_at_the_end(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int64_t role = define(in, open_network(in, "{}"), "mail", "", 0);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_int_equal(filled(in, role), 1);
    struct office other;
    assert_model_fails(in, appoint(in, role, 6, &other), ERROR_CLASH, "role");
    assert_int_equal(office_end(in, office.id, STR("resigned")), OK);
    assert_int_equal(appoint(in, role, 6, &other), OK);
}

static void nobody_holds_two_seats_of_a_role(void **state)
{
    struct model *in = IN(state);
    struct office office;
    struct role role = role_of(open_network(in, "{}"), "deputy_chair");
    role.seats = 2;
    assert_int_equal(role_add(in, &role), OK);
    assert_int_equal(appoint(in, role.id, 5, &office), OK);
    assert_model_fails(in, appoint(in, role.id, 5, &office), ERROR_CLASH, "membership");
    assert_int_equal(appoint(in, role.id, 6, &office), OK);
}

static void nobody_is_appointed_to_a_closed_role(void **state)
{
    struct model *in = IN(state);
    struct office office;
    struct role role = role_of(open_network(in, "{}"), "mail");
    role.closed = true;
    assert_int_equal(role_add(in, &role), OK);
    assert_model_fails(in, appoint(in, role.id, 5, &office), ERROR_CLASH, "role");
    assert_model_fails(in, appoint(in, 12345, 5, &office), ERROR_MISSING, "role");
}

/* ---- ends ---- */

static void an_end_is_kept_with_its_day_and_reason_and_comes_once(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int64_t role = define(in, open_network(in, "{}"), "mail", "", 0);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_int_equal(office_end(in, office.id, STR("resigned")), OK);
    assert_int_equal(office_end(in, office.id, STR("ended")), OK);
    assert_int_equal(office_read(in, office.id, &office), OK);
    assert_int_equal(office.ended_day, TODAY);
    assert_true(str_is(office.ended, "resigned"));
    assert_model_fails(in, office_end(in, 12345, STR("ended")), ERROR_MISSING, "office");
}

static void an_early_end_cleans_the_schedule(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int64_t network = open_network(in, "{}"), role = define(in, network, "mail", "P12M", 0);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    struct schedule schedule = {.network = network,
                                .subject = office.id,
                                .due_at = in->now_ms,
                                .action = STR("role.term"),
                                .arguments = STR("{}")};
    assert_int_equal(schedule_add(in, &schedule), OK);
    assert_int_equal(office_set_clock(in, office.id, schedule.id), OK);
    assert_int_equal(office_end(in, office.id, STR("resigned")), OK);
    assert_model_fails(in, schedule_read(in, schedule.id, &schedule), ERROR_MISSING, "schedule");
}

static int count_one(void *self, const struct office *office)
{
    (void)office;
    (*(int *)self)++;
    return OK;
}

static void past_offices_are_listed_when_asked_for(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int held = 0, ever = 0;
    int64_t network = open_network(in, "{}"), role = define(in, network, "mail", "", 0);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_int_equal(office_end(in, office.id, STR("resigned")), OK);
    assert_int_equal(appoint(in, role, 6, &office), OK);
    assert_int_equal(office_each(in, network, false, count_one, &held), OK);
    assert_int_equal(office_each(in, network, true, count_one, &ever), OK);
    assert_true(held == 1 && ever == 2);
}

static void who_leaves_the_network_holds_no_office_in_it(void **state)
{
    struct model *in = IN(state);
    struct office office, other;
    int64_t network = open_network(in, "{}"), role = define(in, network, "mail", "P12M", 0);
    int64_t second = define(in, network, "money", "", 0);
    struct membership membership = {
        .network = network, .kind = STR("member"), .visibility = STR("members")};
    assert_int_equal(membership_add(in, 101, &membership), OK);
    assert_int_equal(appoint(in, role, membership.handle, &office), OK);
    assert_int_equal(appoint(in, second, membership.handle, &other), OK);
    struct task task = {.network = network,
                        .handle = membership.handle,
                        .kind = STR("tea"),
                        .sentence = STR("Drink tea.")};
    assert_int_equal(task_add(in, &task), OK);
    assert_int_equal(membership_end(in, 101, network), OK);
    assert_int_equal(office_read(in, office.id, &office), OK);
    assert_true(office.ended_day == TODAY && str_is(office.ended, "left"));
    assert_int_equal(filled(in, second), 0);
    assert_model_fails(in, task_read(in, task.id, &task), ERROR_MISSING, "task");
    assert_int_equal(model_count(in, "SELECT count(*) FROM membership"), 0);
    assert_model_fails(in, membership_end(in, 101, network), ERROR_MISSING, "membership");
}

/* ---- what it leaves to do ---- */

static void a_second_seat_that_was_never_filled_waits_for_nobody(void **state)
{
    struct model *in = IN(state);
    struct office office;
    struct role role = role_of(open_network(in, "{}"), "mail");
    role.seats = 2;
    assert_int_equal(role_add(in, &role), OK);
    assert_int_equal(appoint(in, role.id, 5, &office), OK);
    assert_false(waits(in, role.network, STR("role.vacant"), role.id));
    assert_int_equal(office_watch(in, &role), OK);
    assert_true(waits(in, role.network, STR("role.vacant"), role.id));
    assert_int_equal(appoint(in, role.id, 6, &office), OK);
    assert_false(waits(in, role.network, STR("role.vacant"), role.id));
}

static void a_free_seat_waits_for_those_who_appoint_until_it_is_filled(void **state)
{
    struct model *in = IN(state);
    struct office office;
    int64_t network = open_network(in, "{}"), role = define(in, network, "mail", "", 0);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_false(waits(in, network, STR("role.vacant"), role));
    assert_int_equal(office_end(in, office.id, STR("resigned")), OK);
    assert_true(waits(in, network, STR("role.vacant"), role));
    assert_int_equal(appoint(in, role, 6, &office), OK);
    assert_false(waits(in, network, STR("role.vacant"), role));
}

static void a_network_in_which_nobody_may_appoint_is_a_task_for_the_administrators(void **state)
{
    struct model *in = IN(state);
    struct office office, other;
    bool any;
    int64_t network = open_network(in, "{}"), mail = define(in, network, "mail", "", 0);
    struct role chair = role_of(network, ROLE_CHAIR);
    chair.grants = GRANT_ROLES;
    assert_int_equal(role_add(in, &chair), OK);
    assert_int_equal(office_watch_founding(in, network), OK);
    assert_int_equal(office_watch_founding(in, network), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM task WHERE network = 0"), 1);
    assert_int_equal(appoint(in, mail, 5, &other), OK);
    assert_true(waits(in, 0, STR("network.founding"), network));
    assert_int_equal(appoint(in, chair.id, 5, &office), OK);
    assert_false(waits(in, 0, STR("network.founding"), network));
    assert_int_equal(office_end(in, office.id, STR("resigned")), OK);
    assert_true(waits(in, 0, STR("network.founding"), network));
    assert_int_equal(office_is_any_filled(in, network, &any), OK);
    assert_true(any);
    assert_int_equal(office_end(in, other.id, STR("resigned")), OK);
    assert_int_equal(office_is_any_filled(in, network, &any), OK);
    assert_false(any);
}

static void what_is_granted_to_anybody_is_known(void **state)
{
    struct model *in = IN(state);
    struct office office;
    bool mail, money;
    int64_t network = open_network(in, "{}"), role = define(in, network, "mail", "P12M", 0);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_int_equal(office_is_granted(in, network, GRANT_MAIL | GRANT_SPACES, &mail), OK);
    assert_int_equal(office_is_granted(in, network, GRANT_MONEY, &money), OK);
    assert_true(mail && !money);
    set_day(in, "2027-11-21T00:00:00Z");
    assert_int_equal(office_is_granted(in, network, GRANT_MAIL, &mail), OK);
    assert_false(mail);
}

static void a_role_is_held_by_its_key(void **state)
{
    struct model *in = IN(state);
    struct office office;
    bool chair, mail;
    int64_t network = open_network(in, "{}"), role = define(in, network, "mail", "P12M", 0);
    assert_int_equal(appoint(in, role, 5, &office), OK);
    assert_int_equal(office_holds(in, network, 5, STR("mail"), &mail), OK);
    assert_int_equal(office_holds(in, network, 5, STR("chair"), &chair), OK);
    assert_true(mail && !chair);
    set_day(in, "2027-11-21T12:00:00Z");
    assert_int_equal(office_holds(in, network, 5, STR("mail"), &mail), OK);
    assert_false(mail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_role_is_found_as_it_was_defined),
        MODEL_TEST(no_two_roles_of_a_network_have_one_key),
        MODEL_TEST(roles_are_listed_as_they_were_defined),
        MODEL_TEST(a_term_lasts_as_the_role_says_and_ends_at_its_day),
        MODEL_TEST(the_day_on_which_a_term_ends_begins_at_midnight_of_summer_time),
        MODEL_TEST(a_role_without_a_term_is_held_without_end),
        MODEL_TEST(a_chair_serves_as_long_as_the_charter_says),
        MODEL_TEST(a_chair_serves_two_terms_of_two_years_if_the_charter_is_silent),
        MODEL_TEST(a_short_break_does_not_begin_the_count_anew_and_a_year_does),
        MODEL_TEST(who_was_appointed_by_mistake_has_served_no_term),
        MODEL_TEST(a_term_that_the_schedule_has_not_ended_yet_counts_all_the_same),
        MODEL_TEST(a_term_can_be_shorter_than_the_role_says_and_no_longer),
        MODEL_TEST(the_terms_of_deputies_end_in_different_years_unless_the_charter_says_otherwise),
        MODEL_TEST(deputies_stay_staggered_when_one_is_appointed_again),
        MODEL_TEST(a_seat_is_filled_once_and_free_again_at_the_end),
        MODEL_TEST(nobody_holds_two_seats_of_a_role),
        MODEL_TEST(nobody_is_appointed_to_a_closed_role),
        MODEL_TEST(an_end_is_kept_with_its_day_and_reason_and_comes_once),
        MODEL_TEST(an_early_end_cleans_the_schedule),
        MODEL_TEST(past_offices_are_listed_when_asked_for),
        MODEL_TEST(who_leaves_the_network_holds_no_office_in_it),
        MODEL_TEST(a_second_seat_that_was_never_filled_waits_for_nobody),
        MODEL_TEST(a_free_seat_waits_for_those_who_appoint_until_it_is_filled),
        MODEL_TEST(a_network_in_which_nobody_may_appoint_is_a_task_for_the_administrators),
        MODEL_TEST(what_is_granted_to_anybody_is_known),
        MODEL_TEST(a_role_is_held_by_its_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
