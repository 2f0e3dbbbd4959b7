/* Sight: who sees that somebody belongs, and that the sentence they read says the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/membership.h"
#include "model/office.h"
#include "model/sight.h"

static const char *const visibilities[] = {"visible", "members", "leads", "concealed"};

/* What was agreed, written out once more by hand. */
static const char *const agreed[][VIEWERS] = {
    /*            self  member lead  membership lead  outside administrator */
    {"visible", "yes", "yes", "yes", "yes", "no"},
    {"members", "yes", "yes", "yes", "no", "no"},
    {"leads", "no", "yes", "yes", "no", "no"},
    {"concealed", "no", "no", "yes", "no", "no"},
};

static void every_viewer_sees_what_was_agreed_for_every_visibility(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        enum visibility visibility = visibility_by_name(str_of(agreed[i][0]));
        for (int viewer = VIEWER_MEMBER; viewer < VIEWERS; viewer++)
            if (sight_allows(visibility, (enum viewer)viewer) !=
                (strcmp(agreed[i][viewer], "yes") == 0))
                fail_msg("%s: %s", agreed[i][0], viewer_words((enum viewer)viewer));
    }
}

/* For each door: who may see those behind it at all, by the table above. */
static const char *const agreed_doors[DOORS][VIEWERS] = {
    /*                      member lead  membership lead  outside administrator */
    [DOOR_NETWORK] = {NULL, "yes", "yes", "yes", "yes", "no"},
    [DOOR_OPEN] = {NULL, "yes", "yes", "yes", "yes", "no"},
    [DOOR_CLOSED] = {NULL, "yes", "yes", "yes", "no", "no"},
    [DOOR_CONFIDENTIAL] = {NULL, "no", "no", "no", "no", "no"},
};

static void every_viewer_sees_through_each_door_what_was_agreed(void **state)
{
    (void)state;
    for (int door = DOOR_NETWORK; door < DOORS; door++)
        for (size_t i = 0; i < 4; i++)
            for (int viewer = VIEWER_MEMBER; viewer < VIEWERS; viewer++) {
                bool wanted = strcmp(agreed[i][viewer], "yes") == 0 &&
                              strcmp(agreed_doors[door][viewer], "yes") == 0;
                if (sight_allows_in((enum door)door, visibility_by_name(str_of(agreed[i][0])),
                                    (enum viewer)viewer) != wanted)
                    fail_msg("%s through door %d: %s", agreed[i][0], door,
                             viewer_words((enum viewer)viewer));
            }
}

static void an_open_space_is_seen_by_all_and_any_other_by_members_alone(void **state)
{
    (void)state;
    for (int door = DOOR_OPEN; door < DOORS; door++)
        for (int viewer = VIEWER_SELF; viewer < VIEWERS; viewer++) {
            bool outside = viewer == VIEWER_OUTSIDE || viewer == VIEWER_ADMINISTRATOR;
            assert_int_equal(sight_shows_space((enum door)door, (enum viewer)viewer),
                             door == DOOR_OPEN || !outside);
        }
}

static void an_unknown_door_is_a_confidential_one(void **state)
{
    (void)state;
    assert_int_equal(door_by_name(STR("open")), DOOR_OPEN);
    assert_int_equal(door_by_name(STR("closed")), DOOR_CLOSED);
    assert_int_equal(door_by_name(STR("confidential")), DOOR_CONFIDENTIAL);
    assert_int_equal(door_by_name(STR("Open")), DOOR_CONFIDENTIAL);
}

static void everybody_sees_their_own_belonging(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_true(sight_allows(visibility_by_name(str_of(visibilities[i])), VIEWER_SELF));
}

static void an_administrator_never_sees_who_belongs(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_false(
            sight_allows(visibility_by_name(str_of(visibilities[i])), VIEWER_ADMINISTRATOR));
}

static void who_may_see_less_never_sees_more_of_one_who_hides_more(void **state)
{
    (void)state;
    for (int visibility = VISIBILITY_VISIBLE; visibility < VISIBILITY_CONCEALED; visibility++)
        for (int viewer = VIEWER_SELF; viewer < VIEWERS; viewer++)
            if (sight_allows((enum visibility)(visibility + 1), (enum viewer)viewer))
                assert_true(sight_allows((enum visibility)visibility, (enum viewer)viewer));
}

static void the_sentence_names_exactly_those_who_can_see(void **state)
{
    struct arena arena = {0};
    (void)state;
    for (int visibility = VISIBILITY_VISIBLE; visibility <= VISIBILITY_CONCEALED; visibility++) {
        const char *sentence =
            arena_copy(&arena, sight_sentence(&arena, (enum visibility)visibility));
        for (int viewer = VIEWER_MEMBER; viewer < VIEWERS; viewer++) {
            bool named = strstr(sentence, viewer_words((enum viewer)viewer)) != NULL;
            if (named != sight_allows((enum visibility)visibility, (enum viewer)viewer))
                fail_msg("\"%s\" is wrong about %s", sentence, viewer_words((enum viewer)viewer));
        }
    }
    arena_done(&arena);
}

static void the_sentence_reads_as_one(void **state)
{
    struct arena arena = {0};
    (void)state;
    assert_true(str_is(sight_sentence(&arena, VISIBILITY_LEADS),
                       "These can see that you belong: this network's leads, its membership "
                       "lead. Nobody else can."));
    arena_done(&arena);
}

static void an_unknown_word_conceals(void **state)
{
    (void)state;
    assert_int_equal(visibility_by_name(STR("")), VISIBILITY_CONCEALED);
    assert_int_equal(visibility_by_name(STR("Visible")), VISIBILITY_CONCEALED);
    assert_int_equal(visibility_by_name(STR("everybody")), VISIBILITY_CONCEALED);
}

/* ---- who is looking ---- */

#define PRIDE INT64_C(700700700700700)

static void join(struct model *in, int64_t person, const char *key, uint32_t grants)
{
    struct membership membership = {
        .network = PRIDE, .kind = STR("member"), .visibility = STR("members")};
    struct role role = {.network = PRIDE,
                        .key = str_of(key),
                        .title = STR("Lead"),
                        .team = STR("operational"),
                        .grants = grants,
                        .term = STR("P1M"),
                        .seats = 1};
    struct office office = {0};
    assert_int_equal(membership_add(in, person, &membership), OK);
    if (key == NULL)
        return;
    assert_int_equal(role_add(in, &role), OK);
    office = (struct office){.role = role.id, .handle = membership.handle};
    assert_int_equal(office_add(in, &office), OK);
}

static void assert_viewer(struct model *in, struct actor actor, int64_t network, enum viewer wanted)
{
    enum viewer viewer;
    int64_t handle, own = 0;
    assert_int_equal(sight_viewer(in, &actor, network, &viewer, &handle), OK);
    assert_int_equal(viewer, wanted);
    if (actor.kind == ACTOR_PERSON)
        assert_int_equal(membership_handle(in, network, actor.person, &own), OK);
    assert_int_equal(handle, own);
}

static struct actor someone(int64_t person)
{
    return (struct actor){.kind = ACTOR_PERSON, .person = person};
}

static void a_viewer_is_what_they_are_in_this_network_today(void **state)
{
    struct model *in = IN(state);
    join(in, 101, NULL, 0);
    join(in, 102, "mail", GRANT_MAIL);
    join(in, 103, "members", GRANT_MEMBERS);
    assert_viewer(in, someone(101), PRIDE, VIEWER_MEMBER);
    assert_viewer(in, someone(102), PRIDE, VIEWER_LEAD);
    assert_viewer(in, someone(103), PRIDE, VIEWER_MEMBERSHIP_LEAD);
    assert_viewer(in, someone(104), PRIDE, VIEWER_OUTSIDE);
    assert_viewer(in, someone(103), PRIDE + 1, VIEWER_OUTSIDE);
    assert_viewer(in, (struct actor){.kind = ACTOR_ADMINISTRATOR}, PRIDE, VIEWER_ADMINISTRATOR);
    assert_viewer(in, (struct actor){.kind = ACTOR_ANONYMOUS}, PRIDE, VIEWER_ADMINISTRATOR);
    in->now_ms += 40 * (int64_t)DAY_MS;
    assert_viewer(in, someone(102), PRIDE, VIEWER_MEMBER);
    assert_viewer(in, someone(103), PRIDE, VIEWER_MEMBER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_viewer_sees_what_was_agreed_for_every_visibility),
        cmocka_unit_test(every_viewer_sees_through_each_door_what_was_agreed),
        cmocka_unit_test(an_open_space_is_seen_by_all_and_any_other_by_members_alone),
        cmocka_unit_test(an_unknown_door_is_a_confidential_one),
        cmocka_unit_test(everybody_sees_their_own_belonging),
        cmocka_unit_test(an_administrator_never_sees_who_belongs),
        cmocka_unit_test(who_may_see_less_never_sees_more_of_one_who_hides_more),
        cmocka_unit_test(the_sentence_names_exactly_those_who_can_see),
        cmocka_unit_test(the_sentence_reads_as_one),
        cmocka_unit_test(an_unknown_word_conceals),
        MODEL_TEST(a_viewer_is_what_they_are_in_this_network_today),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
