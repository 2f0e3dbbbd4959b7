/* Places: one tree, with no loops, no two of a name side by side, and nothing put into a closed
 * one. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/place.h"

static int try_add(struct model *in, const char *name, int64_t parent, int64_t *ret_id)
{
    struct place place = {.parent = parent, .kind = STR("employer"), .name = str_of(name)};
    int err = place_add(in, &place);
    *ret_id = place.id;
    return err;
}

static int64_t add(struct model *in, const char *name, int64_t parent)
{
    int64_t id;
    assert_int_equal(try_add(in, name, parent, &id), OK);
    return id;
}

/* Places one in another, so many; the last one's id. */
static int64_t add_chain(struct model *in, const char *name, int count)
{
    int64_t id = 0;
    for (int i = 0; i < count; i++)
        id = add(in, arena_print(in->arena, "%s %d", name, i), id);
    return id;
}

static struct place read(struct model *in, int64_t id)
{
    struct place place;
    assert_int_equal(place_read(in, id, &place), OK);
    return place;
}

static void a_place_is_read_as_it_was_added(void **state)
{
    struct model *in = IN(state);
    int64_t trust = add(in, "Leeds Trust", 0), ward = add(in, "Ward 3", trust);
    struct place place = read(in, ward);
    assert_int_equal(place.parent, trust);
    assert_true(str_is(place.name, "Ward 3") && str_is(place.kind, "employer"));
    assert_false(place.closed);
    assert_model_fails(in, place_read(in, 12345, &place), ERROR_MISSING, "place");
}

static void two_places_side_by_side_have_different_names(void **state)
{
    struct model *in = IN(state);
    int64_t trust = add(in, "Trust", 0), other = add(in, "Other", 0), id;
    add(in, "Ward 3", trust);
    assert_model_fails(in, try_add(in, "Ward 3", trust, &id), ERROR_CLASH, "name");
    assert_model_fails(in, try_add(in, " ward \t 3", trust, &id), ERROR_CLASH, "name");
    add(in, "Ward 3", other);
    assert_model_fails(in, place_rename(in, other, STR("TRUST")), ERROR_CLASH, "name");
    assert_int_equal(place_rename(in, other, STR("other")), OK);
}

static void a_place_is_put_into_one_that_exists_and_is_open(void **state)
{
    struct model *in = IN(state);
    int64_t trust = add(in, "Trust", 0), id;
    assert_int_equal(place_close(in, trust), OK);
    assert_model_fails(in, try_add(in, "Ward 3", trust, &id), ERROR_CLASH, "parent");
    assert_model_fails(in, try_add(in, "Ward 3", 12345, &id), ERROR_MISSING, "place");
}

static void a_place_with_open_places_in_it_is_not_closed(void **state)
{
    struct model *in = IN(state);
    int64_t trust = add(in, "Trust", 0), ward = add(in, "Ward 3", trust);
    assert_model_fails(in, place_close(in, trust), ERROR_CLASH, "place");
    assert_int_equal(place_close(in, ward), OK);
    assert_int_equal(place_close(in, trust), OK);
    assert_true(read(in, trust).closed);
}

static void a_place_never_comes_to_lie_inside_itself(void **state)
{
    struct model *in = IN(state);
    int64_t a = add(in, "A", 0), b = add(in, "B", a), c = add(in, "C", b);
    assert_model_fails(in, place_move(in, a, a), ERROR_CLASH, "parent");
    assert_model_fails(in, place_move(in, a, c), ERROR_CLASH, "parent");
    assert_int_equal(place_move(in, c, a), OK);
    assert_int_equal(place_move(in, b, c), OK);
    assert_int_equal(read(in, b).parent, c);
}

static void a_move_takes_the_place_to_its_new_parent_or_to_the_top(void **state)
{
    struct model *in = IN(state);
    int64_t a = add(in, "A", 0), b = add(in, "B", 0), ward = add(in, "Ward", a);
    assert_int_equal(place_move(in, ward, b), OK);
    assert_int_equal(read(in, ward).parent, b);
    assert_int_equal(place_move(in, ward, 0), OK);
    assert_int_equal(read(in, ward).parent, 0);
    add(in, "Ward", b);
    assert_model_fails(in, place_move(in, ward, b), ERROR_CLASH, "name");
}

static void places_lie_at_most_twelve_deep_however_they_come_there(void **state)
{
    struct model *in = IN(state);
    int64_t deepest = add_chain(in, "deep", PLACE_DEPTH_LIMIT), id;
    assert_model_fails(in, try_add(in, "deeper", deepest, &id), ERROR_LIMIT, "parent");
    int64_t seven = add_chain(in, "seven", 7), top = 0;
    for (struct place place = read(in, add_chain(in, "six", 6));; place = read(in, place.parent)) {
        top = place.id;
        if (place.parent == 0)
            break;
    }
    assert_model_fails(in, place_move(in, top, seven), ERROR_LIMIT, "parent");
    assert_int_equal(place_move(in, top, read(in, seven).parent), OK);
}

static void count_place(void *self, const struct place *place)
{
    (void)place;
    (*(int *)self)++;
}

static void a_page_holds_what_lies_right_under_a_place(void **state)
{
    struct model *in = IN(state);
    int64_t trust = add(in, "Trust", 0);
    int64_t first = add(in, "Ward 1", trust);
    add(in, "Bay", first);
    add(in, "Ward 2", trust);
    const struct {
        int64_t parent, after, limit;
        int count;
        bool more;
    } pages[] = {{trust, 0, 9, 2, false},
                 {trust, 0, 1, 1, true},
                 {trust, first, 1, 1, false},
                 {0, 0, 9, 1, false},
                 {-1, 0, 9, 4, false}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct page page = {.after = pages[i].after, .limit = pages[i].limit};
        int count = 0;
        assert_int_equal(place_page(in, pages[i].parent, &page, count_place, &count), OK);
        assert_int_equal(count, pages[i].count);
        assert_int_equal(page.more, pages[i].more);
    }
}

static void a_place_is_found_by_its_name_if_only_one_has_it(void **state)
{
    struct model *in = IN(state);
    int64_t trust = add(in, "Trust", 0), other = add(in, "Other", 0), found;
    int64_t ward = add(in, "Ward 3", trust);
    assert_int_equal(place_by_name(in, STR("ward 3"), &found), OK);
    assert_int_equal(found, ward);
    assert_int_equal(place_by_name(in, STR("Ward 4"), &found), OK);
    assert_int_equal(found, 0);
    add(in, "Ward 3", other);
    assert_model_fails(in, place_by_name(in, STR("Ward 3"), &found), ERROR_CLASH, "employer");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_place_is_read_as_it_was_added),
        MODEL_TEST(two_places_side_by_side_have_different_names),
        MODEL_TEST(a_place_is_put_into_one_that_exists_and_is_open),
        MODEL_TEST(a_place_with_open_places_in_it_is_not_closed),
        MODEL_TEST(a_place_never_comes_to_lie_inside_itself),
        MODEL_TEST(a_move_takes_the_place_to_its_new_parent_or_to_the_top),
        MODEL_TEST(places_lie_at_most_twelve_deep_however_they_come_there),
        MODEL_TEST(a_page_holds_what_lies_right_under_a_place),
        MODEL_TEST(a_place_is_found_by_its_name_if_only_one_has_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
