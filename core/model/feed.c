/* The feed: finding whom a row means, and taking in what it says. */
#include "model/feed.h"

#include <string.h>

#include "base/clock.h"
#include "model/token.h"

void feed_dry_done(struct feed_dry *dry)
{
    seen_done(&dry->freed);
    seen_done(&dry->touched);
    seen_done(&dry->named);
}

/* ---- whom a row means ---- */

struct found {
    struct person by_number, by_email;
    bool number, email;
};

static int keys_find(struct model *in, const struct feed *feed, const struct person *row,
                     struct found *ret_found)
{
    int err = OK;
    *ret_found = (struct found){0};
    if (row->external_id.len > 0)
        err = person_by_number(in, row->external_id, &ret_found->by_number, &ret_found->number);
    if (err == OK && row->work_email.len > 0)
        err = person_by_email(in, row->work_email, &ret_found->by_email, &ret_found->email);
    bool is_freed = feed->dry != NULL && ret_found->email &&
                    seen_has(&feed->dry->freed, row->work_email) &&
                    !(ret_found->number && ret_found->by_number.id == ret_found->by_email.id);
    if (is_freed)
        ret_found->email = false;
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
               "SELECT id FROM person WHERE external_id IS NULL AND family_name = ?1"
               " AND given_name = ?2 AND coalesce(employer, 0) = ?3"
               " AND (?4 = 0 OR work_email IS NULL)");
    query_text(&query, row->family_name);
    query_text(&query, row->given_name);
    query_int(&query, row->employer);
    query_int(&query, row->work_email.len > 0);
    while ((err = query_step(&query)) == QUERY_ROW) {
        int64_t id = query_read_int(&query, 0);
        if (feed->dry == NULL || !seen_has(&feed->dry->touched, id_bytes(&id)))
            *ret_found = true;
    }
    return query_close(&query, err);
}

static int ambiguous(struct model *in, const char *field, const char *message,
                     enum feed_outcome *ret_outcome)
{
    error_set(in->error, ERROR_CLASH, field, "%s", message);
    *ret_outcome = FEED_AMBIGUOUS;
    return OK;
}

/* A second row for one person, the one by address and the other by number, would undo the first. */
static bool is_named_twice(const struct feed *feed, const struct person *row,
                           const struct found *found)
{
    struct str number = found->by_email.external_id;
    if (row->external_id.len > 0)
        return seen_has(feed->by_address, row->external_id);
    if (feed->has_number && found->email && number.len > 0)
        seen_add(feed->by_address, number);
    return false;
}

/* FEED_NEW if it means nobody known, FEED_AMBIGUOUS if it cannot be told; else FEED_CHANGED. */
static int row_find(struct model *in, const struct feed *feed, const struct person *row,
                    struct person *ret_known, enum feed_outcome *ret_outcome)
{
    struct found found;
    bool has_namesake = false;
    int err = keys_find(in, feed, row, &found);
    if (err != OK)
        return err;
    if (is_named_twice(feed, row, &found))
        return ambiguous(in, "external_id",
                         "A row above names the same person by their work address alone. Keep one "
                         "of the two rows.",
                         ret_outcome);
    if (found.number && found.email && found.by_number.id != found.by_email.id)
        return ambiguous(in, "work_email",
                         "The staff number leads to one person and the work address to another. "
                         "Correct the row; or, if the two are one, use person.merge.",
                         ret_outcome);
    if (!found.number && found.email && row->external_id.len > 0 &&
        found.by_email.external_id.len > 0)
        return ambiguous(in, "work_email",
                         "This work address belongs to somebody with another staff number. Correct "
                         "the row; or, if they got a new number, give it to them with "
                         "person.correct.",
                         ret_outcome);
    *ret_known = found.number ? found.by_number : found.by_email;
    *ret_outcome = FEED_CHANGED;
    if (found.number || found.email)
        return OK;
    *ret_outcome = FEED_NEW;
    err = namesake_find(in, feed, row, &has_namesake);
    if (err != OK || !has_namesake)
        return err;
    return ambiguous(in, "given_name",
                     "Somebody of this name without a staff number works there already. If it is "
                     "them, give them this number with person.correct; if not, add this one with "
                     "person.add.",
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
    if (row->external_id.len == 0)
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
                     const struct person *known)
{
    bool is_known = known->id != 0;
    if (is_known && known->work_email.len > 0 && !str_equal(known->work_email, row->work_email))
        seen_add(&dry->freed, known->work_email);
    if (is_known && known->external_id.len == 0)
        seen_add(&dry->touched, id_bytes(&known->id));
    if (row->external_id.len == 0)
        seen_add(&dry->named, name_parts(in->arena, row));
}

static int row_keep(struct model *in, const struct feed *feed, struct person *row,
                    const struct person *known, enum feed_outcome outcome)
{
    if (feed->dry != NULL) {
        if (outcome != FEED_SAME)
            dry_note(in, feed->dry, row, known);
        return OK;
    }
    if (outcome == FEED_NEW)
        return person_add(in, row);
    bool is_ours = str_equal(known->fed_by, feed->provider);
    return outcome == FEED_SAME && is_ours ? OK : person_change(in, row);
}

int feed_row(struct model *in, const struct feed *feed, struct person *person,
             enum feed_outcome *ret_outcome)
{
    struct person known = {0};
    int err = row_find(in, feed, person, &known, ret_outcome);
    if (err != OK || *ret_outcome == FEED_AMBIGUOUS)
        return err;
    person->fed_by = feed->provider;
    person->left_day = 0;
    if (*ret_outcome != FEED_NEW) {
        err = known_keep(in, feed, &known, person);
        *ret_outcome = compare(person, &known);
    }
    return err != OK ? err : row_keep(in, feed, person, &known, *ret_outcome);
}

/* ---- who is in the file no more ---- */

int feed_page(struct model *in, const struct feed_group *group, struct page *page,
              void (*each)(void *self, const struct feed_member *member), void *self)
{
    struct query query;
    int64_t count = 0;
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
    while ((err = page_step(&query, page, &count)) == QUERY_ROW) {
        struct feed_member member = {query_read_int(&query, 0), query_read_text(&query, 1),
                                     query_read_text(&query, 2), query_read_text(&query, 3)};
        page->after = member.id;
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
