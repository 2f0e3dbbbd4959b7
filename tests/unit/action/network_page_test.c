/* A network's page and its end: what is refused, what is told, what stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/world.h"

enum { DAY_MS = 24 * 3600 * 1000 };

#define PNG "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0\x40\x08\x06\0\0\0"

static const char *network_id(struct world *world)
{
    return world_id(world, world_network(world, "Carers", "{}"));
}

static void a_network_is_edited_part_by_part(void **state)
{
    struct world *world = WORLD(state);
    const char *id = network_id(world);
    world_do(world, administrator, "network.edit", "{'network':'%s','whom':'All who care'}", id);
    const char *shown =
        world_do(world, nobody_known, "network.show", "{'network':'%s'}", id)->reply;
    assert_non_null(strstr(shown, "\"name\":\"Carers\""));
    assert_non_null(strstr(shown, "\"whom\":\"All who care\""));
    assert_non_null(strstr(shown, "\"state\":\"open\""));
}

static void colours_are_answered_with_the_text_that_can_be_read_on_them(void **state)
{
    struct world *world = WORLD(state);
    const char *id = network_id(world);
    struct answer *answer = world_do(world, administrator, "network.brand",
                                     "{'network':'%s','colour':'#005f73','accent':'#EE9B00'}", id);
    assert_string_equal(answer->reply, "{\"text_on_colour\":\"white (7.2 to 1)\","
                                       "\"text_on_accent\":\"black (9.3 to 1)\"}");
    assert_fails(world_call(world, administrator, "network.brand",
                            "{'network':'%s','colour':'0005f73'}", id),
                 ERROR_WRONG, "colour");
    const char *shown =
        world_do(world, nobody_known, "network.show", "{'network':'%s'}", id)->reply;
    assert_non_null(strstr(shown, "\"colour\":\"#005f73\""));
}

static int file_of(const char *bytes, size_t size)
{
    int file = memfd_create("kith-test", MFD_CLOEXEC);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, size), size);
    return file;
}

static struct answer *send_logo(struct world *world, const char *id, const char *bytes, size_t size)
{
    const int file = file_of(bytes, size);
    struct call_request request = {
        .action = STR("network.brand"), .actor = administrator, .files = &file, .file_count = 1};
    struct answer *answer =
        world_send(world, &request, arena_print(&world->arena, "{'network':'%s','logo':0}", id));
    world_run(world);
    return answer;
}

static void a_logo_is_a_picture_of_bounded_size_and_read_back(void **state)
{
    static const char huge[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x10\1\0\0\0\x40\x08\x06\0\0\0";
    static const char empty[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x40\x08\x06\0\0\0";
    static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    struct world *world = WORLD(state);
    const char *id = network_id(world);
    assert_fails(world_call(world, nobody_known, "network.logo", "{'network':'%s'}", id),
                 ERROR_MISSING, "network");
    assert_fails(send_logo(world, id, huge, sizeof huge - 1), ERROR_WRONG, "logo");
    assert_fails(send_logo(world, id, empty, sizeof empty - 1), ERROR_WRONG, "logo");
    assert_fails(send_logo(world, id, svg, sizeof svg - 1), ERROR_WRONG, "logo");
    assert_int_equal(send_logo(world, id, PNG, sizeof PNG - 1)->outcome, OK);
    assert_string_equal(
        world_do(world, nobody_known, "network.logo", "{'network':'%s'}", id)->reply,
        "{\"kind\":\"png\",\"base64\":\"iVBORw0KGgoAAAANSUhEUgAAAQAAAABACAYAAAA=\"}");
}

static void a_closed_network_tells_its_members_and_takes_no_more(void **state)
{
    struct world *world = WORLD(state);
    int64_t one = world_person(world, "one"), other = world_person(world, "other");
    int64_t network = world_network(world, "Carers", "{}");
    const char *id = world_id(world, network);
    world_join(world, one, network);
    int64_t mails = world_count(world, "SELECT count(*) FROM effect");
    world_do(world, administrator, "network.close", "{'network':'%s','reason':'Done.'}", id);
    assert_int_equal(world_count(world, "SELECT count(*) FROM effect"), mails + 1);
    struct answer *late =
        world_call(world, somebody(other), "membership.join", "{'network':'%s'}", id);
    assert_fails(late, ERROR_CLASH, "network");
    assert_non_null(strstr(late->error.message, "This network is closed."));
    assert_fails(world_call(world, administrator, "network.edit", "{'network':'%s'}", id),
                 ERROR_CLASH, "network");
    assert_fails(world_call(world, administrator, "charter.draft", "{'network':'%s'}", id),
                 ERROR_CLASH, "network");
    assert_fails(world_call(world, administrator, "focus.agree", "{'network':'%s'}", id),
                 ERROR_CLASH, "network");
    assert_string_equal(world_do(world, nobody_known, "network.list", "{}")->reply,
                        "{\"networks\":[]}");
    assert_non_null(strstr(
        world_do(world, nobody_known, "network.list", "{'state':'closed'}")->reply, "\"closed\""));
    assert_non_null(
        strstr(world_do(world, nobody_known, "network.show", "{'network':'%s'}", id)->reply,
               "\"reason\":\"Done.\""));
    world_do(world, somebody(one), "membership.leave", "{'network':'%s'}", id);
}

static void what_tied_people_to_a_closed_network_ends_after_thirty_days(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", "{}");
    for (int i = 0; i < 51; i++)
        world_join(world, world_person(world, arena_print(&world->arena, "p%d", i)), network);
    world_do(world, administrator, "network.close", "{'network':'%s','reason':'Done.'}",
             world_id(world, network));
    assert_int_equal(world_count(world, "SELECT count(*) FROM schedule WHERE network <> 0"), 1);
    engine_clock(world->engine)->shift_ms += 29 * (int64_t)DAY_MS;
    world_run(world);
    assert_int_equal(world_count(world, "SELECT count(*) FROM membership"), 51);
    int64_t entries = world_entries(world, network);
    engine_clock(world->engine)->shift_ms += DAY_MS;
    world_run(world);
    assert_int_equal(world_count(world, "SELECT count(*) FROM membership"), 0);
    assert_int_equal(world_count(world, "SELECT count(*) FROM belonging"), 0);
    assert_int_equal(world_entries(world, network), entries + 2); /* in two pieces */
    assert_int_equal(world_count(world, "SELECT count(*) FROM charter"), 1);
}

/* What goes on holds a handle: a row about somebody is shown to nobody else. */
static int catch_rows(struct model *in, void *mine)
{
    struct query query;
    (void)mine;
    query_open(&query, in->database, "CREATE TABLE caught (subject INTEGER NOT NULL) STRICT");
    int err = query_run(&query);
    query_open(&query, in->database,
               "CREATE TRIGGER catching AFTER INSERT ON schedule"
               " WHEN NEW.arguments LIKE '%\"from\"%'"
               " BEGIN INSERT INTO caught VALUES (NEW.subject); END");
    return err == OK ? query_run(&query) : err;
}

/* More than one piece, each of 250. */
static void a_large_network_is_told_in_pieces_and_everybody_once(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", "{\"decision\":{\"seconders\":0}}");
    const char *id = world_id(world, network);
    int64_t first = world_person(world, "p");
    world_join(world, first, network);
    for (int i = 0; i < 700; i++)
        world_join(world, world_person(world, arena_print(&world->arena, "p%d", i)), network);
    int64_t mails = world_count(world, "SELECT count(*) FROM effect");
    engine_write(world->engine, 0, catch_rows, NULL, NULL);
    world_run(world);
    struct answer *proposed =
        world_do(world, somebody(first), "decision.propose",
                 "{'network':'%s','title':'T','text':'T.','voters':'members'}", id);
    world_do(world, administrator, "decision.open", "{'decision':'%s'}",
             world_id(world, answer_id(proposed, "decision")));
    world_run(world);
    assert_int_equal(world_count(world, "SELECT count(*) FROM effect"), mails + 701);
    world_do(world, administrator, "network.close", "{'network':'%s','reason':'Done.'}", id);
    world_run(world);
    assert_int_equal(world_count(world, "SELECT count(*) FROM effect"), mails + 2 * 701);
    assert_int_equal(world_count(world, "SELECT count(*) FROM (SELECT recipient FROM effect"
                                        " GROUP BY recipient HAVING count(*) <> 3)"),
                     0);
    assert_int_equal(world_count(world, "SELECT count(*) FROM schedule WHERE network <> 0"), 1);
    assert_in_range(world_count(world, "SELECT count(*) FROM caught"), 2, 10);
    assert_int_equal(world_count(world, "SELECT count(*) FROM caught WHERE subject = 0"), 0);
}

#define IN_WORLD(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_network_is_edited_part_by_part),
        IN_WORLD(colours_are_answered_with_the_text_that_can_be_read_on_them),
        IN_WORLD(a_logo_is_a_picture_of_bounded_size_and_read_back),
        IN_WORLD(a_closed_network_tells_its_members_and_takes_no_more),
        IN_WORLD(a_large_network_is_told_in_pieces_and_everybody_once),
        IN_WORLD(what_tied_people_to_a_closed_network_ends_after_thirty_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
