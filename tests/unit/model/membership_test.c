/* Memberships: a member is a handle, and nothing in the clear says whose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/person.h"

#define PRIDE  INT64_C(700700700700700)
#define CARERS INT64_C(800800800800800)

static int64_t person(struct model *in, const char *name)
{
    struct person person = {.given_name = str_of(name), .job = STR("")};
    assert_int_equal(person_add(in, &person), OK);
    return person.id;
}

static int64_t join(struct model *in, int64_t person, int64_t network)
{
    struct membership membership = {.network = network,
                                    .kind = STR("member"),
                                    .visibility = STR("members"),
                                    .joined_day = 20778,
                                    .next_day = 21143};
    assert_int_equal(membership_add(in, person, &membership), OK);
    return membership.handle;
}

static int64_t handle_of(struct model *in, int64_t network, int64_t person)
{
    int64_t handle;
    assert_int_equal(membership_handle(in, network, person, &handle), OK);
    return handle;
}

static int64_t rows(struct model *in)
{
    return model_count(in, "SELECT (SELECT count(*) FROM membership)"
                           " + (SELECT count(*) FROM belonging)");
}

static void note_network(void *self, const struct membership *membership)
{
    *(int64_t *)self += membership->network;
}

static int count_one(void *self, const struct membership *membership)
{
    (void)membership;
    (*(int *)self)++;
    return OK;
}

/* ---- joining and leaving ---- */

static void who_joins_gets_a_handle_and_is_found_by_it(void **state)
{
    struct model *in = IN(state);
    struct membership membership;
    int64_t ada = person(in, "Ada"), handle = join(in, ada, PRIDE), owner;
    assert_int_equal(handle_of(in, PRIDE, ada), handle);
    assert_int_equal(membership_person(in, PRIDE, handle, &owner), OK);
    assert_int_equal(owner, ada);
    assert_int_equal(membership_read(in, PRIDE, handle, &membership), OK);
    assert_int_equal(membership.network, PRIDE);
    assert_true(str_is(membership.kind, "member") && str_is(membership.visibility, "members"));
    assert_int_equal(membership.joined_day, 20778);
}

static void a_handle_leads_to_its_network(void **state)
{
    struct model *in = IN(state);
    struct network pride = {.place = 1, .name = STR("Pride"), .aim = STR("To be there.")};
    struct network carers = {.place = 1, .name = STR("Carers"), .aim = STR("To be there.")};
    int64_t ada = person(in, "Ada"), network;
    assert_int_equal(network_add(in, &pride), OK);
    assert_int_equal(network_add(in, &carers), OK);
    join(in, ada, pride.id);
    int64_t handle = join(in, ada, carers.id);
    assert_int_equal(membership_network(in, handle, &network), OK);
    assert_int_equal(network, carers.id);
    assert_int_equal(membership_network(in, handle + 1, &network), OK);
    assert_int_equal(network, 0);
}

static void nobody_belongs_twice(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "Ada");
    struct membership again = {.network = PRIDE, .kind = STR("ally"), .visibility = STR("visible")};
    join(in, ada, PRIDE);
    assert_model_fails(in, membership_add(in, ada, &again), ERROR_CLASH, "network");
}

static void a_person_has_another_handle_in_each_network_and_after_each_return(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "Ada"), first = join(in, ada, PRIDE);
    assert_true(join(in, ada, CARERS) != first);
    assert_int_equal(membership_remove(in, ada, PRIDE), OK);
    assert_true(join(in, ada, PRIDE) != first);
}

static void handles_tell_neither_time_nor_order(void **state)
{
    struct model *in = IN(state);
    int64_t before = 0, rises = 0, made_now = 0;
    for (int i = 0; i < 200; i++) {
        int64_t handle = join(in, person(in, "Somebody"), PRIDE);
        rises += handle > before;
        made_now += handle >> 40 == model_id(in) >> 40;
        before = handle;
    }
    assert_in_range(rises, 50, 150);
    assert_in_range(made_now, 0, 5);
}

static void leaving_leaves_nothing(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "Ada"), handle = join(in, ada, PRIDE), owner;
    struct membership membership;
    join(in, ada, CARERS);
    assert_int_equal(membership_remove(in, ada, PRIDE), OK);
    assert_int_equal(rows(in), 2); /* what ties her to the other network */
    assert_int_equal(handle_of(in, PRIDE, ada), 0);
    assert_model_fails(in, membership_read(in, PRIDE, handle, &membership), ERROR_MISSING,
                       "membership");
    assert_model_fails(in, membership_person(in, PRIDE, handle, &owner), ERROR_MISSING,
                       "membership");
    assert_true(handle_of(in, CARERS, ada) != 0);
    assert_int_equal(membership_remove(in, ada, CARERS), OK);
    assert_int_equal(rows(in), 0);
}

static void my_memberships_are_mine_alone(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "Ada"), ben = person(in, "Ben"), of_ada = 0, of_ben = 0;
    join(in, ada, PRIDE);
    join(in, ada, CARERS);
    join(in, ben, CARERS);
    assert_int_equal(membership_mine(in, ada, note_network, &of_ada), OK);
    assert_int_equal(membership_mine(in, ben, note_network, &of_ben), OK);
    assert_int_equal(of_ada, PRIDE + CARERS);
    assert_int_equal(of_ben, CARERS);
}

static void a_network_counts_its_own_members(void **state)
{
    struct model *in = IN(state);
    int count = 0;
    join(in, person(in, "Ada"), PRIDE);
    join(in, person(in, "Ben"), PRIDE);
    join(in, person(in, "Cy"), CARERS);
    assert_int_equal(membership_each(in, PRIDE, count_one, &count), OK);
    assert_int_equal(count, 2);
}

static void visibility_and_stage_are_changed_for_one_member(void **state)
{
    struct model *in = IN(state);
    struct membership changed, other;
    int64_t handle = join(in, person(in, "Ada"), PRIDE);
    int64_t another = join(in, person(in, "Ben"), PRIDE);
    assert_int_equal(membership_set_visibility(in, PRIDE, handle, STR("concealed")), OK);
    struct membership asked = {.network = PRIDE,
                               .handle = handle,
                               .stage = STR("asked"),
                               .next_day = 123,
                               .asked_day = 4,
                               .absent_until = 5,
                               .reminded = 6};
    assert_int_equal(membership_set_stage(in, &asked), OK);
    assert_int_equal(membership_read(in, PRIDE, handle, &changed), OK);
    assert_int_equal(membership_read(in, PRIDE, another, &other), OK);
    assert_true(str_is(changed.visibility, "concealed") && str_is(other.visibility, "members"));
    assert_true(str_is(changed.stage, "asked") && str_is(other.stage, "current"));
    assert_true(changed.next_day == 123 && changed.asked_day == 4);
    assert_true(changed.absent_until == 5 && changed.reminded == 6);
    assert_true(other.next_day == 21143 && other.asked_day == 0 && other.reminded == 0);
}

/* ---- what the tables tell to who has no key ---- */

struct finding {
    int64_t number;
    int people, memberships, elsewhere; /* columns that hold the number, by table */
};

static void look_for(void *self, const char *table, const struct query *row, int column)
{
    struct finding *finding = self;
    if (!column_holds(row, column, finding->number))
        return;
    if (strcmp(table, "person") == 0)
        finding->people++;
    else if (strcmp(table, "membership") == 0)
        finding->memberships++;
    else
        finding->elsewhere++;
}

static struct finding find(struct model *in, int64_t number)
{
    struct finding finding = {.number = number};
    model_each_column(in, look_for, &finding);
    return finding;
}

static void no_row_joins_a_person_to_a_handle_or_a_network(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "Ada"), handle = join(in, ada, PRIDE);
    struct finding of_ada = find(in, ada), of_handle = find(in, handle);
    assert_int_equal(of_ada.people, 1);
    assert_int_equal(of_ada.memberships + of_ada.elsewhere, 0);
    assert_int_equal(of_handle.memberships, 1);
    assert_int_equal(of_handle.people + of_handle.elsewhere, 0);
    assert_int_equal(find(in, PRIDE).elsewhere, 0); /* not in "belonging" */
}

/* The same tables, read by who has them and not the key. */
static struct model without_key(const struct model *in, struct keyring **ret_other)
{
    static const unsigned char guess[SECRET_KEY_SIZE] = "another master key";
    struct model thief = *in;
    *ret_other = keyring_from(guess);
    thief.keys = *ret_other;
    return thief;
}

static void who_belongs_cannot_be_told_without_the_key(void **state)
{
    struct model *in = IN(state);
    struct keyring *other;
    int64_t ada = person(in, "Ada"), handle = join(in, ada, PRIDE), owner, networks = 0;
    struct model thief = without_key(in, &other);
    assert_int_equal(handle_of(&thief, PRIDE, ada), 0);
    assert_int_equal(membership_person(&thief, PRIDE, handle, &owner), ERROR_MISSING);
    assert_int_equal(membership_mine(&thief, ada, note_network, &networks), OK);
    assert_int_equal(networks, 0);
    keyring_close(other);
}

static void the_hashes_cannot_be_made_by_trying_everybody(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "Ada");
    struct str part = {(const char *)&ada, sizeof ada};
    struct secret_hash plain = secret_hash(&part, 1);
    struct query query;
    join(in, ada, PRIDE);
    query_open(&query, in->database, "SELECT person_hash FROM belonging");
    assert_int_equal(query_step(&query), QUERY_ROW);
    struct str kept = query_read_blob(&query, 0);
    assert_int_equal(kept.len, SECRET_HASH_SIZE);
    assert_memory_not_equal(kept.ptr, plain.bytes, SECRET_HASH_SIZE);
    assert_int_equal(query_close(&query, OK), OK);
}

static void a_link_moved_to_another_member_opens_nobody(void **state)
{
    struct model *in = IN(state);
    int64_t ada = join(in, person(in, "Ada"), PRIDE), ben = join(in, person(in, "Ben"), PRIDE);
    struct query query;
    int64_t owner;
    query_open(&query, in->database,
               "UPDATE membership SET link = (SELECT link FROM membership WHERE handle = ?1)"
               " WHERE handle = ?2");
    query_int(&query, ada);
    query_int(&query, ben);
    assert_int_equal(query_run(&query), OK);
    assert_int_equal(membership_person(in, PRIDE, ben, &owner), ERROR_MISSING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(who_joins_gets_a_handle_and_is_found_by_it),
        MODEL_TEST(a_handle_leads_to_its_network),
        MODEL_TEST(nobody_belongs_twice),
        MODEL_TEST(a_person_has_another_handle_in_each_network_and_after_each_return),
        MODEL_TEST(handles_tell_neither_time_nor_order),
        MODEL_TEST(leaving_leaves_nothing),
        MODEL_TEST(my_memberships_are_mine_alone),
        MODEL_TEST(a_network_counts_its_own_members),
        MODEL_TEST(visibility_and_stage_are_changed_for_one_member),
        MODEL_TEST(no_row_joins_a_person_to_a_handle_or_a_network),
        MODEL_TEST(who_belongs_cannot_be_told_without_the_key),
        MODEL_TEST(the_hashes_cannot_be_made_by_trying_everybody),
        MODEL_TEST(a_link_moved_to_another_member_opens_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
