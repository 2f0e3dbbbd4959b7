/* Networks and their charters: versions are kept, and the newest is in force. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/network.h"

static int64_t add(struct model *in, const char *name, int64_t place)
{
    struct network network = {.place = place, .name = str_of(name), .aim = STR("To be there.")};
    assert_int_equal(network_add(in, &network), OK);
    return network.id;
}

static int64_t amend(struct model *in, int64_t network, const char *text, const char *terms)
{
    struct charter charter = {.network = network, .text = str_of(text), .terms = str_of(terms)};
    assert_int_equal(charter_add(in, &charter), OK);
    return charter.version;
}

static void a_network_is_read_as_it_was_opened(void **state)
{
    struct model *in = IN(state);
    struct network network, missing;
    int64_t id = add(in, "Race Equality", 5);
    assert_int_equal(network_read(in, id, &network), OK);
    assert_int_equal(network.place, 5);
    assert_true(str_is(network.name, "Race Equality") && str_is(network.aim, "To be there."));
    assert_model_fails(in, network_read(in, id + 1, &missing), ERROR_MISSING, "network");
}

static void no_two_networks_have_one_name_anywhere(void **state)
{
    struct model *in = IN(state);
    struct network again = {.place = 6, .name = STR(" race  EQUALITY"), .aim = STR("A.")};
    add(in, "Race Equality", 5);
    assert_model_fails(in, network_add(in, &again), ERROR_CLASH, "name");
}

static void the_newest_charter_is_in_force_and_the_others_are_kept(void **state)
{
    struct model *in = IN(state);
    struct charter charter;
    int64_t id = add(in, "Pride", 5), other = add(in, "Carers", 5);
    assert_model_fails(in, charter_read(in, id, &charter), ERROR_MISSING, "network");
    assert_int_equal(amend(in, id, "# One", "{}"), 1);
    assert_int_equal(amend(in, id, "# Two", "{\"refresh\":\"P6M\"}"), 2);
    assert_int_equal(amend(in, other, "# Other", "{}"), 1);
    assert_int_equal(charter_read(in, id, &charter), OK);
    assert_int_equal(charter.version, 2);
    assert_true(str_is(charter.text, "# Two") && str_is(charter.terms, "{\"refresh\":\"P6M\"}"));
    assert_int_equal(model_count(in, "SELECT count(*) FROM charter"), 3);
}

static void members_are_asked_again_after_what_the_charter_says_or_a_year(void **state)
{
    struct model *in = IN(state);
    int64_t id = add(in, "Pride", 5);
    struct str refresh;
    assert_int_equal(network_refresh(in, id, &refresh), OK);
    assert_true(str_is(refresh, "P12M"));
    amend(in, id, "# One", "{\"refresh\":\"P6M\"}");
    assert_int_equal(network_refresh(in, id, &refresh), OK);
    assert_true(str_is(refresh, "P6M"));
    amend(in, id, "# Two", "{}");
    assert_int_equal(network_refresh(in, id, &refresh), OK);
    assert_true(str_is(refresh, "P12M"));
}

static void only_a_whole_name_in_its_list_asks(void **state)
{
    static const struct {
        const char *terms;
        bool asks;
    } charters[] = {
        {"{}", false},
        {"{\"ask\":[]}", false},
        {"{\"ask\":[\"network.amend\"]}", true},
        {"{\"ask\":[\"tea.pour\",\"network.amend\"]}", true},
        {"{\"ask\":[\"network.amendment\"]}", false},
        {"{\"refresh\":\"network.amend\"}", false},
    };
    struct model *in = IN(state);
    int64_t id = add(in, "Pride", 5);
    for (size_t i = 0; i < sizeof charters / sizeof *charters; i++) {
        bool asks;
        amend(in, id, "# Charter", charters[i].terms);
        assert_int_equal(network_wants_to_be_asked(in, id, "network.amend", &asks), OK);
        if (asks != charters[i].asks)
            fail_msg("%s", charters[i].terms);
    }
}

static void count_one(void *self, const struct network *network)
{
    (void)network;
    (*(int *)self)++;
}

static void the_directory_is_paged_and_can_be_one_hosts(void **state)
{
    struct model *in = IN(state);
    struct page all = {.limit = 2}, of_six = {.limit = 2};
    int count = 0, six = 0;
    add(in, "Pride", 5);
    add(in, "Carers", 6);
    add(in, "Women", 5);
    assert_int_equal(network_page(in, 0, &all, count_one, &count), OK);
    assert_int_equal(network_page(in, 6, &of_six, count_one, &six), OK);
    assert_int_equal(count, 2);
    assert_true(all.more);
    assert_int_equal(six, 1);
    assert_false(of_six.more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_network_is_read_as_it_was_opened),
        MODEL_TEST(no_two_networks_have_one_name_anywhere),
        MODEL_TEST(the_newest_charter_is_in_force_and_the_others_are_kept),
        MODEL_TEST(members_are_asked_again_after_what_the_charter_says_or_a_year),
        MODEL_TEST(only_a_whole_name_in_its_list_asks),
        MODEL_TEST(the_directory_is_paged_and_can_be_one_hosts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
