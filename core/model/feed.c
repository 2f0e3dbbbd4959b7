/* The feed: finding whom a row means, and taking in what it says. */
#include "model/feed.h"

#include <string.h>

#include "base/clock.h"
#include "model/identity.h"
#include "model/token.h"

void feed_dry_done(struct feed_dry *dry)
{
    seen_done(&dry->freed);
    seen_done(&dry->touched);
    seen_done(&dry->named);
}

/* ---- staff numbers: the first system's stand in the person's row, all others as identities ----
 */

static bool is_first(const struct feed *feed)
{
    return str_is(feed->provider, FEED_FIRST);
}

struct number {
    struct model *in;
    struct str provider, text;
};

static int number_take(void *self, const struct identity *identity)
{
    struct number *number = self;
    if (str_equal(identity->provider, number->provider) && number->text.len == 0)
        number->text = arena_str(number->in->arena, identity->subject);
    return OK;
}

/* The number by which this system knows the person; empty if it knows them by none. */
static int number_of(struct model *in, struct str provider, const struct person *person,
                     struct str *ret_number)
{
    struct number number = {in, provider, {0}};
    int err = OK;
    if (str_is(provider, FEED_FIRST))
        number.text = person->external_id;
    else
        err = identity_each(in, person->id, number_take, &number);
    *ret_number = number.text;
    return err;
}

/* Also by a number that they had before they were merged with another record. */
static int number_find(struct model *in, const struct feed *feed, struct str number,
                       struct person *ret_person, bool *ret_found)
{
    int64_t person = 0;
    int err = OK;
    *ret_found = false;
    if (is_first(feed))
        err = person_by_number(in, number, ret_person, ret_found);
    if (err == OK && !*ret_found)
        err = identity_find(in, feed->provider, number, &person);
    if (err != OK || person == 0)
        return err;
    *ret_found = true;
    return person_read(in, person, ret_person);
}

static int number_keep(struct model *in, const struct feed *feed, struct str number, int64_t person)
{
    struct identity identity = {.person = person, .provider = feed->provider, .subject = number};
    return is_first(feed) || number.len == 0 ? OK : identity_link(in, &identity);
}

/* ---- whom a row means ---- */

struct found {
    struct str number; /* the row's */
    struct person by_number, by_email;
    struct str email_number; /* of who was found by address */
    bool number_found, email_found;
};

static int keys_find(struct model *in, const struct feed *feed, const struct person *row,
                     struct found *found)
{
    int err = OK;
    if (found->number.len > 0)
        err = number_find(in, feed, found->number, &found->by_number, &found->number_found);
    if (err == OK && row->work_email.len > 0)
        err = person_by_email(in, row->work_email, &found->by_email, &found->email_found);
    bool is_freed = feed->dry != NULL && found->email_found &&
                    seen_has(&feed->dry->freed, row->work_email) &&
                    !(found->number_found && found->by_number.id == found->by_email.id);
    if (is_freed)
        found->email_found = false;
    if (err == OK && found->email_found)
        err = number_of(in, feed->provider, &found->by_email, &found->email_number);
    return err;
}

static struct str name_parts(struct arena *arena, const struct person *person)
{
    return str_of(arena_print(arena, "%.*s\n%.*s\n%lld", STR_ARGS(person->family_name),
                              STR_ARGS(person->given_name), (long long)person->employer));
}

static struct str id_bytes(const int64_t *id)
{
    return (struct str){(const char *)id, sizeof *id};
}

/* The index is named because SQLite would rather go through all who have no number. */
#define NAMESAKES                                                                                  \
    "SELECT id FROM person INDEXED BY person_without_number WHERE external_id IS NULL"             \
    " AND family_name = ?1 AND given_name = ?2 AND coalesce(employer, 0) = ?3"

/* Somebody of this name who works there and has no number: perhaps the one that the row means. If
 * both have an address, the addresses tell them apart. */
static int namesake_find(struct model *in, const struct feed *feed, const struct person *row,
                         bool *ret_found)
{
    struct query query;
    int err;
    *ret_found = feed->dry != NULL && row->work_email.len == 0 &&
                 seen_has(&feed->dry->named, name_parts(in->arena, row));
    query_open(&query, in->database,
               row->work_email.len > 0 ? NAMESAKES " AND work_email IS NULL" : NAMESAKES);
    query_text(&query, row->family_name);
    query_text(&query, row->given_name);
    query_int(&query, row->employer);
    while ((err = query_step(&query)) == QUERY_ROW && !*ret_found) {
        const struct person namesake = {.id = query_read_int(&query, 0)};
        struct str number;
        if ((err = number_of(in, feed->provider, &namesake, &number)) != OK)
            break;
        bool is_touched =
            feed->dry != NULL && seen_has(&feed->dry->touched, id_bytes(&namesake.id));
        *ret_found = number.len == 0 && !is_touched;
    }
    return query_close(&query, err == QUERY_ROW ? OK : err);
}

static int ambiguous(struct model *in, const char *field, const char *message,
                     enum feed_outcome *ret_outcome)
{
    error_set(in->error, ERROR_CLASH, field, "%s", message);
    *ret_outcome = FEED_AMBIGUOUS;
    return OK;
}

/* A second row for one person, the one by address and the other by number, would undo the first. */
static bool is_named_twice(const struct feed *feed, const struct found *found)
{
    if (found->number.len > 0)
        return seen_has(feed->by_address, found->number);
    if (feed->has_number && found->email_number.len > 0)
        seen_add(feed->by_address, found->email_number);
    return false;
}

/* FEED_NEW if it means nobody known, FEED_AMBIGUOUS if it cannot be told; else FEED_CHANGED. */
static int row_find(struct model *in, const struct feed *feed, const struct person *row,
                    struct found *found, enum feed_outcome *ret_outcome)
{
    bool has_namesake = false;
    int err = keys_find(in, feed, row, found);
    if (err != OK)
        return err;
    if (is_named_twice(feed, found))
        return ambiguous(in, "external_id",
                         "A row above names the same person by their work address alone. Keep one "
                         "of the two rows.",
                         ret_outcome);
    if (found->number_found && found->email_found && found->by_number.id != found->by_email.id)
        return ambiguous(in, "work_email",
                         "The staff number leads to one person and the work address to another. "
                         "Correct the row; or, if the two are one, use person.merge.",
                         ret_outcome);
    if (!found->number_found && found->number.len > 0 && found->email_number.len > 0)
        return ambiguous(in, "work_email",
                         "This work address belongs to somebody with another staff number. Correct "
                         "the row; or, if they got a new number, give it to them with "
                         "person.correct or identity.link.",
                         ret_outcome);
    *ret_outcome = FEED_CHANGED;
    if (found->number_found || found->email_found)
        return OK;
    *ret_outcome = FEED_NEW;
    err = namesake_find(in, feed, row, &has_namesake);
    if (err != OK || !has_namesake)
        return err;
    return ambiguous(in, "given_name",
                     "Somebody of this name without a staff number works there already. If it is "
                     "them, give them this number with person.correct or identity.link; if not, "
                     "add this one with person.add.",
                     ret_outcome);
}

/* ---- what it says of them ---- */

/* What the file does not say, and what was corrected since it said so, stays as it is known. */
static int known_keep(struct model *in, const struct feed *feed, const struct person *known,
                      struct person *row)
{
    struct correction corrections[CORRECTABLES];
    int err = correction_read(in, known->id, corrections);
    for (size_t i = 0; i < CORRECTABLES && err == OK; i++) {
        enum correctable field = (enum correctable)i;
        struct str said = correctable_read(in->arena, row, field);
        bool holds = corrections[i].is_made && str_equal(corrections[i].said, said);
        if (!feed->has[i] || holds)
            correctable_write(row, field, correctable_read(in->arena, known, field));
        else if (corrections[i].is_made && feed->dry == NULL)
            err = correction_end(in, known->id, field);
    }
    /* A number is never lost, and of one who was found by an earlier one the first stays. */
    bool is_known_otherwise = known->external_id.len > 0;
    if (row->external_id.len == 0 || is_known_otherwise)
        row->external_id = known->external_id;
    row->id = known->id;
    return err;
}

static enum feed_outcome compare(const struct person *row, const struct person *known)
{
    if (row->employer != known->employer && row->employer != 0 && known->employer != 0)
        return FEED_MOVED;
    bool same = str_equal(row->external_id, known->external_id) &&
                str_equal(row->given_name, known->given_name) &&
                str_equal(row->family_name, known->family_name) &&
                str_equal(row->work_email, known->work_email) && row->employer == known->employer &&
                str_equal(row->job, known->job) && known->left_day == 0;
    return same ? FEED_SAME : FEED_CHANGED;
}

/* What a later row would find otherwise, had this one been written. */
static void dry_note(struct model *in, struct feed_dry *dry, const struct person *row,
                     const struct person *known, bool had_number, bool has_number)
{
    if (known != NULL && known->work_email.len > 0 &&
        !str_equal(known->work_email, row->work_email))
        seen_add(&dry->freed, known->work_email);
    if (known != NULL && !had_number)
        seen_add(&dry->touched, id_bytes(&known->id));
    if (!has_number)
        seen_add(&dry->named, name_parts(in->arena, row));
}

static int row_keep(struct model *in, const struct feed *feed, struct person *row,
                    const struct found *found, enum feed_outcome outcome)
{
    const struct person *known = found->number_found  ? &found->by_number
                                 : found->email_found ? &found->by_email
                                                      : NULL;
    bool had_number = found->number_found || found->email_number.len > 0;
    bool has_number = had_number || found->number.len > 0 || row->external_id.len > 0;
    bool is_linked = found->number_found || outcome == FEED_SAME;
    int err = OK;
    if (feed->dry != NULL) {
        if (outcome != FEED_SAME)
            dry_note(in, feed->dry, row, known, had_number, has_number);
        return OK;
    }
    if (known == NULL)
        err = person_add(in, row);
    else if (outcome != FEED_SAME || !str_equal(known->fed_by, feed->provider))
        err = person_change(in, row);
    return err != OK || is_linked ? err : number_keep(in, feed, found->number, row->id);
}

int feed_row(struct model *in, const struct feed *feed, struct person *person,
             enum feed_outcome *ret_outcome)
{
    struct found found = {.number = person->external_id};
    if (!is_first(feed))
        person->external_id = (struct str){0};
    int err = row_find(in, feed, person, &found, ret_outcome);
    if (err != OK || *ret_outcome == FEED_AMBIGUOUS)
        return err;
    person->fed_by = feed->provider;
    person->left_day = 0;
    if (*ret_outcome != FEED_NEW) {
        const struct person *known = found.number_found ? &found.by_number : &found.by_email;
        bool gains_number = !found.number_found && found.number.len > 0;
        err = known_keep(in, feed, known, person);
        *ret_outcome = compare(person, known);
        if (*ret_outcome == FEED_SAME && gains_number)
            *ret_outcome = FEED_CHANGED;
    }
    return err != OK ? err : row_keep(in, feed, person, &found, *ret_outcome);
}

/* ---- who is in the file no more ---- */

int feed_page(struct model *in, const struct feed_group *group, struct page *page,
              void (*each)(void *self, const struct feed_member *member), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, external_id, work_email,"
               " (SELECT said FROM correction WHERE correction.person = person.id"
               "  AND field = 'work_email') FROM person"
               " WHERE fed_by = ?1 AND (left_day IS NULL OR left_day = ?2) AND id > ?3"
               " AND (?4 = 0 OR employer IN (WITH RECURSIVE inside (id) AS (SELECT ?4 UNION ALL"
               "  SELECT place.id FROM place JOIN inside ON place.parent = inside.id)"
               "  SELECT id FROM inside))"
               " ORDER BY id LIMIT ?5");
    query_text(&query, group->provider);
    query_int(&query, group->left_day);
    query_int(&query, page->after);
    query_int(&query, group->within);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct feed_member member = {
            query_read_int(&query, 0), {0}, query_read_text(&query, 2), query_read_text(&query, 3)};
        const struct person person = {.id = member.id, .external_id = query_read_text(&query, 1)};
        if ((err = number_of(in, group->provider, &person, &member.external_id)) != OK)
            break;
        each(self, &member);
    }
    return query_close(&query, err);
}

int feed_leave(struct model *in, int64_t person)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE person SET left_day = ?2 WHERE id = ?1 AND left_day IS NULL");
    query_int(&query, person);
    query_int(&query, clock_day(in->now_ms));
    int err = query_run(&query);
    return err != OK ? err : token_end(in, person);
}
