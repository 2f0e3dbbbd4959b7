/* The way back: a code of a mail says which membership it is for, to Kith alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/way_back.h"

static const struct way_back way = {.network = INT64_C(700700700700700),
                                    .handle = INT64_C(4611686018427387903),
                                    .asked_day = 21143};

static void a_code_leads_back_to_what_it_was_made_for(void **state)
{
    struct model *in = IN(state);
    struct way_back found = {0};
    struct str code = way_back_print(in, &way);
    assert_int_equal(way_back_read(in, code, &found), OK);
    assert_memory_equal(&found, &way, sizeof way);
    assert_int_equal(strspn(code.ptr, "0123456789abcdefghjkmnpqrstvwxyz"), code.len);
}

static void two_codes_for_one_member_have_nothing_in_common(void **state)
{
    struct model *in = IN(state);
    struct str one = way_back_print(in, &way), other = way_back_print(in, &way);
    assert_memory_not_equal(one.ptr, other.ptr, 16);
    assert_memory_not_equal(one.ptr + one.len - 40, other.ptr + other.len - 40, 40);
}

static void a_code_with_one_letter_changed_or_cut_leads_nowhere(void **state)
{
    struct model *in = IN(state);
    struct way_back found;
    struct str code = way_back_print(in, &way);
    for (size_t i = 0; i < code.len; i++) {
        char *other = arena_copy(in->arena, code);
        other[i] = other[i] == '7' ? '8' : '7';
        assert_model_fails(in, way_back_read(in, str_of(other), &found), ERROR_MISSING, "token");
        struct str cut = {code.ptr, i};
        assert_model_fails(in, way_back_read(in, cut, &found), ERROR_MISSING, "token");
    }
    char *upper = arena_copy(in->arena, code);
    upper[3] = 'U';
    assert_model_fails(in, way_back_read(in, str_of(upper), &found), ERROR_MISSING, "token");
}

static void another_key_opens_no_code(void **state)
{
    static const unsigned char guess[SECRET_KEY_SIZE] = "another master key";
    struct model *in = IN(state), thief = *in;
    struct keyring *other = keyring_from(guess);
    struct way_back found;
    thief.keys = other;
    assert_int_equal(way_back_read(&thief, way_back_print(in, &way), &found), ERROR_MISSING);
    keyring_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_code_leads_back_to_what_it_was_made_for),
        MODEL_TEST(two_codes_for_one_member_have_nothing_in_common),
        MODEL_TEST(a_code_with_one_letter_changed_or_cut_leads_nowhere),
        MODEL_TEST(another_key_opens_no_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
