/* Sealing and hashing: what is altered or moved does not open; hashes stay what they are. */
#include "base/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const unsigned char key[SECRET_KEY_SIZE] = {1, 2, 3};
static const unsigned char other_key[SECRET_KEY_SIZE] = {1, 2, 4};

static void hash_print(const struct secret_hash *hash, char out[65])
{
    for (size_t i = 0; i < SECRET_HASH_SIZE; i++)
        snprintf(out + i * 2, 3, "%02x", hash->bytes[i]);
}

static void what_is_sealed_opens_with_the_same_key_and_tag(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t length = 0; length < 300; length += 13) {
        struct str plain = {arena_take(&arena, length), length};
        struct str sealed = secret_seal(key, STR("journal/7/12"), plain, &arena), opened;
        assert_int_equal(sealed.len, length + SECRET_SEAL_OVERHEAD);
        assert_int_equal(secret_open(key, STR("journal/7/12"), sealed, &arena, &opened), OK);
        assert_true(str_equal(opened, plain));
    }
    arena_done(&arena);
}

static void another_key_or_tag_opens_nothing(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct str sealed = secret_seal(key, STR("journal/7/12"), STR("text"), &arena), opened = {0};
    assert_int_equal(secret_open(other_key, STR("journal/7/12"), sealed, &arena, &opened),
                     ERROR_BROKEN);
    assert_int_equal(secret_open(key, STR("journal/7/13"), sealed, &arena, &opened), ERROR_BROKEN);
    assert_int_equal(secret_open(key, STR(""), sealed, &arena, &opened), ERROR_BROKEN);
    assert_null(opened.ptr);
    arena_done(&arena);
}

static void no_flipped_bit_and_no_cut_goes_unnoticed(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct str sealed = secret_seal(key, STR("a"), STR("some text"), &arena), opened;
    char *bytes = arena_copy(&arena, sealed);
    for (size_t bit = 0; bit < sealed.len * 8; bit++) {
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        assert_int_equal(
            secret_open(key, STR("a"), (struct str){bytes, sealed.len}, &arena, &opened),
            ERROR_BROKEN);
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
    }
    for (size_t length = 0; length < sealed.len; length++)
        assert_int_equal(secret_open(key, STR("a"), (struct str){bytes, length}, &arena, &opened),
                         ERROR_BROKEN);
    arena_done(&arena);
}

static void the_same_text_is_never_sealed_the_same_twice(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct str one = secret_seal(key, STR("a"), STR("text"), &arena);
    struct str other = secret_seal(key, STR("a"), STR("text"), &arena);
    assert_memory_not_equal(one.ptr, other.ptr, 24);
    assert_memory_not_equal(one.ptr + 24, other.ptr + 24, 4);
    arena_done(&arena);
}

/* Stored in databases: another value would orphan what is there. Worked out apart, with
 * Python's hashlib.blake2b(digest_size=32). */
static void hashes_keep_their_values(void **state)
{
    (void)state;
    char text[65];
    struct secret_hash hash = secret_hash(NULL, 0);
    hash_print(&hash, text);
    assert_string_equal(text, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    hash = secret_hash((const struct str[]){STR("ab"), STR("c")}, 2);
    hash_print(&hash, text);
    assert_string_equal(text, "20263e794775e4edf2b306c0f306af9e50175c831c857604b481e847f790bf95");
    hash = secret_mac(key, (const struct str[]){STR("ab"), STR("c")}, 2);
    hash_print(&hash, text);
    assert_string_equal(text, "2f109451932623a59b365f44af75fbf44441c2020061fb7c427f838c52848d9d");
}

static void no_two_lists_of_parts_have_one_hash(void **state)
{
    (void)state;
    struct secret_hash hashes[] = {
        secret_hash(NULL, 0),
        secret_hash((const struct str[]){STR("")}, 1),
        secret_hash((const struct str[]){STR(""), STR("")}, 2),
        secret_hash((const struct str[]){STR("abc")}, 1),
        secret_hash((const struct str[]){STR("ab"), STR("c")}, 2),
        secret_hash((const struct str[]){STR("a"), STR("bc")}, 2),
        secret_hash((const struct str[]){STR("abc"), STR("")}, 2),
        secret_mac(key, (const struct str[]){STR("abc")}, 1),
        secret_mac(other_key, (const struct str[]){STR("abc")}, 1),
    };
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++)
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(&hashes[i], &hashes[j], sizeof hashes[i]);
}

static void equal_is_told_by_length_and_every_byte(void **state)
{
    (void)state;
    assert_true(secret_equal(STR("abc"), STR("abc")));
    assert_true(secret_equal(STR(""), str_of(NULL)));
    assert_false(secret_equal(STR("abc"), STR("abd")));
    assert_false(secret_equal(STR("abc"), STR("ab")));
}

static void wiping_leaves_zeros_and_chance_does_not(void **state)
{
    (void)state;
    unsigned char bytes[64] = {0}, zeros[64] = {0};
    secret_random(bytes, sizeof bytes);
    assert_memory_not_equal(bytes, zeros, sizeof bytes);
    secret_wipe(bytes, sizeof bytes);
    assert_memory_equal(bytes, zeros, sizeof bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sealed_opens_with_the_same_key_and_tag),
        cmocka_unit_test(another_key_or_tag_opens_nothing),
        cmocka_unit_test(no_flipped_bit_and_no_cut_goes_unnoticed),
        cmocka_unit_test(the_same_text_is_never_sealed_the_same_twice),
        cmocka_unit_test(hashes_keep_their_values),
        cmocka_unit_test(no_two_lists_of_parts_have_one_hash),
        cmocka_unit_test(equal_is_told_by_length_and_every_byte),
        cmocka_unit_test(wiping_leaves_zeros_and_chance_does_not),
    };
    secret_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
