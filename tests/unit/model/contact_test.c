/* Contacts: they count once a code came back, and tell nobody whose an address is. */
#include "model/contact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/effect.h"
#include "model/person.h"
#include "model/person_parts.h"

static int64_t person_with(struct model *in, const char *name, const char *work_email)
{
    struct person person = {.given_name = str_of(name), .work_email = str_of(work_email)};
    assert_int_equal(person_add(in, &person), OK);
    return person.id;
}

static struct contact of(int64_t person, const char *kind, const char *address)
{
    return (struct contact){.person = person,
                            .kind = str_of(kind),
                            .whose = STR("personal"),
                            .address = str_of(address)};
}

static int64_t add(struct model *in, int64_t person, const char *kind, const char *address)
{
    struct contact contact = of(person, kind, address);
    assert_int_equal(contact_add(in, &contact), OK);
    return contact.id;
}

static struct contact read_of(struct model *in, int64_t id)
{
    struct contact contact;
    assert_int_equal(contact_read(in, id, &contact), OK);
    return contact;
}

static struct str code_of(struct model *in, int64_t id)
{
    struct contact contact = read_of(in, id);
    assert_int_equal(contact_code(in, &contact), OK);
    assert_int_equal(contact.code.len, CODE_LENGTH);
    return contact.code;
}

static int64_t verified(struct model *in, int64_t person, const char *address)
{
    int64_t id = add(in, person, "email", address);
    struct contact contact;
    assert_int_equal(contact_verify(in, id, code_of(in, id), &contact), OK);
    assert_int_not_equal(contact.verified_day, 0);
    return id;
}

static void assert_found(struct model *in, const char *address, int64_t wanted)
{
    int64_t person;
    assert_int_equal(contact_find(in, STR("email"), str_of(address), &person), OK);
    assert_int_equal(person, wanted);
}

static void assert_mail_goes_to(struct model *in, int64_t person, const char *wanted)
{
    struct str address;
    assert_int_equal(contact_mail_address(in, person, &address), OK);
    assert_int_equal(address.len, strlen(wanted));
    assert_memory_equal(address.ptr, wanted, address.len);
}

static void addresses_are_kept_in_their_tidy_form(void **state)
{
    static const char *const tidy[][3] = {
        {"email", " Ayo.Bello@Example.ORG ", "ayo.bello@example.org"},
        {"email", "a@b.co", "a@b.co"},
        {"email", "zoë@münchen.example", "zoë@münchen.example"},
        {"phone", "07700 900123", "+447700900123"},
        {"phone", "+44 (7700) 900-123", "+447700900123"},
        {"phone", "0044 7700 900123", "+447700900123"},
        {"phone", "+1.202.555.0143", "+12025550143"},
    };
    struct model *in = IN(state);
    for (size_t i = 0; i < sizeof tidy / sizeof *tidy; i++) {
        struct str found;
        assert_true(contact_tidy(in->arena, str_of(tidy[i][0]), str_of(tidy[i][1]), &found));
        assert_int_equal(found.len, strlen(tidy[i][2]));
        assert_memory_equal(found.ptr, tidy[i][2], found.len);
    }
}

static void what_is_no_address_is_refused(void **state)
{
    static const char *const wrong[][2] = {
        {"email", ""},
        {"email", "ayo"},
        {"email", "ayo@example"},
        {"email", "@a.org"},
        {"email", "a@b@c.org"},
        {"email", "a b@c.org"},
        {"email", "a@.org"},
        {"email", "a@b..org"},
        {"email", "a@b.o"},
        {"email", "<a@b.org>"},
        {"email", "a@b.org, c@d"},
        {"email", "a@b.org\nBcc: c@d.org"},
        {"phone", "900123"},
        {"phone", "+123"},
        {"phone", "07700 900123 ext 4"},
        {"phone", "0"},
        {"phone", ""},
        {"phone", "+123456789012345678"},
    };
    struct model *in = IN(state);
    int64_t ayo = person_with(in, "Ayo", "");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct contact contact = of(ayo, wrong[i][0], wrong[i][1]);
        assert_model_fails(in, contact_add(in, &contact), ERROR_WRONG, "address");
    }
    assert_int_equal(model_count(in, "SELECT count(*) FROM contact"), 0);
}

static void an_address_counts_once_its_code_came_back(void **state)
{
    struct model *in = IN(state);
    struct contact contact;
    int64_t ayo = person_with(in, "Ayo", "");
    int64_t id = add(in, ayo, "email", "ayo@example.org");
    struct str code = code_of(in, id);
    assert_found(in, "ayo@example.org", 0);
    assert_mail_goes_to(in, ayo, "");
    assert_int_equal(contact_verify(in, id, code, &contact), OK);
    assert_int_equal(contact.verified_day, clock_day(MODEL_NOW));
    assert_found(in, "AYO@example.org", ayo);
    assert_mail_goes_to(in, ayo, "ayo@example.org");
}

/* The code, with its last digit turned into another. */
static struct str wrong_code(struct model *in, struct str code)
{
    char *wrong = arena_copy(in->arena, code);
    wrong[CODE_LENGTH - 1] = wrong[CODE_LENGTH - 1] == '7' ? '8' : '7';
    return str_of(wrong);
}

static void a_code_counts_for_five_attempts(void **state)
{
    struct model *in = IN(state);
    struct contact contact;
    int64_t id = add(in, person_with(in, "Ayo", ""), "email", "ayo@example.org");
    struct str code = code_of(in, id);
    for (int left = CODE_ATTEMPTS - 1; left >= 0; left--) {
        assert_int_equal(contact_verify(in, id, wrong_code(in, code), &contact), OK);
        assert_int_equal(contact.verified_day, 0);
        assert_int_equal(contact.code_left, left);
    }
    assert_int_equal(contact_verify(in, id, code, &contact), OK);
    assert_int_equal(contact.verified_day, 0);
    assert_int_equal(contact_verify(in, id, code_of(in, id), &contact), OK);
    assert_int_not_equal(contact.verified_day, 0);
}

static void a_code_counts_for_an_hour_and_until_the_next_is_sent(void **state)
{
    struct model *in = IN(state);
    struct contact contact;
    int64_t id = add(in, person_with(in, "Ayo", ""), "email", "ayo@example.org");
    struct str first = code_of(in, id), second = code_of(in, id);
    if (!str_equal(first, second)) {
        assert_int_equal(contact_verify(in, id, first, &contact), OK);
        assert_int_equal(contact.verified_day, 0);
    }
    in->now_ms += HOUR_MS;
    assert_int_equal(contact_verify(in, id, second, &contact), OK);
    assert_int_equal(contact.verified_day, 0);
    assert_int_equal(contact.code_left, 0);
    in->now_ms -= 1;
    assert_int_equal(contact_verify(in, id, second, &contact), OK);
    assert_int_not_equal(contact.verified_day, 0);
}

static void nobody_is_sent_more_than_ten_codes_a_day_by_any_address(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_with(in, "Ayo", "");
    for (int i = 0; i < CODES_A_DAY; i++) {
        int64_t id = add(in, ayo, "email", "other@example.org");
        code_of(in, id);
        assert_int_equal(contact_remove(in, id), OK);
    }
    struct contact contact = read_of(in, add(in, ayo, "email", "other@example.org"));
    assert_model_fails(in, contact_code(in, &contact), ERROR_LIMIT, "contact");
    int64_t beas = add(in, person_with(in, "Bea", ""), "email", "other@example.org");
    code_of(in, beas);
    in->now_ms += DAY_MS;
    code_of(in, contact.id);
}

static void nobody_learns_that_an_address_is_somebody_elses(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_with(in, "Ayo", "ward7@example.org"), bea = person_with(in, "Bea", "");
    verified(in, ayo, "shared@example.org");
    assert_found(in, "shared@example.org", ayo);
    verified(in, bea, "shared@example.org");
    assert_found(in, "shared@example.org", 0);
    add(in, bea, "email", "ward7@example.org");
    struct contact again = of(ayo, "email", "SHARED@example.org");
    assert_model_fails(in, contact_add(in, &again), ERROR_CLASH, "address");
}

static void a_person_has_at_most_ten(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_with(in, "Ayo", "");
    for (int i = 0; i < CONTACTS_MOST; i++)
        add(in, ayo, "email", arena_print(in->arena, "ayo%d@example.org", i));
    struct contact more = of(ayo, "email", "ayo@example.org");
    assert_model_fails(in, contact_add(in, &more), ERROR_LIMIT, "address");
}

static void mail_goes_to_the_verified_address_that_they_prefer(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_with(in, "Ayo", "ayo@trust.example");
    int64_t unverified = add(in, ayo, "email", "new@example.org");
    int64_t first = verified(in, ayo, "first@example.org");
    int64_t second = verified(in, ayo, "second@example.org");
    assert_mail_goes_to(in, ayo, "ayo@trust.example");
    assert_model_fails(in, contact_prefer(in, unverified), ERROR_CLASH, "contact");
    assert_int_equal(contact_prefer(in, second), OK);
    assert_mail_goes_to(in, ayo, "second@example.org");
    assert_int_equal(contact_prefer(in, first), OK);
    assert_mail_goes_to(in, ayo, "first@example.org");
    assert_false(read_of(in, second).preferred);
    assert_int_equal(contact_remove(in, first), OK);
    assert_mail_goes_to(in, ayo, "ayo@trust.example");
}

static void look_for(void *self, const char *table, const struct query *row, int column)
{
    const char *const *words = self;
    if (strcmp(table, "contact") != 0 || query_kind(row, column) == QUERY_INT)
        return;
    struct str bytes = query_read_blob(row, column);
    for (; *words != NULL; words++)
        assert_null(memmem(bytes.ptr, bytes.len, *words, strlen(*words)));
}

static void a_row_holds_nothing_in_the_clear_and_opens_nowhere_else(void **state)
{
    struct model *in = IN(state);
    struct contact contact;
    const char *words[] = {"ayo@", "example.org", "email", "personal", NULL};
    int64_t ayo = person_with(in, "Ayo", ""), bea = person_with(in, "Bea", "");
    add(in, ayo, "email", "ayo@example.org");
    int64_t beas = add(in, bea, "email", "bea@example.org");
    model_each_column(in, look_for, words);
    model_run(in, "UPDATE contact SET sealed = (SELECT sealed FROM contact ORDER BY person LIMIT 1)"
                  " WHERE person = (SELECT max(person) FROM contact)");
    assert_int_equal(contact_read(in, beas, &contact), ERROR_BROKEN);
}

static void erasing_takes_what_waits_to_be_sent_there_too(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_with(in, "Ayo", ""), bea = person_with(in, "Bea", "");
    code_of(in, add(in, ayo, "email", "ayo@example.org"));
    code_of(in, add(in, bea, "email", "bea@example.org"));
    struct effect effect = {.kind = STR("mail"), .recipient = ayo, .payload = STR("{}")};
    assert_int_equal(effect_add(in, &effect, false), OK);
    assert_int_equal(effect_end(in, effect.id, "sent", STR("250")), OK);
    effect.recipient = bea;
    assert_int_equal(effect_add(in, &effect, false), OK);
    assert_int_equal(person_parts_erase(in, ayo), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM contact"), 1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"), 1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM person_record"), 1);
}

static int count_one(void *self, const struct contact *contact)
{
    (void)contact;
    ++*(int *)self;
    return OK;
}

static void merged_people_have_the_addresses_of_both(void **state)
{
    struct model *in = IN(state);
    int count = 0;
    int64_t from = person_with(in, "Ayo", ""), into = person_with(in, "Ayo Bello", "");
    int64_t theirs = verified(in, from, "one@example.org"), both = 0;
    verified(in, from, "both@example.org");
    assert_int_equal(contact_prefer(in, theirs), OK);
    both = add(in, into, "email", "both@example.org");
    int64_t mine = verified(in, into, "two@example.org");
    assert_int_equal(contact_prefer(in, mine), OK);
    assert_int_equal(person_parts_merge(in, from, into), OK);
    assert_int_equal(contact_each(in, into, count_one, &count), OK);
    assert_int_equal(count, 3);
    assert_int_equal(model_count(in, "SELECT count(DISTINCT person) FROM contact"), 1);
    assert_int_not_equal(read_of(in, both).verified_day, 0);
    assert_int_equal(read_of(in, theirs).person, into);
    assert_false(read_of(in, theirs).preferred);
    assert_mail_goes_to(in, into, "two@example.org");
    assert_found(in, "one@example.org", into);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(addresses_are_kept_in_their_tidy_form),
        MODEL_TEST(what_is_no_address_is_refused),
        MODEL_TEST(an_address_counts_once_its_code_came_back),
        MODEL_TEST(a_code_counts_for_five_attempts),
        MODEL_TEST(a_code_counts_for_an_hour_and_until_the_next_is_sent),
        MODEL_TEST(nobody_is_sent_more_than_ten_codes_a_day_by_any_address),
        MODEL_TEST(nobody_learns_that_an_address_is_somebody_elses),
        MODEL_TEST(a_person_has_at_most_ten),
        MODEL_TEST(mail_goes_to_the_verified_address_that_they_prefer),
        MODEL_TEST(a_row_holds_nothing_in_the_clear_and_opens_nowhere_else),
        MODEL_TEST(erasing_takes_what_waits_to_be_sent_there_too),
        MODEL_TEST(merged_people_have_the_addresses_of_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
