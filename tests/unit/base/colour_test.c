/* Colours: read strictly, and their contrast as WCAG computes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/colour.h"

static struct colour colour(const char *text)
{
    struct colour parsed;
    if (!colour_parse(str_of(text), &parsed))
        fail_msg("%s", text);
    return parsed;
}

static void colours_are_read_strictly(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",        "005f73", "#005f7",  "#005f733",
                                        "#005f7g", "teal",   "#00 f73", "#-05f73"};
    struct colour teal = colour("#005f73"), loud = colour("#EE9B00");
    assert_true(teal.red == 0 && teal.green == 0x5f && teal.blue == 0x73);
    assert_true(loud.red == 0xee && loud.green == 0x9b && loud.blue == 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(colour_parse(str_of(wrong[i]), &teal));
}

/* Tenths as other tools print them, rounded down. */
static void contrasts_are_those_of_wcag(void **state)
{
    (void)state;
    static const struct {
        const char *one, *other;
        int tenths;
    } cases[] = {
        {"#000000", "#ffffff", 210}, {"#ffffff", "#ffffff", 10}, {"#777777", "#ffffff", 44},
        {"#767676", "#ffffff", 45},  {"#005f73", "#ffffff", 72}, {"#ee9b00", "#000000", 93},
        {"#ff0000", "#ffffff", 39},  {"#0000ff", "#ffffff", 85}, {"#005eb8", "#ffffff", 63},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int there = colour_contrast(colour(cases[i].one), colour(cases[i].other));
        int back = colour_contrast(colour(cases[i].other), colour(cases[i].one));
        if (there != cases[i].tenths || back != there)
            fail_msg("%s on %s: %d", cases[i].one, cases[i].other, there);
    }
}

static void black_or_white_text_can_be_read_on_every_colour(void **state)
{
    (void)state;
    for (int red = 0; red < 256; red += 3)
        for (int green = 0; green < 256; green += 3)
            for (int blue = 0; blue < 256; blue += 3) {
                struct colour one = {(uint8_t)red, (uint8_t)green, (uint8_t)blue};
                int contrast;
                colour_wants_black(one, &contrast);
                assert_true(contrast >= COLOUR_READABLE);
            }
}

static void text_is_black_on_light_and_white_on_dark(void **state)
{
    (void)state;
    int contrast;
    assert_false(colour_wants_black(colour("#005f73"), &contrast));
    assert_true(colour_wants_black(colour("#ee9b00"), &contrast));
    assert_int_equal(contrast, 93);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_are_read_strictly),
        cmocka_unit_test(contrasts_are_those_of_wcag),
        cmocka_unit_test(black_or_white_text_can_be_read_on_every_colour),
        cmocka_unit_test(text_is_black_on_light_and_white_on_dark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
