/* Succession: who acts for a free seat, who follows, and what a holder leaves in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/appointment.h"
#include "model/network.h"
#include "model/succession.h"

struct scene {
    int64_t network;
    struct role chair, deputy, lead;
};

static struct role define(struct model *in, int64_t network, const char *key, int64_t seats)
{
    struct role role = {.network = network,
                        .key = str_of(key),
                        .title = str_of(key),
                        .team = STR("leadership"),
                        .grants = GRANT_ROLES,
                        .seats = seats};
    assert_int_equal(role_add(in, &role), OK);
    return role;
}

static struct scene scene_of(struct model *in)
{
    struct network network = {.place = 1, .name = STR("Pride"), .aim = STR("To be there.")};
    struct charter charter = {.text = STR("# Charter"), .terms = STR("{}")};
    assert_int_equal(network_add(in, &network), OK);
    charter.network = network.id;
    assert_int_equal(charter_add(in, &charter), OK);
    return (struct scene){network.id, define(in, network.id, ROLE_CHAIR, 1),
                          define(in, network.id, ROLE_DEPUTY, 2),
                          define(in, network.id, "lead", 1)};
}

static int64_t give(struct model *in, const struct role *role, int64_t handle)
{
    struct office office = {.role = role->id, .handle = handle};
    assert_int_equal(office_add(in, &office), OK);
    in->now_ms += 24 * HOUR_MS;
    return office.id;
}

static int64_t next(struct model *in, const struct role *role)
{
    int64_t handle = -1;
    assert_int_equal(succession_next(in, role, &handle), OK);
    return handle;
}

static bool may_appoint(struct model *in, const struct scene *scene, int64_t handle)
{
    bool grants = false;
    assert_int_equal(office_grants(in, scene->network, handle, GRANT_ROLES, &grants), OK);
    return grants;
}

static int64_t seat_rows(struct model *in)
{
    return model_count(in, "SELECT count(*) FROM schedule WHERE action = 'role.seat'");
}

static void a_chair_has_the_deputy_who_has_served_longest(void **state)
{
    struct model *in = IN(state);
    struct scene scene = scene_of(in);
    assert_int_equal(next(in, &scene.chair), 0);
    give(in, &scene.deputy, 8);
    give(in, &scene.deputy, 7);
    assert_int_equal(next(in, &scene.chair), 8);
    assert_int_equal(next(in, &scene.lead), 0);
}

static void a_plan_names_the_roles_that_deputise_in_their_order(void **state)
{
    struct model *in = IN(state);
    struct scene scene = scene_of(in);
    const int64_t plan[] = {scene.lead.id, scene.deputy.id};
    give(in, &scene.deputy, 8);
    assert_int_equal(succession_set(in, &scene.chair, plan, 2), OK);
    assert_int_equal(next(in, &scene.chair), 8);
    give(in, &scene.lead, 9);
    assert_int_equal(next(in, &scene.chair), 9);
    assert_int_equal(succession_set(in, &scene.chair, NULL, 0), OK);
    assert_int_equal(next(in, &scene.chair), 8);
}

static void a_seat_that_falls_free_is_looked_at_once_if_somebody_could_act(void **state)
{
    struct model *in = IN(state);
    struct scene scene = scene_of(in);
    int64_t office = give(in, &scene.chair, 5);
    int64_t lead = give(in, &scene.lead, 6);
    assert_int_equal(office_end(in, lead, STR("resigned")), OK);
    assert_int_equal(seat_rows(in), 0);
    give(in, &scene.deputy, 8);
    assert_int_equal(office_end(in, office, STR("resigned")), OK);
    assert_int_equal(seat_rows(in), 1);
    assert_int_equal(office_watch(in, &scene.chair), OK);
    assert_int_equal(seat_rows(in), 1);
}

static void who_acts_has_the_powers_and_fills_no_seat(void **state)
{
    struct model *in = IN(state);
    struct scene scene = scene_of(in);
    struct role quiet = scene.deputy;
    struct office office;
    int64_t filled = -1, acting = 0;
    quiet.grants = GRANT_MAIL;
    assert_int_equal(role_change(in, &quiet), OK);
    give(in, &scene.deputy, 8);
    assert_false(may_appoint(in, &scene, 8));
    assert_int_equal(office_act(in, &scene.chair, 8, &office), OK);
    assert_true(may_appoint(in, &scene, 8));
    assert_int_equal(office_count(in, scene.chair.id, &filled), OK);
    assert_int_equal(filled, 0);
    assert_int_equal(office_acting(in, scene.chair.id, &acting), OK);
    assert_int_equal(acting, office.id);
    give(in, &scene.chair, 5); /* and then no longer */
    assert_false(may_appoint(in, &scene, 8));
    assert_int_equal(office_acting(in, scene.chair.id, &acting), OK);
    assert_int_equal(acting, 0);
}

static void acting_is_no_term_and_may_be_followed_by_all_of_them(void **state)
{
    struct model *in = IN(state);
    struct scene scene = scene_of(in);
    struct office office;
    give(in, &scene.deputy, 8);
    assert_int_equal(office_act(in, &scene.chair, 8, &office), OK);
    struct office real = {.role = scene.chair.id, .handle = 8};
    assert_int_equal(office_add(in, &real), OK);
    assert_int_equal(real.term, 1);
}

static void a_deputy_whose_own_office_ends_acts_no_longer(void **state)
{
    struct model *in = IN(state);
    struct scene scene = scene_of(in);
    struct office office;
    int64_t acting = -1, deputy = give(in, &scene.deputy, 8);
    give(in, &scene.deputy, 7);
    assert_int_equal(office_act(in, &scene.chair, 8, &office), OK);
    assert_int_equal(office_end(in, deputy, STR("resigned")), OK);
    assert_int_equal(office_acting(in, scene.chair.id, &acting), OK);
    assert_int_equal(acting, 0);
    assert_int_equal(next(in, &scene.chair), 7);
    assert_int_equal(seat_rows(in), 1);
}

static void whoever_laid_acting_down_is_not_asked_again_for_this_vacancy(void **state)
{
    struct model *in = IN(state);
    struct scene scene = scene_of(in);
    struct office office;
    give(in, &scene.deputy, 8);
    assert_int_equal(office_act(in, &scene.chair, 8, &office), OK);
    assert_int_equal(office_end(in, office.id, STR("resigned")), OK);
    assert_int_equal(next(in, &scene.chair), 0);
    int64_t chair = give(in, &scene.chair, 5);
    assert_int_equal(office_end(in, chair, STR("resigned")), OK);
    assert_int_equal(next(in, &scene.chair), 8);
}

static void nobody_may_be_chosen_for_one_term_too_many(void **state)
{
    struct model *in = IN(state);
    struct scene scene = scene_of(in);
    assert_int_equal(office_may_hold(in, &scene.chair, 5), OK);
    int64_t first = give(in, &scene.chair, 5);
    assert_int_equal(office_may_hold(in, &scene.chair, 5), OK); /* the next one */
    assert_int_equal(office_end(in, first, STR("ended")), OK);
    give(in, &scene.chair, 5);
    assert_model_fails(in, office_may_hold(in, &scene.chair, 5), ERROR_CLASH, "membership");
    assert_int_equal(office_may_hold(in, &scene.chair, 6), OK);
}

static void nobody_has_two_seats_of_one_role(void **state)
{
    struct model *in = IN(state);
    struct scene scene = scene_of(in);
    give(in, &scene.deputy, 5); /* of two seats, one */
    assert_model_fails(in, office_may_hold(in, &scene.deputy, 5), ERROR_CLASH, "membership");
    struct office other = {.role = scene.deputy.id, .handle = 6, .until_day = 100000};
    assert_int_equal(office_add(in, &other), OK);
    /* Both are filled: who follows on is the one whose term ends first. */
    assert_int_equal(office_may_hold(in, &scene.deputy, 6), OK);
    assert_model_fails(in, office_may_hold(in, &scene.deputy, 5), ERROR_CLASH, "membership");
    assert_int_equal(office_may_hold(in, &scene.deputy, 7), OK);
}

static int note_text(void *self, const struct handover_note *note)
{
    text_print(self, "%.*s/%d ", STR_ARGS(note->text), note->done);
    return OK;
}

static void notes_are_kept_sealed_until_they_are_done(void **state)
{
    struct model *in = IN(state);
    struct scene scene = scene_of(in);
    struct text text = {0};
    struct handover_note first = {.network = scene.network,
                                  .role = scene.chair.id,
                                  .kind = STR("promise"),
                                  .text = STR("A room.")};
    assert_int_equal(handover_add(in, &first), OK);
    assert_int_equal(handover_each(in, scene.chair.id, note_text, &text), OK);
    assert_string_equal(text.ptr, "A room./0 ");
    assert_int_equal(handover_set_done(in, first.id), OK);
    assert_int_equal(handover_read(in, first.id, &first), OK);
    assert_true(first.done);
    assert_int_equal(
        model_count(in, "SELECT count(*) FROM handover_note WHERE instr(sealed, 'room') > 0"), 0);
    assert_model_fails(in, handover_read(in, 1, &first), ERROR_MISSING, "handover");
    text_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_chair_has_the_deputy_who_has_served_longest),
        MODEL_TEST(a_plan_names_the_roles_that_deputise_in_their_order),
        MODEL_TEST(a_seat_that_falls_free_is_looked_at_once_if_somebody_could_act),
        MODEL_TEST(who_acts_has_the_powers_and_fills_no_seat),
        MODEL_TEST(acting_is_no_term_and_may_be_followed_by_all_of_them),
        MODEL_TEST(a_deputy_whose_own_office_ends_acts_no_longer),
        MODEL_TEST(whoever_laid_acting_down_is_not_asked_again_for_this_vacancy),
        MODEL_TEST(nobody_may_be_chosen_for_one_term_too_many),
        MODEL_TEST(nobody_has_two_seats_of_one_role),
        MODEL_TEST(notes_are_kept_sealed_until_they_are_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
