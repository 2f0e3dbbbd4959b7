/* Pictures: known by their first bytes, with their size; and written as base64. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/picture.h"

#define PNG "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0\x40\x08\x06\0\0\0"
/* APP0 of 4 bytes, a comment after a repeated 0xff, then SOF2: 8 bits, 48 high, 640 wide. */
#define JPEG                                                                                       \
    "\xff\xd8\xff\xe0\0\4ab\xff\xff\xfe\0\4cd\xff\xc2\0\x11\x08\0\x30\2\x80\3\1\x22\0\2\x11\1\3"

static void a_png_and_a_jpeg_are_known_with_their_size(void **state)
{
    (void)state;
    struct picture picture;
    assert_true(picture_read(STR(PNG), &picture));
    assert_string_equal(picture.kind, "png");
    assert_true(picture.width == 256 && picture.height == 64);
    assert_true(picture_read(STR(JPEG), &picture));
    assert_string_equal(picture.kind, "jpeg");
    assert_true(picture.width == 640 && picture.height == 48);
}

static void nothing_else_is_taken_for_one(void **state)
{
    (void)state;
    static const struct str others[] = {
        {"", 0},
        {"GIF89a\1\0\1\0", 10},
        {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", 41},
        {"\xff\xd8\xff\xd9", 4},
        {"\xff\xd8\xff\xe0\xff\xff", 6},
        {"\x89PNG\r\n\x1a\n\0\0\0\rIDAT\0\0\1\0\0\0\0\x40", 24},
    };
    struct picture picture;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(picture_read(others[i], &picture));
    /* Cut off anywhere before the size, it is none. */
    for (size_t len = 0; len < 24; len++)
        assert_false(picture_read((struct str){PNG, len}, &picture));
    for (size_t len = 0; len < 24; len++)
        assert_false(picture_read((struct str){JPEG, len}, &picture));
}

static void base64_is_that_of_the_standard(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xff\xfe", "//4="},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct str out = picture_base64(str_of(pairs[i][0]), &arena);
        assert_string_equal(arena_copy(&arena, out), pairs[i][1]);
    }
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_png_and_a_jpeg_are_known_with_their_size),
        cmocka_unit_test(nothing_else_is_taken_for_one),
        cmocka_unit_test(base64_is_that_of_the_standard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
