/* Data packs: read strictly, several versions side by side, and a faulty one hinders no other. */
#include "base/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/state.h"

#define HEAD(version, from)                                                                        \
    "{\"pack\": \"letters\", \"version\": \"" version "\", \"from\": \"" from                      \
    "\", \"source\": \"The alphabet.\", \"items\": "
#define ITEMS "[{\"key\": \"a\", \"name\": \"Ay\"}, {\"key\": \"b\", \"name\": \"Bee\"}]}"

static void file_put(const char *dir, const char *name, const char *text)
{
    char *path = state_path(dir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    free(path);
}

static int32_t day_of(const char *text)
{
    int32_t day;
    assert_true(date_parse(str_of(text), &day));
    return day;
}

/* A folder with these files, read: names and texts in turn, ended by NULL. */
static struct packs *read_all(const char *const *files)
{
    char *dir = state_make();
    for (; files[0] != NULL; files += 2)
        file_put(dir, files[0], files[1]);
    struct packs *packs = packs_open(dir);
    state_remove(dir);
    return packs;
}

static void versions_stand_side_by_side_and_the_newest_in_force_is_used(void **state)
{
    static const char *const files[] = {
        "3.json", HEAD("three", "2027-01-01") ITEMS, "1.json", HEAD("one", "2001-04-01") ITEMS,
        "2.json", HEAD("two", "2021-03-21") ITEMS,   NULL};
    struct packs *packs = read_all(files);
    (void)state;
    assert_int_equal(packs_count(packs), 3);
    assert_int_equal(packs_fault_count(packs), 0);
    const struct pack *pack = packs_in_force(packs, STR("letters"), day_of("2026-11-21"));
    assert_true(str_is(pack->version, "two"));
    pack = packs_in_force(packs, STR("letters"), day_of("2027-01-01"));
    assert_true(str_is(pack->version, "three"));
    pack = packs_in_force(packs, STR("letters"), day_of("2001-04-01"));
    assert_true(str_is(pack->version, "one"));
    assert_null(packs_in_force(packs, STR("letters"), day_of("2001-03-31")));
    assert_null(packs_in_force(packs, STR("numbers"), day_of("2026-11-21")));
    assert_true(str_is(packs_find(packs, STR("letters"), STR("one"))->version, "one"));
    assert_null(packs_find(packs, STR("letters"), STR("four")));
    packs_close(packs);
}

static void an_item_is_found_by_its_key(void **state)
{
    static const char *const files[] = {
        "1.json",
        HEAD("one", "2001-04-01") "[{\"key\": \"a\", \"name\": \"Ay\", \"text\": \"first\"}]}",
        NULL};
    struct packs *packs = read_all(files);
    (void)state;
    const struct pack_item *item = pack_find(packs_at(packs, 0), STR("a"));
    assert_true(str_is(item->name, "Ay"));
    assert_true(str_is(pack_item_text(item, "text"), "first"));
    assert_int_equal(pack_item_text(item, "group").len, 0);
    assert_null(pack_find(packs_at(packs, 0), STR("A")));
    packs_close(packs);
}

static void a_faulty_pack_names_file_and_field_and_the_others_serve(void **state)
{
    static const struct {
        const char *text, *field;
    } faults[] = {
        {"", ""},
        {"[]", ""},
        {HEAD("one", "2001-04-01") "[]}", "items"},
        {HEAD("one", "2001-02-30") ITEMS, "from"},
        {HEAD("", "2001-04-01") ITEMS, "version"},
        {"{\"version\": \"one\"}", "pack"},
        {"{\"pack\": 1}", "pack"},
        {HEAD("one", "2001-04-01") "[{\"key\": \"a\"}]}", "items.0.name"},
        {HEAD("one", "2001-04-01") "[{\"key\": \"a b\", \"name\": \"Ay\"}]}", "items.0.key"},
        {HEAD("one", "2001-04-01") "[{\"key\": \"a\", \"name\": \"\"}]}", "items.0.name"},
        {HEAD("one", "2001-04-01") "[{\"key\": \"a\", \"name\": \"x\\ny\"}]}", "items.0.name"},
        {HEAD("one", "2001-04-01") "[{\"key\": \"a\", \"name\": \"x\\u2066y\"}]}", "items.0.name"},
        {HEAD("one", "2001-04-01") "[{\"key\": \"a\", \"name\": \"Ay\", \"group\": \"x\"}]}",
         "items.0.group"},
        {HEAD("one", "2001-04-01") "[{\"key\": \"a\", \"name\": \"Ay\"}, {\"key\": \"a\","
                                   " \"name\": \"Bee\"}]}",
         "items.1.key"},
        {"{\"pack\": \"characteristics\", \"version\": \"1\", \"from\": \"2010-10-01\", \"source\":"
         " \"x\", \"items\": [{\"key\": \"sex\", \"name\": \"Sex\", \"question\": \"?\","
         " \"answers\": [{\"key\": \"f\"}]}]}",
         "items.0.answers.0.name"},
        {"{\"pack\": \"awareness\", \"version\": \"1\", \"from\": \"2010-10-01\", \"source\":"
         " \"x\", \"items\": [{\"key\": \"x\", \"name\": \"X\", \"from\": \"2010-11-01\","
         " \"rule\": \"x\", \"approximate\": \"yes\", \"tags\": []}]}",
         "items.0.approximate"},
        {"{\"pack\": \"roles\", \"version\": \"1\", \"from\": \"2010-10-01\", \"source\": \"x\","
         " \"items\": [{\"key\": \"x\", \"name\": \"X\", \"team\": \"a\", \"remit\": \"x\","
         " \"grants\": [1]}]}",
         "items.0.grants.0"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        const char *files[] = {"bad.json", faults[i].text, "good.json",
                               HEAD("good", "2001-04-01") ITEMS, NULL};
        struct packs *packs = read_all(files);
        assert_int_equal(packs_count(packs), 1);
        assert_int_equal(packs_fault_count(packs), 1);
        assert_string_equal(packs_fault(packs, 0)->file, "bad.json");
        assert_string_equal(packs_fault(packs, 0)->error.field, faults[i].field);
        assert_true(packs_fault(packs, 0)->error.message[0] != '\0');
        packs_close(packs);
    }
}

static void a_version_that_two_files_claim_is_taken_from_the_first(void **state)
{
    static const char *const files[] = {"b.json", HEAD("one", "2002-04-01") ITEMS, "a.json",
                                        HEAD("one", "2001-04-01") ITEMS, NULL};
    struct packs *packs = read_all(files);
    (void)state;
    assert_int_equal(packs_count(packs), 1);
    assert_int_equal(packs_at(packs, 0)->from, day_of("2001-04-01"));
    assert_string_equal(packs_fault(packs, 0)->file, "b.json");
    assert_string_equal(packs_fault(packs, 0)->error.field, "version");
    packs_close(packs);
}

static void other_files_are_no_packs(void **state)
{
    static const char *const files[] = {"README.md", "# data", ".hidden.json", "{", NULL};
    struct packs *packs = read_all(files);
    (void)state;
    assert_int_equal(packs_count(packs), 0);
    assert_int_equal(packs_fault_count(packs), 0);
    packs_close(packs);
}

static void a_folder_that_is_not_there_is_one_fault(void **state)
{
    struct packs *packs = packs_open("/nowhere/at/all");
    (void)state;
    assert_int_equal(packs_count(packs), 0);
    assert_int_equal(packs_fault_count(packs), 1);
    packs_close(packs);
    packs_close(NULL);
    assert_int_equal(packs_count(NULL), 0);
    assert_null(packs_in_force(NULL, STR("letters"), 0));
}

static void the_packs_of_this_tree_have_no_fault(void **state)
{
    struct packs *packs = packs_open("scripts/data");
    (void)state;
    for (size_t i = 0; i < packs_fault_count(packs); i++)
        print_message("%s: %s\n", packs_fault(packs, i)->file,
                      packs_fault(packs, i)->error.message);
    assert_int_equal(packs_fault_count(packs), 0);
    assert_non_null(packs_find(packs, STR("ethnicity"), STR("2001-16+1")));
    assert_int_equal(packs_find(packs, STR("ethnicity"), STR("2001-16+1"))->count, 17);
    assert_int_equal(packs_find(packs, STR("characteristics"), STR("equality-act-2010"))->count, 9);
    packs_close(packs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_stand_side_by_side_and_the_newest_in_force_is_used),
        cmocka_unit_test(an_item_is_found_by_its_key),
        cmocka_unit_test(a_faulty_pack_names_file_and_field_and_the_others_serve),
        cmocka_unit_test(a_version_that_two_files_claim_is_taken_from_the_first),
        cmocka_unit_test(other_files_are_no_packs),
        cmocka_unit_test(a_folder_that_is_not_there_is_one_fault),
        cmocka_unit_test(the_packs_of_this_tree_have_no_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
