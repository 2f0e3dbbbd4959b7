/* Networks: a name of their own, a host, and the directory. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/duty.h"
#include "model/effect.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/proposal.h"
#include "model/schedule.h"
#include "model/sponsor.h"

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

static void what_is_edited_and_branded_is_read_again(void **state)
{
    struct model *in = IN(state);
    struct network network, taken;
    int64_t id = add(in, "Pride", 5);
    add(in, "Carers", 5);
    assert_int_equal(network_read(in, id, &network), OK);
    assert_true(str_is(network.state, "open") && network.colour.len == 0);
    network.name = STR("Pride and Joy");
    network.whom = STR("LGBTQ+ colleagues");
    network.short_name = STR("P&J");
    network.colour = STR("#005f73");
    network.accent = STR("#ee9b00");
    assert_int_equal(network_edit(in, &network), OK);
    assert_int_equal(network_brand(in, &network), OK);
    assert_int_equal(network_read(in, id, &network), OK);
    assert_true(str_is(network.name, "Pride and Joy") && str_is(network.aim, "To be there."));
    assert_true(str_is(network.whom, "LGBTQ+ colleagues") && str_is(network.short_name, "P&J"));
    assert_true(str_is(network.colour, "#005f73") && str_is(network.accent, "#ee9b00"));
    taken = network;
    taken.name = STR("carers");
    assert_model_fails(in, network_edit(in, &taken), ERROR_CLASH, "name");
}

static void a_logo_takes_the_place_of_the_one_before(void **state)
{
    struct model *in = IN(state);
    struct logo logo, first = {STR("png"), STR("\x89PNG\0one")}, then = {STR("jpeg"), STR("two")};
    assert_int_equal(network_logo(in, 5, &logo), OK);
    assert_int_equal(logo.kind.len, 0);
    assert_int_equal(network_set_logo(in, 5, &first), OK);
    assert_int_equal(network_logo(in, 5, &logo), OK);
    assert_true(str_is(logo.kind, "png") && str_equal(logo.bytes, first.bytes));
    assert_int_equal(network_set_logo(in, 5, &then), OK);
    assert_int_equal(network_logo(in, 5, &logo), OK);
    assert_true(str_is(logo.kind, "jpeg") && str_is(logo.bytes, "two"));
}

static void a_closed_network_is_left_alone_and_its_name_is_free(void **state)
{
    struct model *in = IN(state);
    struct network network;
    struct membership membership = {
        .kind = STR("member"), .visibility = STR("members"), .joined_day = 1};
    struct schedule schedule = {.due_at = 1, .action = STR("a.b"), .arguments = STR("{}")};
    struct page page = {.limit = 9};
    int open = 0;
    int64_t id = add(in, "Pride", 5), other = add(in, "Carers", 5);
    schedule.network = id;
    assert_int_equal(schedule_add(in, &schedule), OK);
    schedule.network = other;
    assert_int_equal(schedule_add(in, &schedule), OK);
    assert_int_equal(network_close(in, id, STR("We are done.")), OK);
    assert_int_equal(network_read(in, id, &network), OK);
    assert_true(str_is(network.state, "closed") && str_is(network.reason, "We are done."));
    assert_int_equal(network.closed_day, clock_day(in->now_ms));
    assert_int_equal(model_count(in, "SELECT count(*) FROM schedule"), 1);
    membership.network = id;
    assert_model_fails(in, membership_add(in, 9, &membership), ERROR_CLASH, "network");
    assert_model_fails(in, network_close(in, id, STR("Again.")), ERROR_CLASH, "network");
    assert_int_equal(network_page(in, 0, STR("open"), &page, count_one, &open), OK);
    assert_int_equal(open, 1);
    assert_true(add(in, "Pride", 5) != id);
}

static int64_t closing(struct model *in)
{
    int64_t id = add(in, "Pride", 5);
    struct charter charter = {.network = id, .text = STR("#"), .terms = STR("{}")};
    assert_int_equal(charter_add(in, &charter), OK);
    return id;
}

static void what_waits_to_be_sent_or_agreed_ends_with_the_network(void **state)
{
    struct model *in = IN(state);
    int64_t id = closing(in), other = add(in, "Carers", 5);
    struct effect mail = {.network = id, .recipient = 7, .kind = STR("mail"), .payload = STR("{}")};
    struct proposal proposal = {.network = id,
                                .action = STR("network.amend"),
                                .actor = {.kind = ACTOR_ADMINISTRATOR},
                                .arguments = STR("{}")};
    assert_int_equal(effect_add(in, &mail, false), OK);
    assert_int_equal(proposal_add(in, &proposal), OK);
    mail.network = other;
    assert_int_equal(effect_add(in, &mail, false), OK);
    assert_int_equal(network_close(in, id, STR("We are done.")), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect WHERE state = 'dropped'"), 1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect WHERE state = 'waiting'"), 1);
    assert_int_equal(proposal_read(in, proposal.id, &proposal), OK);
    assert_true(str_is(proposal.state, "declined"));
}

static void a_sponsor_ends_with_the_network_and_private_words_go(void **state)
{
    struct model *in = IN(state);
    int64_t id = closing(in);
    struct sponsor sponsor = {.network = id, .name = STR("Zoë"), .post = STR("Chief nurse")};
    struct duty duty = {.network = id, .handle = 7};
    assert_int_equal(sponsor_add(in, &sponsor), OK);
    assert_int_equal(sponsor_set_clock(in, &sponsor, in->now_ms + DAY_MS), OK);
    assert_int_equal(duty_add(in, &duty), OK);
    assert_int_equal(network_close(in, id, STR("We are done.")), OK);
    assert_int_equal(sponsor_read(in, sponsor.id, &sponsor), OK);
    assert_true(sponsor.ended_day != 0 && sponsor.clock == 0);
    assert_int_equal(duty_read(in, duty.id, &duty), ERROR_MISSING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_network_is_read_as_it_was_opened),
        MODEL_TEST(no_two_networks_have_one_name_anywhere),
        MODEL_TEST(the_directory_is_paged_and_can_be_one_hosts),
        MODEL_TEST(what_is_edited_and_branded_is_read_again),
        MODEL_TEST(a_logo_takes_the_place_of_the_one_before),
        MODEL_TEST(a_closed_network_is_left_alone_and_its_name_is_free),
        MODEL_TEST(what_waits_to_be_sent_or_agreed_ends_with_the_network),
        MODEL_TEST(a_sponsor_ends_with_the_network_and_private_words_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
