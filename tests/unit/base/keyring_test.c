/* The master key: made once, kept private, never written over, and brought back from an export. */
#include "base/secret.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A state folder of each test's own. */
struct place {
    char folder[64];
    char path[6][128];
};

enum { SECRET, KEY, KEY_NEW, DATABASE, EXPORT, CREDENTIAL };

static int place_make(void **state)
{
    static const char *const names[] = {"secret",  "secret/master.key", "secret/master.key.new",
                                        "kith.db", "export.txt",        "kith.key"};
    struct place *place = calloc(1, sizeof *place);
    strcpy(place->folder, "/tmp/kith-keyring-XXXXXX");
    if (!mkdtemp(place->folder))
        return -1;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        snprintf(place->path[i], sizeof place->path[i], "%s/%s", place->folder, names[i]);
    unsetenv("CREDENTIALS_DIRECTORY");
    *state = place;
    return 0;
}

static int place_clear(void **state)
{
    struct place *place = *state;
    for (int i = EXPORT + 1; i > SECRET; i--)
        unlink(place->path[i]);
    rmdir(place->path[SECRET]);
    int result = rmdir(place->folder); /* fails if anything else was left behind */
    free(place);
    return result;
}

static void file_put(const char *path, const void *bytes, size_t size)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(file, bytes, size), size);
    close(file);
}

static size_t file_get(const char *path, char *out, size_t size)
{
    int file = open(path, O_RDONLY);
    assert_true(file >= 0);
    ssize_t got = read(file, out, size);
    close(file);
    return (size_t)got;
}

static mode_t mode_of(const char *path)
{
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    return about.st_mode & 0777;
}

/* Opens, and gives the name of the key in force. */
static void key_name_of(const struct place *place, bool create, unsigned char ret_name[8])
{
    struct error error = {0};
    struct keyring *keyring = keyring_open(place->folder, create, &error);
    if (!keyring) {
        fail_msg("%s", error.message);
        return;
    }
    memcpy(ret_name, keyring->name, 8);
    keyring_close(keyring);
}

static void assert_refused(const struct place *place, bool create, int code, const char *remedy)
{
    struct error error = {0};
    assert_null(keyring_open(place->folder, create, &error));
    assert_int_equal(error.code, code);
    if (!strstr(error.message, remedy))
        fail_msg("%s", error.message);
}

static void the_first_start_makes_a_private_key_and_later_ones_use_it(void **state)
{
    struct place *place = *state;
    unsigned char first[8], second[8];
    key_name_of(place, true, first);
    assert_int_equal(mode_of(place->path[SECRET]), 0700);
    assert_int_equal(mode_of(place->path[KEY]), 0600);
    assert_int_equal(access(place->path[KEY_NEW], F_OK), -1);
    key_name_of(place, true, second);
    assert_memory_equal(first, second, 8);
    file_put(place->path[DATABASE], "", 0);
    key_name_of(place, true, second);
    assert_memory_equal(first, second, 8);
    key_name_of(place, false, second);
    assert_memory_equal(first, second, 8);
}

static void a_key_is_never_made_beside_a_database(void **state)
{
    struct place *place = *state;
    file_put(place->path[DATABASE], "", 0);
    assert_refused(place, true, ERROR_MISSING, "key export");
    mkdir(place->path[SECRET], 0700);
    assert_refused(place, true, ERROR_MISSING, "install -m 600");
    assert_int_equal(access(place->path[KEY], F_OK), -1);
}

static void without_leave_to_make_one_a_missing_key_stays_missing(void **state)
{
    struct place *place = *state;
    assert_refused(place, false, ERROR_MISSING, "master.key");
    assert_int_equal(access(place->path[SECRET], F_OK), -1);
}

static void what_a_broken_start_left_is_not_taken_for_a_key(void **state)
{
    struct place *place = *state;
    unsigned char first[8], second[8];
    mkdir(place->path[SECRET], 0700);
    file_put(place->path[KEY_NEW], "half", 4);
    key_name_of(place, true, first);
    key_name_of(place, false, second);
    assert_memory_equal(first, second, 8);
    assert_int_equal(access(place->path[KEY_NEW], F_OK), -1);
}

static void a_key_others_may_read_is_refused_with_the_remedy(void **state)
{
    struct place *place = *state;
    unsigned char name[8];
    key_name_of(place, true, name);
    chmod(place->path[KEY], 0640);
    assert_refused(place, false, ERROR_REFUSED, "chmod 600");
    chmod(place->path[KEY], 0604);
    assert_refused(place, false, ERROR_REFUSED, "chmod 600");
    chmod(place->path[KEY], 0600);
    chmod(place->path[SECRET], 0710);
    assert_refused(place, false, ERROR_REFUSED, "chmod 700");
    chmod(place->path[SECRET], 0700);
    key_name_of(place, false, name);
}

static void a_key_of_a_wrong_size_is_refused(void **state)
{
    struct place *place = *state;
    static const char long_text[400] = "";
    mkdir(place->path[SECRET], 0700);
    static const size_t sizes[] = {0, 1, 31, 33, 63, 64, 255, 256, 400};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        file_put(place->path[KEY], long_text, sizes[i]);
        assert_refused(place, true, ERROR_REFUSED, "32 bytes");
    }
}

static void an_export_copied_back_is_the_same_key(void **state)
{
    struct place *place = *state;
    unsigned char before[8], after[8];
    char text[300];
    key_name_of(place, true, before);
    assert_int_equal(keyring_export(place->folder, place->path[EXPORT], NULL), OK);
    assert_int_equal(mode_of(place->path[EXPORT]), 0600);
    size_t size = file_get(place->path[EXPORT], text, sizeof text);
    assert_int_equal(size, 64 + 1 + strlen("check 01234567\n"));
    unlink(place->path[KEY]);
    file_put(place->path[KEY], text, size);
    key_name_of(place, false, after);
    assert_memory_equal(before, after, 8);
    text[5] = text[5] == '0' ? '1' : '0'; /* a slip of the pen: the check line tells */
    file_put(place->path[KEY], text, size);
    assert_refused(place, false, ERROR_REFUSED, "is not a key");
}

static void an_export_writes_over_nothing(void **state)
{
    struct place *place = *state;
    unsigned char name[8];
    struct error error = {0};
    char text[8];
    key_name_of(place, true, name);
    file_put(place->path[EXPORT], "mine", 4);
    assert_int_equal(keyring_export(place->folder, place->path[EXPORT], &error), ERROR_CLASH);
    assert_string_equal(error.field, "path");
    assert_int_equal(file_get(place->path[EXPORT], text, sizeof text), 4);
    assert_memory_equal(text, "mine", 4);
    assert_int_equal(keyring_export(place->folder, "/nowhere/at/all", &error), ERROR_WRONG);
    assert_string_equal(error.field, "path");
}

static void a_credential_goes_before_the_state_folder(void **state)
{
    struct place *place = *state;
    unsigned char own[8], credential[8], as_text[8];
    key_name_of(place, true, own);
    setenv("CREDENTIALS_DIRECTORY", place->folder, 1);
    key_name_of(place, false, credential); /* the folder holds none: the state's own is used */
    assert_memory_equal(own, credential, 8);
    file_put(place->path[CREDENTIAL], "0123456789abcdef0123456789abcdef", 32);
    key_name_of(place, false, credential);
    assert_memory_not_equal(own, credential, 8);
    file_put(place->path[CREDENTIAL],
             "3031323334353637383961626364656630313233343536373839616263646566\n", 65);
    key_name_of(place, false, as_text);
    assert_memory_equal(credential, as_text, 8);
    file_put(place->path[CREDENTIAL], "short", 5);
    assert_refused(place, true, ERROR_REFUSED, "kith.key");
}

static void each_use_has_a_key_of_its_own_and_the_name_tells_none(void **state)
{
    (void)state;
    static const unsigned char master[SECRET_KEY_SIZE] = {7};
    struct keyring *keyring = keyring_from(master), *same = keyring_from(master);
    assert_memory_equal(keyring, same, sizeof *keyring);
    for (int i = 0; i < SECRET_USES; i++) {
        assert_memory_not_equal(keyring->use[i], master, SECRET_KEY_SIZE);
        assert_memory_not_equal(keyring->use[i], keyring->name, 8);
        for (int j = 0; j < i; j++)
            assert_memory_not_equal(keyring->use[i], keyring->use[j], SECRET_KEY_SIZE);
    }
    keyring_close(keyring);
    keyring_close(same);
    keyring_close(NULL);
}

/* Journals and links are sealed with these for ever. Worked out apart, with Python's
 * hashlib.blake2b(digest_size=32, key=master, salt=number, person=b"kithkeys"). */
static void the_keys_made_from_a_master_key_keep_their_values(void **state)
{
    (void)state;
    static const unsigned char master[SECRET_KEY_SIZE] = {7};
    static const unsigned char journal[] = {0x8c, 0xab, 0x23, 0x49, 0x49, 0x5a, 0x08, 0xa4};
    static const unsigned char job[] = {0x90, 0xb6, 0x7c, 0xbb, 0xd9, 0x12, 0x57, 0xd2};
    static const unsigned char name[] = {0xb5, 0x07, 0x0d, 0x6e, 0x41, 0x66, 0xe3, 0xcb};
    struct keyring *keyring = keyring_from(master);
    assert_memory_equal(keyring->use[SECRET_JOURNAL], journal, sizeof journal);
    assert_memory_equal(keyring->use[SECRET_JOB], job, sizeof job);
    assert_memory_equal(keyring->name, name, sizeof name);
    keyring_close(keyring);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, place_clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_PLACE(the_first_start_makes_a_private_key_and_later_ones_use_it),
        IN_PLACE(a_key_is_never_made_beside_a_database),
        IN_PLACE(without_leave_to_make_one_a_missing_key_stays_missing),
        IN_PLACE(what_a_broken_start_left_is_not_taken_for_a_key),
        IN_PLACE(a_key_others_may_read_is_refused_with_the_remedy),
        IN_PLACE(a_key_of_a_wrong_size_is_refused),
        IN_PLACE(an_export_copied_back_is_the_same_key),
        IN_PLACE(an_export_writes_over_nothing),
        IN_PLACE(a_credential_goes_before_the_state_folder),
        cmocka_unit_test(each_use_has_a_key_of_its_own_and_the_name_tells_none),
        cmocka_unit_test(the_keys_made_from_a_master_key_keep_their_values),
    };
    secret_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
