/* Networks: a name of their own, a host, and the directory. */
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
    assert_int_equal(network_page(in, 0, STR(""), &all, count_one, &count), OK);
    assert_int_equal(network_page(in, 6, STR(""), &of_six, count_one, &six), OK);
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
        MODEL_TEST(the_directory_is_paged_and_can_be_one_hosts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
