/* A quorum is what its rule says, of whole people, minute by minute, and says why. */
#include "model/quorum/quorum.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { BASE_MOST = 1000, DENOMINATOR_MOST = 24, MEETINGS = 200000, PEOPLE_MOST = 40 };

/* ---- a definition that counts people one by one ---- */

enum whereabouts { AWAY, IN_ROOM, REMOTE, BY_PROXY };

struct person {
    enum whereabouts where;
    bool is_recused;
    uint32_t roles;
};

struct meeting {
    struct person people[PEOPLE_MOST];
    size_t count;
    int64_t bases[QUORUM_OVERS];
};

/* Is this many enough for the part, of so many? By cross-multiplication, and by nothing else. */
static bool is_enough(const struct quorum_part *part, int64_t base, int64_t count)
{
    int64_t top = part->numerator * base, have = count * part->denominator;
    if (part->denominator == 0)
        return part->is_more_than ? count > part->numerator : count >= part->numerator;
    if (part->is_more_than)
        return have > top;
    if (part->rounds_down) /* one more would be above the part */
        return have + part->denominator > top;
    return have >= top;
}

static int64_t least_enough(const struct quorum_part *part, int64_t base)
{
    int64_t count = 0;
    while (!is_enough(part, base, count))
        count++;
    return count;
}

static bool counts(const struct quorum_rule *rule, const struct person *person)
{
    return !person->is_recused &&
           (person->where == IN_ROOM || (person->where == REMOTE && rule->remote_counts));
}

static bool has_roles(const struct quorum_rule *rule, const struct meeting *meeting)
{
    size_t found = 0;
    for (size_t role = 0; role < rule->role_count; role++) {
        bool is_here = false;
        for (size_t i = 0; i < meeting->count; i++) {
            const struct person *person = &meeting->people[i];
            is_here = is_here || (counts(rule, person) && (person->roles >> role & 1) &&
                                  (!rule->roles_in_room || person->where == IN_ROOM));
        }
        found += is_here;
    }
    if (rule->role_count == 0)
        return true;
    return rule->needs_all_roles ? found == rule->role_count : found > 0;
}

static bool is_quorate(const struct quorum_rule *rule, const struct meeting *meeting)
{
    int64_t present = 0, proxies = 0, recused = 0;
    size_t met = 0;
    for (size_t i = 0; i < meeting->count; i++) {
        const struct person *person = &meeting->people[i];
        recused += person->is_recused;
        present += counts(rule, person);
        if (person->where == BY_PROXY && proxies < rule->proxies_at_most) {
            proxies++;
            present++;
        }
    }
    for (size_t i = 0; i < rule->part_count; i++) {
        int64_t base = meeting->bases[rule->parts[i].over];
        if (rule->recused_leave_base)
            base = base < recused ? 0 : base - recused;
        met += is_enough(&rule->parts[i], base, present);
    }
    if (present == 0 || !has_roles(rule, meeting))
        return false;
    return rule->is_lesser ? met > 0 : met == rule->part_count;
}

/* ---- what a meeting looks like to the engine ---- */

static struct quorum_state state_of(const struct meeting *meeting)
{
    struct quorum_state state = {0};
    memcpy(state.bases, meeting->bases, sizeof state.bases);
    for (size_t i = 0; i < meeting->count; i++) {
        const struct person *person = &meeting->people[i];
        state.in_room += person->where == IN_ROOM;
        state.remote += person->where == REMOTE;
        state.proxies += person->where == BY_PROXY;
        state.recused_in_room += person->where == IN_ROOM && person->is_recused;
        state.recused_remote += person->where == REMOTE && person->is_recused;
        state.recused_in_base += person->is_recused;
        if (person->where == IN_ROOM && !person->is_recused)
            state.roles_in_room |= person->roles;
        if (person->where == REMOTE && !person->is_recused)
            state.roles_remote |= person->roles;
    }
    return state;
}

/* The same numbers on every machine and every run (xorshift64). */
static uint64_t draw_state = 88172645463325252u;

static int64_t draw(int64_t below)
{
    draw_state ^= draw_state << 13;
    draw_state ^= draw_state >> 7;
    draw_state ^= draw_state << 17;
    return (int64_t)(draw_state % (uint64_t)below);
}

static struct quorum_rule draw_rule(void)
{
    static const char *const keys[] = {"chair", "deputy_chair", "secretary"};
    struct quorum_rule rule = {.part_count = (size_t)draw(QUORUM_PARTS) + 1,
                               .is_lesser = draw(2),
                               .role_count = (size_t)draw(4),
                               .needs_all_roles = draw(2),
                               .roles_in_room = draw(2),
                               .remote_counts = draw(2),
                               .recused_leave_base = draw(2),
                               .proxies_at_most = draw(2) ? draw(4) : 0};
    for (size_t i = 0; i < rule.part_count; i++) {
        struct quorum_part *part = &rule.parts[i];
        part->denominator = draw(3) ? draw(7) + 1 : 0;
        part->numerator = draw(part->denominator ? part->denominator : 8) + 1;
        part->is_more_than = part->numerator != part->denominator && draw(2);
        part->rounds_down = part->denominator != 0 && !part->is_more_than && draw(2);
        part->over = (enum quorum_over)draw(QUORUM_OVERS);
    }
    for (size_t i = 0; i < rule.role_count; i++)
        rule.roles[i] = str_of(keys[i]);
    rule.needs_all_roles = rule.needs_all_roles && rule.role_count > 1;
    rule.roles_in_room = rule.roles_in_room && rule.role_count > 0;
    rule.is_lesser = rule.is_lesser && rule.part_count > 1;
    return rule;
}

static struct meeting draw_meeting(void)
{
    struct meeting meeting = {.count = (size_t)draw(PEOPLE_MOST + 1)};
    int64_t crowd = draw(10) ? PEOPLE_MOST : BASE_MOST;
    for (size_t i = 0; i < meeting.count; i++)
        meeting.people[i] = (struct person){(enum whereabouts)draw(4), draw(5) == 0,
                                            draw(6) == 0 ? (uint32_t)draw(8) : 0};
    for (size_t i = 0; i < QUORUM_OVERS; i++)
        meeting.bases[i] = draw(crowd + 1);
    return meeting;
}

static struct quorum_answer ask(const struct quorum_rule *rule, const struct quorum_state *state,
                                struct arena *arena)
{
    struct quorum_answer answer;
    assert_int_equal(quorum_answer(rule, state, arena, &answer), OK);
    return answer;
}

static void a_part_is_the_least_number_that_is_enough_for_every_base_up_to_1000(void **state)
{
    (void)state;
    for (int64_t below = 1; below <= DENOMINATOR_MOST; below++)
        for (int64_t top = 1; top <= below; top++)
            for (int kind = 0; kind < 3; kind++) {
                struct quorum_part part = {top, below, kind == 1, kind == 2, QUORUM_OVER_SEATS};
                int64_t least = 0;
                for (int64_t base = 0; base <= BASE_MOST; base++) {
                    while (!is_enough(&part, base, least))
                        least++;
                    if (quorum_part_needed(&part, base) != least)
                        fail_msg("%lld/%lld of %lld, kind %d", (long long)top, (long long)below,
                                 (long long)base, kind);
                }
            }
}

static void any_rule_over_any_meeting_answers_as_counting_one_by_one_does(void **state)
{
    (void)state;
    struct arena arena = {0};
    size_t quorate = 0;
    for (size_t i = 0; i < MEETINGS; i++) {
        struct quorum_rule rule = draw_rule();
        struct meeting meeting = draw_meeting();
        struct quorum_state there = state_of(&meeting);
        struct quorum_answer answer = ask(&rule, &there, &arena);
        if (answer.is_quorate != is_quorate(&rule, &meeting))
            fail_msg("meeting %zu: %.*s: %.*s", i, STR_ARGS(quorum_print(&rule, &arena)),
                     STR_ARGS(answer.why));
        quorate += answer.is_quorate;
        assert_true(str_starts(answer.why, answer.is_quorate ? "Quorate: " : "Not quorate: "));
        assert_int_equal(answer.why.ptr[answer.why.len - 1], '.');
        arena_reset(&arena);
    }
    assert_in_range(quorate, MEETINGS / 20, MEETINGS - MEETINGS / 20);
    arena_done(&arena);
}

static void the_needed_number_is_the_least_that_is_quorate_for_every_base(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (int64_t base = 0; base <= BASE_MOST; base++) {
        struct quorum_rule rule = draw_rule();
        struct quorum_state there = {0};
        rule.role_count = 0;
        for (size_t i = 0; i < QUORUM_OVERS; i++)
            there.bases[i] = base;
        int64_t needed = ask(&rule, &there, &arena).needed,
                expected = rule.is_lesser ? INT64_MAX : 0;
        for (size_t i = 0; i < rule.part_count; i++) {
            int64_t one = least_enough(&rule.parts[i], base);
            if (rule.is_lesser ? one < expected : one > expected)
                expected = one;
        }
        assert_int_equal(needed, expected < 1 ? 1 : expected);
        there.in_room = needed - 1;
        assert_false(ask(&rule, &there, &arena).is_quorate);
        there.in_room = needed;
        assert_true(ask(&rule, &there, &arena).is_quorate);
        arena_reset(&arena);
    }
    arena_done(&arena);
}

/* ---- rules as people write them, and the sentence ---- */

static struct quorum_rule rule_of(const char *line, struct arena *arena)
{
    struct quorum_rule rule;
    struct error error = {0};
    if (quorum_parse(str_of(line), arena, &rule, &error) != OK)
        fail_msg("%s: %s", line, error.message);
    return rule;
}

static int64_t needed_by(const char *line, int64_t base)
{
    struct arena arena = {0};
    struct quorum_rule rule = rule_of(line, &arena);
    struct quorum_state there = {{base, base, base, base}, .in_room = 1};
    int64_t needed = ask(&rule, &there, &arena).needed;
    arena_done(&arena);
    return needed;
}

static void expect(const char *line, struct quorum_state there, bool quorate, const char *why)
{
    struct arena arena = {0};
    struct quorum_rule rule = rule_of(line, &arena);
    struct quorum_answer answer = ask(&rule, &there, &arena);
    assert_string_equal(arena_copy(&arena, answer.why), why);
    assert_int_equal(answer.is_quorate, quorate);
    arena_done(&arena);
}

static void two_thirds_of_9_is_6_half_of_7_is_4_more_than_half_of_8_is_5(void **state)
{
    (void)state;
    assert_int_equal(needed_by("two thirds of seats", 9), 6);
    assert_int_equal(needed_by("half of filled seats", 7), 4);
    assert_int_equal(needed_by("half of filled seats rounded down", 7), 3);
    assert_int_equal(needed_by("more than half of filled seats", 8), 5);
    assert_int_equal(needed_by("more than half of filled seats", 7), 4);
    assert_int_equal(needed_by("all of filled seats", 7), 7);
    assert_int_equal(needed_by("more than 5", 7), 6);
}

static void a_quarter_with_at_least_five_of_13_37_and_20_is_5_10_and_5(void **state)
{
    (void)state;
    const char *line = "greater of 5 members and a quarter of members";
    assert_int_equal(needed_by(line, 13), 5);
    assert_int_equal(needed_by(line, 37), 10);
    assert_int_equal(needed_by(line, 20), 5);
    assert_int_equal(needed_by("lesser of 5 members and a quarter of members", 37), 5);
    assert_int_equal(needed_by("lesser of 5 members and a quarter of members", 13), 4);
}

static void a_sentence_says_how_many_are_needed_and_by_which_rule(void **state)
{
    (void)state;
    expect("half of filled seats", (struct quorum_state){{7, 9}, .in_room = 3, .remote = 1}, true,
           "Quorate: 4 people are present and 4 are needed: the rule is half of the 7 filled "
           "seats, rounded up.");
    expect("half of filled seats rounded down", (struct quorum_state){{7, 9}, .in_room = 1}, false,
           "Not quorate: 1 person is present and 3 are needed: the rule is half of the 7 filled "
           "seats, rounded down.");
    expect("greater of 5 members and a quarter of members",
           (struct quorum_state){.bases[QUORUM_OVER_MEMBERS] = 37, .in_room = 9}, false,
           "Not quorate: 9 people are present and 10 are needed: the rule is the greater of "
           "5 members and 10 (a quarter of the 37 members, rounded up).");
    expect("3", (struct quorum_state){.in_room = 3}, true,
           "Quorate: 3 people are present and 3 are needed: the rule is 3 people.");
    expect("more than half of seats", (struct quorum_state){{1, 1}, .in_room = 1}, true,
           "Quorate: 1 person is present and 1 is needed: the rule is more than half of the "
           "1 seat.");
}

static void a_base_of_nobody_is_not_quorate_until_somebody_is_there(void **state)
{
    (void)state;
    expect("half of filled seats", (struct quorum_state){.bases = {0, 8}}, false,
           "Not quorate: nobody is present and 1 is needed: somebody must be there, even where "
           "the rule is half of the 0 filled seats.");
    expect("half of filled seats", (struct quorum_state){{0, 8}, .in_room = 1}, true,
           "Quorate: 1 person is present and 1 is needed: somebody must be there, even where the "
           "rule is half of the 0 filled seats.");
}

static void an_online_vote_says_who_has_voted(void **state)
{
    (void)state;
    struct quorum_state there = {.bases = {8, 8}, .in_room = 3, .is_vote = true};
    expect("half of filled seats; with chair", there, false,
           "Not quorate: 3 people have voted and 4 are needed: the rule is half of the 8 filled "
           "seats; the chair must vote.");
    there.in_room = 1;
    there.roles_in_room = 1;
    expect("1; with chair", there, true,
           "Quorate: 1 person has voted and 1 is needed: the rule is 1 person.");
    there = (struct quorum_state){.is_vote = true};
    expect("half of seats", there, false,
           "Not quorate: nobody has voted and 1 is needed: somebody must vote, even where the "
           "rule is half of the 0 seats.");
}

static void who_is_recused_is_not_present_and_stays_in_the_base_unless_the_rule_says(void **state)
{
    (void)state;
    struct quorum_state there = {{8, 8}, .in_room = 4, .recused_in_room = 1, .recused_in_base = 2};
    expect("half of filled seats", there, false,
           "Not quorate: 3 people are present and 4 are needed: the rule is half of the 8 filled "
           "seats; 1 is recused and not counted.");
    expect("half of filled seats; recused leave the base", there, true,
           "Quorate: 3 people are present and 3 are needed: the rule is half of the 6 filled "
           "seats; 1 is recused and not counted.");
    there.recused_in_base = 100;
    expect("half of filled seats; recused leave the base", there, true,
           "Quorate: 3 people are present and 1 is needed: somebody must be there, even where the "
           "rule is half of the 0 filled seats; 1 is recused and not counted.");
}

static void from_afar_counts_unless_the_rule_says_it_does_not(void **state)
{
    (void)state;
    struct quorum_state there = {{6, 6}, .in_room = 2, .remote = 2, .recused_remote = 1};
    expect("half of filled seats", there, true,
           "Quorate: 3 people are present and 3 are needed: the rule is half of the 6 filled "
           "seats; 1 is recused and not counted.");
    expect("half of filled seats; remote does not count", there, false,
           "Not quorate: 2 people are present and 3 are needed: the rule is half of the 6 filled "
           "seats; 2 taking part from afar do not count.");
}

static void so_many_proxies_count_as_the_rule_allows(void **state)
{
    (void)state;
    struct quorum_state there = {{6, 6}, .in_room = 1, .proxies = 3};
    expect("half of filled seats", there, false,
           "Not quorate: 1 person is present and 3 are needed: the rule is half of the 6 filled "
           "seats; 3 proxies do not count.");
    expect("half of filled seats; proxies at most 2", there, true,
           "Quorate: 3 people are present, 2 of them by proxy, and 3 are needed: the rule is half "
           "of the 6 filled seats; 1 proxy does not count.");
}

static void when_the_chair_and_the_deputy_leave_it_is_quorate_no_more(void **state)
{
    (void)state;
    const char *line = "greater of 5 and a quarter of members; with chair or deputy_chair in the "
                       "room";
    struct quorum_state there = {
        .bases[QUORUM_OVER_MEMBERS] = 12, .in_room = 7, .roles_in_room = 3};
    const char *quorate = "Quorate: 6 people are present and 5 are needed: the rule is the greater "
                          "of 5 people and 3 (a quarter of the 12 members).";
    there.in_room = 6;
    there.roles_in_room = 2;
    expect(line, there, true, quorate);
    there.in_room = 5;
    there.remote = 1;
    there.roles_in_room = 0;
    there.roles_remote = 2;
    expect(line, there, false,
           "Not quorate: 6 people are present and 5 are needed: the rule is the greater of "
           "5 people and 3 (a quarter of the 12 members); the chair or the deputy chair "
           "must be in the room.");
    expect("greater of 5 and a quarter of members; with chair or deputy_chair", there, true,
           quorate);
}

static void each_role_is_needed_where_the_rule_says_and(void **state)
{
    (void)state;
    struct quorum_state there = {.in_room = 3, .roles_in_room = 1};
    expect("2; with chair and secretary and treasurer", there, false,
           "Not quorate: 3 people are present and 2 are needed: the rule is 2 people; the "
           "secretary and the treasurer must be present too.");
    there.roles_in_room = 7;
    expect("2; with chair and secretary and treasurer", there, true,
           "Quorate: 3 people are present and 2 are needed: the rule is 2 people.");
}

/* ---- bounds ---- */

static void the_largest_counts_do_not_overflow_and_larger_ones_are_refused(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct quorum_answer answer;
    struct quorum_rule rule = {
        .parts = {{.numerator = QUORUM_NUMBER_MOST - 1, .denominator = QUORUM_NUMBER_MOST}},
        .part_count = 1,
        .remote_counts = true,
        .proxies_at_most = QUORUM_NUMBER_MOST};
    struct quorum_state there = {.bases = {QUORUM_PEOPLE_MOST},
                                 .in_room = QUORUM_PEOPLE_MOST,
                                 .remote = QUORUM_PEOPLE_MOST,
                                 .proxies = QUORUM_PEOPLE_MOST};
    answer = ask(&rule, &there, &arena);
    assert_int_equal(answer.present, 2 * QUORUM_PEOPLE_MOST + QUORUM_NUMBER_MOST);
    assert_int_equal(answer.needed, INT64_C(9007199245733793)); /* 2^53 less its billionth, up */
    int64_t *const counted[] = {
        &there.bases[2],        &there.in_room,        &there.remote,         &there.proxies,
        &there.recused_in_room, &there.recused_remote, &there.recused_in_base};
    static const int64_t wrong[] = {INT64_MIN, -1, QUORUM_PEOPLE_MOST + 1, INT64_MAX};
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        for (size_t j = 0; j < sizeof wrong / sizeof *wrong; j++) {
            int64_t kept = *counted[i];
            *counted[i] = wrong[j];
            assert_int_equal(quorum_answer(&rule, &there, &arena, &answer), ERROR_WRONG);
            assert_false(answer.is_quorate);
            *counted[i] = kept;
        }
    arena_done(&arena);
}

static void a_rule_out_of_bounds_is_refused(void **state)
{
    (void)state;
    static const struct quorum_rule wrong[] = {
        {.part_count = 0},
        {.part_count = QUORUM_PARTS + 1},
        {.parts = {{.numerator = 0, .denominator = 0}}, .part_count = 1},
        {.parts = {{.numerator = -1, .denominator = 2}}, .part_count = 1},
        {.parts = {{.numerator = 3, .denominator = 2}}, .part_count = 1},
        {.parts = {{.numerator = 1, .denominator = QUORUM_NUMBER_MOST + 1}}, .part_count = 1},
        {.parts = {{.numerator = QUORUM_NUMBER_MOST + 1, .denominator = 0}}, .part_count = 1},
        {.parts = {{.numerator = 1, .denominator = 2, .over = QUORUM_OVERS}}, .part_count = 1},
        {.parts = {{.numerator = 1, .denominator = 2}},
         .part_count = 1,
         .role_count = QUORUM_ROLES + 1},
        {.parts = {{.numerator = 1, .denominator = 2}}, .part_count = 1, .proxies_at_most = -1},
    };
    struct arena arena = {0};
    struct quorum_answer answer;
    struct quorum_state there = {.in_room = 5};
    struct str why;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(quorum_answer(&wrong[i], &there, &arena, &answer), ERROR_WRONG);
        assert_false(quorum_is_possible(&wrong[i], NULL, -1, &arena, &why));
        assert_true(why.len > 0);
    }
    arena_done(&arena);
}

static void a_rule_that_can_never_be_met_is_told_with_its_remedy(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct str why;
    static const int64_t house[QUORUM_OVERS] = {8, 8, 40, 30};
    struct quorum_rule ten = rule_of("10", &arena), half = rule_of("half of members", &arena);
    struct quorum_rule fits = rule_of("lesser of 10 and half of seats", &arena);
    assert_false(quorum_is_possible(&ten, house, 8, &arena, &why));
    assert_string_equal(arena_copy(&arena, why),
                        "10 people would be needed, and with every seat filled and nobody missing "
                        "there are only 8: ask for at most that many.");
    assert_false(quorum_is_possible(&half, house, 8, &arena, &why));
    assert_true(quorum_is_possible(&half, house, 40, &arena, &why));
    assert_true(quorum_is_possible(&fits, house, 8, &arena, &why));
    assert_true(quorum_is_possible(&ten, NULL, -1, &arena, &why));
    assert_int_equal(why.len, 0);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_is_the_least_number_that_is_enough_for_every_base_up_to_1000),
        cmocka_unit_test(any_rule_over_any_meeting_answers_as_counting_one_by_one_does),
        cmocka_unit_test(the_needed_number_is_the_least_that_is_quorate_for_every_base),
        cmocka_unit_test(two_thirds_of_9_is_6_half_of_7_is_4_more_than_half_of_8_is_5),
        cmocka_unit_test(a_quarter_with_at_least_five_of_13_37_and_20_is_5_10_and_5),
        cmocka_unit_test(a_sentence_says_how_many_are_needed_and_by_which_rule),
        cmocka_unit_test(a_base_of_nobody_is_not_quorate_until_somebody_is_there),
        cmocka_unit_test(who_is_recused_is_not_present_and_stays_in_the_base_unless_the_rule_says),
        cmocka_unit_test(an_online_vote_says_who_has_voted),
        cmocka_unit_test(from_afar_counts_unless_the_rule_says_it_does_not),
        cmocka_unit_test(so_many_proxies_count_as_the_rule_allows),
        cmocka_unit_test(when_the_chair_and_the_deputy_leave_it_is_quorate_no_more),
        cmocka_unit_test(each_role_is_needed_where_the_rule_says_and),
        cmocka_unit_test(the_largest_counts_do_not_overflow_and_larger_ones_are_refused),
        cmocka_unit_test(a_rule_out_of_bounds_is_refused),
        cmocka_unit_test(a_rule_that_can_never_be_met_is_told_with_its_remedy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
