/* Who was erased: table and file say the same, and nobody can write into the file without the key.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/erasure.h"
#include "model/person.h"

static struct str line_of(struct model *in, int64_t person)
{
    struct str line;
    assert_int_equal(erasure_add(in, person, &line), OK);
    return line;
}

static struct erasure_difference compare(struct model *in, struct str file)
{
    struct erasure_difference difference;
    assert_int_equal(erasure_compare(in, file, &difference), OK);
    return difference;
}

static void assert_difference(struct model *in, struct str file, int64_t lines, int64_t bad,
                              size_t unknown, struct str missing)
{
    struct erasure_difference difference = compare(in, file);
    assert_int_equal(difference.lines, lines);
    assert_int_equal(difference.bad, bad);
    assert_int_equal(difference.unknown.count, unknown);
    assert_true(str_equal(text_str(&difference.missing), missing));
    erasure_difference_done(&difference);
}

static struct str both(struct model *in, struct str one, struct str other)
{
    return str_of(arena_print(in->arena, "%.*s%.*s", STR_ARGS(one), STR_ARGS(other)));
}

static void a_line_tells_the_day_and_not_who(void **state)
{
    struct model *in = IN(state);
    char id[IDENT_LENGTH + 1];
    struct str line = line_of(in, 123456789);
    ident_print(123456789, id);
    assert_true(str_starts(line, "2026-11-21 ") && line.ptr[line.len - 1] == '\n');
    assert_null(memmem(line.ptr, line.len, "123456789", 9));
    assert_null(memmem(line.ptr, line.len, id, IDENT_LENGTH));
    assert_true(str_equal(line_of(in, 123456789), line));
    assert_int_equal(model_count(in, "SELECT count(*) FROM erasure"), 1);
}

static void the_table_makes_the_file_whole(void **state)
{
    struct model *in = IN(state);
    struct str one = line_of(in, 1);
    assert_difference(in, (struct str){0}, 0, 0, 0, one);
    assert_difference(in, one, 1, 0, 0, (struct str){0});
    struct str other = line_of(in, 2);
    assert_difference(in, one, 1, 0, 0, other);
    assert_difference(in, both(in, one, other), 2, 0, 0, (struct str){0});
}

static void a_line_that_a_crash_cut_short_is_no_damage(void **state)
{
    struct model *in = IN(state);
    struct str one = line_of(in, 1), other = line_of(in, 2);
    struct str cut = {other.ptr, 40};
    assert_difference(in, both(in, one, cut), 1, 0, 0, other);
}

static void an_altered_or_forged_line_is_damage_and_names_nobody(void **state)
{
    struct model *in = IN(state);
    struct str one = line_of(in, 1), other = line_of(in, 2);
    for (size_t i = 0; i < one.len - 1; i++) {
        char *altered = arena_copy(in->arena, both(in, one, other));
        altered[i] = altered[i] == '0' ? '1' : '0';
        assert_difference(in, str_of(altered), 1, 1, 0, one);
    }
    assert_difference(in, both(in, one, STR("nonsense\n")), 1, 2, 0, other);
}

static int note_found(void *self, int64_t person)
{
    int64_t *found = self;
    found[0]++;
    found[1] = person;
    return OK;
}

static void a_database_finds_whom_the_file_names_and_takes_the_lines_in(void **state)
{
    struct model *in = IN(state);
    struct person ada = {.given_name = STR("Ada")}, ben = {.given_name = STR("Ben")};
    int64_t found[2] = {0};
    assert_int_equal(person_add(in, &ada), OK);
    assert_int_equal(person_add(in, &ben), OK);
    struct str file = both(in, line_of(in, ben.id), line_of(in, 99));
    model_run(in, "DELETE FROM erasure"); /* as in a backup from before */
    struct erasure_difference difference = compare(in, file);
    assert_int_equal(difference.unknown.count, 2);
    assert_int_equal(erasure_find(in, &difference, note_found, found), OK);
    assert_int_equal(found[0], 1);
    assert_int_equal(found[1], ben.id);
    assert_int_equal(erasure_take(in, &difference), OK);
    erasure_difference_done(&difference);
    assert_difference(in, file, 2, 0, 0, (struct str){0});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_line_tells_the_day_and_not_who),
        MODEL_TEST(the_table_makes_the_file_whole),
        MODEL_TEST(a_line_that_a_crash_cut_short_is_no_damage),
        MODEL_TEST(an_altered_or_forged_line_is_damage_and_names_nobody),
        MODEL_TEST(a_database_finds_whom_the_file_names_and_takes_the_lines_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
