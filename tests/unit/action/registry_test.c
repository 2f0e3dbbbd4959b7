/* The registry: a table is taken in whole, or refused with the reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "action/registry.h"

static int locate_nothing(struct model *in, const struct actor *actor, int64_t id,
                          struct location *ret_location)
{
    (void)in, (void)actor, (void)id;
    *ret_location = (struct location){0};
    return 0;
}

static kith_err do_nothing(void *self, struct kith_call *call)
{
    (void)self, (void)call;
    return KITH_OK;
}

static const struct noun cup_noun = {
    .name = "cup", .plural = "cups", .summary = "What tea is in.", .locate = locate_nothing};

static const kith_field one_cup[] = {
    {.name = "cup", .type = KITH_ID, .limits = "cup", .summary = "Which cup."}, {0}};
static const kith_field cup_list[] = {
    {.name = "cups", .type = KITH_LIST, .parts = one_cup, .summary = "The cups."},
    {.name = "next", .type = KITH_TEXT, .flags = KITH_OPTIONAL, .summary = "Where more are."},
    {0}};

/* A row with which nothing is wrong. Tables outlive their registration, so they are static. */
#define GOOD(title, fields)                                                                        \
    {                                                                                              \
        .name = title, .summary = "Serves a cup.", .may = "anyone", .flags = KITH_WRITES,          \
        .takes = fields, .run = do_nothing                                                         \
    }

static const kith_action good[] = {GOOD("cup.fill", one_cup), {0}};

static int setup(void **state)
{
    struct registry *registry = registry_new();
    registry_add_noun(registry, &cup_noun);
    *state = registry;
    return 0;
}

static int teardown(void **state)
{
    registry_free(*state);
    return 0;
}

static size_t count(const struct registry *registry)
{
    size_t position = 0, actions = 0;
    while (registry_next(registry, &position) != NULL)
        actions++;
    return actions;
}

/* ---- what is right ---- */

static void a_table_is_taken_in_and_found_by_name(void **state)
{
    struct error error = {0};
    int self;
    assert_int_equal(registry_add(*state, "tea", good, &self, &error), OK);
    const struct registered *found = registry_find(*state, STR("cup.fill"));
    assert_ptr_equal(found->action, &good[0]);
    assert_ptr_equal(found->self, &self);
    assert_string_equal(found->owner, "tea");
    assert_null(registry_find(*state, STR("cup.fil")));
    assert_null(registry_find(*state, STR("")));
}

static void an_action_that_gives_a_list_takes_a_page(void **state)
{
    static const kith_action lists[] = {{.name = "cup.list",
                                         .summary = "Lists cups.",
                                         .may = "anyone",
                                         .flags = KITH_READS,
                                         .takes = one_cup,
                                         .gives = cup_list,
                                         .run = do_nothing},
                                        {0}};
    struct error error = {0};
    assert_int_equal(registry_add(*state, "tea", lists, NULL, &error), OK);
    const kith_field *takes = registry_find(*state, STR("cup.list"))->takes;
    assert_string_equal(takes[0].name, "cup");
    assert_string_equal(takes[1].name, "after");
    assert_string_equal(takes[2].name, "limit");
    assert_null(takes[3].name);
}

static void the_schema_changes_with_the_fields_and_with_nothing_else(void **state)
{
    static const kith_field more[] = {
        {.name = "cup", .type = KITH_ID, .limits = "cup", .summary = "Which cup."},
        {.name = "hot", .type = KITH_BOOL, .preset = "true", .summary = "Is it hot?"},
        {0}};
    static const kith_action table[] = {
        GOOD("cup.fill", one_cup), GOOD("cup.empty", one_cup), GOOD("cup.warm", more), {0}};
    struct error error = {0};
    assert_int_equal(registry_add(*state, "tea", table, NULL, &error), OK);
    uint64_t schema = registry_find(*state, STR("cup.fill"))->schema;
    assert_true(registry_find(*state, STR("cup.empty"))->schema == schema);
    assert_true(registry_find(*state, STR("cup.warm"))->schema != schema);
    assert_true(schema <= INT64_MAX);
}

/* ---- what is wrong ---- */

static const kith_field unknown_noun[] = {
    {.name = "pot", .type = KITH_ID, .limits = "pot", .summary = "Which pot."}, {0}};
static const kith_field no_noun[] = {{.name = "pot", .type = KITH_ID, .summary = "Which pot."},
                                     {0}};
static const kith_field deep_noun[] = {
    {.name = "tray", .type = KITH_RECORD, .parts = unknown_noun, .summary = "The tray."}, {0}};
static const kith_field bad_field[] = {{.name = "Cup", .type = KITH_TEXT, .summary = "A."}, {0}};
static const kith_field twice[] = {{.name = "a", .type = KITH_TEXT, .summary = "A."},
                                   {.name = "a", .type = KITH_TEXT, .summary = "A."},
                                   {0}};

/* Rows in which only one thing is wrong. */
#define NAMED(title)                                                                               \
    {                                                                                              \
        .name = title, .summary = "Warms.", .may = "anyone", .flags = KITH_WRITES,                 \
        .run = do_nothing                                                                          \
    }
#define TOLD(text)                                                                                 \
    {                                                                                              \
        .name = "cup.warm", .summary = text, .may = "anyone", .flags = KITH_WRITES,                \
        .run = do_nothing                                                                          \
    }
#define MAY(who)                                                                                   \
    {                                                                                              \
        .name = "cup.warm", .summary = "Warms.", .may = who, .flags = KITH_WRITES,                 \
        .run = do_nothing                                                                          \
    }
#define FLAGGED(kinds, handler)                                                                    \
    {                                                                                              \
        .name = "cup.warm", .summary = "Warms.", .may = "anyone", .flags = kinds, .run = handler   \
    }
#define ASKS(kinds, what)                                                                          \
    {                                                                                              \
        .name = "cup.warm", .summary = "Warms.", .may = "anyone", .flags = kinds,                  \
        .run = do_nothing, .question = what                                                        \
    }
#define FIELDS(in, out)                                                                            \
    {                                                                                              \
        .name = "cup.warm", .summary = "Warms.", .may = "anyone", .flags = KITH_WRITES,            \
        .run = do_nothing, .takes = in, .gives = out                                               \
    }

static const struct {
    kith_action row;
    const char *says;
} bad[] = {
    {NAMED("cup"), "not noun.verb"},
    {NAMED("Cup.warm"), "not noun.verb"},
    {NAMED("cup.warm.up"), "not noun.verb"},
    {NAMED(".warm"), "not noun.verb"},
    {NAMED("cup."), "not noun.verb"},
    {NAMED("cup..warm"), "not noun.verb"},
    {NAMED("cup.wa rm"), "not noun.verb"},
    {NAMED("1cup.warm"), "not noun.verb"},
    {NAMED("cup.w234567890123456789012345678901234567890123456789012345678"), "not noun.verb"},
    {TOLD(NULL), "no summary"},
    {TOLD(""), "no summary"},
    {MAY(NULL), "no permission"},
    {MAY("everybody"), "no permission"},
    {FLAGGED(0, do_nothing), "either read or write"},
    {FLAGGED(KITH_READS | KITH_WRITES, do_nothing), "either read or write"},
    {FLAGGED(KITH_WRITES, NULL), "no handler"},
    {ASKS(KITH_WRITES, "cup.may_warm"), "does not know"},
    {ASKS(KITH_READS, "membership.may_join"), "only an action that writes"},
    {FIELDS(unknown_noun, NULL), "unknown noun"},
    {FIELDS(no_noun, NULL), ""},
    {FIELDS(NULL, deep_noun), "unknown noun"},
    {FIELDS(bad_field, NULL), ""},
    {FIELDS(twice, NULL), ""},
};

static void every_kind_of_bad_row_is_refused_with_its_reason_and_takes_its_table_along(void **state)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const kith_action table[] = {good[0], bad[i].row, {0}};
        struct error error = {0};
        int err = registry_add(*state, "tea", table, NULL, &error);
        if (err != ERROR_BROKEN || strstr(error.message, bad[i].says) == NULL)
            fail_msg("row %zu (%s): %s", i, bad[i].row.name, error.message);
        assert_int_equal(count(*state), 0);
    }
}

static void a_name_stands_once_in_a_table_and_in_the_registry(void **state)
{
    const kith_action twice_in_one[] = {good[0], good[0], {0}};
    struct error error = {0};
    assert_int_equal(registry_add(*state, "tea", twice_in_one, NULL, &error), ERROR_CLASH);
    assert_int_equal(count(*state), 0);
    assert_int_equal(registry_add(*state, "tea", good, NULL, &error), OK);
    assert_int_equal(registry_add(*state, "coffee", good, NULL, &error), ERROR_CLASH);
    assert_string_equal(registry_find(*state, STR("cup.fill"))->owner, "tea");
}

/* ---- taking back, and suggesting ---- */

static void what_one_owner_registered_is_withdrawn_and_nothing_else(void **state)
{
    enum { ROWS = 60 };
    kith_action tables[ROWS][2] = {0};
    char names[ROWS][16];
    struct error error = {0};
    for (size_t i = 0; i < ROWS; i++) {
        snprintf(names[i], sizeof names[i], "cup.fill%zu", i);
        tables[i][0] = good[0];
        tables[i][0].name = names[i];
        const char *owner = i % 3 == 0 ? "core" : "tea";
        assert_int_equal(registry_add(*state, owner, tables[i], NULL, &error), OK);
    }
    registry_withdraw(*state, "tea");
    assert_int_equal(count(*state), ROWS / 3);
    for (size_t i = 0; i < ROWS; i++)
        assert_int_equal(registry_find(*state, str_of(names[i])) != NULL, i % 3 == 0);
    registry_withdraw(*state, "core");
    assert_int_equal(count(*state), 0);
}

static void a_name_that_is_nearly_right_is_guessed_and_another_is_not(void **state)
{
    struct error error = {0};
    assert_int_equal(registry_add(*state, "tea", good, NULL, &error), OK);
    assert_non_null(registry_suggest(*state, STR("cup.fil")));
    assert_non_null(registry_suggest(*state, STR("cpu.fill")));
    assert_null(registry_suggest(*state, STR("kettle.boil")));
    assert_null(registry_suggest(*state, STR("")));
}

static void the_description_tells_every_action_and_noun(void **state)
{
    struct error error = {0};
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    assert_int_equal(registry_add(*state, "tea", good, NULL, &error), OK);
    json_open(&writer, '{');
    registry_describe(*state, &writer);
    json_close(&writer, '}');
    struct json *json = json_parse(text_str(&text), &error);
    assert_non_null(json);
    const struct json *action = json_first(json_member(json, "actions"));
    assert_true(str_is(json_text(json_member(action, "name")), "cup.fill"));
    assert_true(str_is(json_text(json_member(action, "owner")), "tea"));
    const struct json *noun = json_first(json_member(json, "nouns"));
    assert_true(str_is(json_text(json_member(noun, "plural")), "cups"));
    assert_true(str_is(json_text(json_first(json_member(json, "events"))), "cup.fill"));
    json_free(json);
    text_done(&text);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_table_is_taken_in_and_found_by_name),
        TEST(an_action_that_gives_a_list_takes_a_page),
        TEST(the_schema_changes_with_the_fields_and_with_nothing_else),
        TEST(every_kind_of_bad_row_is_refused_with_its_reason_and_takes_its_table_along),
        TEST(a_name_stands_once_in_a_table_and_in_the_registry),
        TEST(what_one_owner_registered_is_withdrawn_and_nothing_else),
        TEST(a_name_that_is_nearly_right_is_guessed_and_another_is_not),
        TEST(the_description_tells_every_action_and_noun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
