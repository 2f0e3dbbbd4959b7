/* Candidates: networks that colleagues would like, while they gather support and wait for an
 * answer. */
#include "model/candidate.h"
#include "base/name.h"

#include <string.h>

#include "base/clock.h"
#include "model/effect.h"
#include "model/working_day.h"

#define COLUMNS "id, place, name, whom, aim, state, threshold, day, answer_day, network, reasons"

/* ---- the sealed set of people ---- */

enum { SET_LEAST = 64 }; /* no set is smaller than this; larger ones double */

struct people {
    int64_t *at;
    size_t count;
};

static struct str tag_of(const struct model *in, int64_t id, const char *what)
{
    return str_of(arena_print(in->arena, "candidate/%lld/%s", (long long)id, what));
}

/* As bytes: the count, then as many ids as there is room for, 0 where there is none. */
static struct str people_seal(struct model *in, int64_t id, const struct people *people)
{
    size_t room = SET_LEAST;
    while (room < people->count)
        room *= 2;
    int64_t *plain = arena_take(in->arena, (room + 1) * sizeof *plain);
    plain[0] = (int64_t)people->count;
    if (people->count > 0)
        memcpy(plain + 1, people->at, people->count * sizeof *plain);
    struct str bytes = {(const char *)plain, (room + 1) * sizeof *plain};
    return secret_seal(in->keys->use[SECRET_LINK_SEAL], tag_of(in, id, "supporters"), bytes,
                       in->arena);
}

static int people_open(struct model *in, int64_t id, struct str sealed, struct people *ret_people)
{
    struct str plain;
    int64_t count = -1;
    *ret_people = (struct people){0};
    if (secret_open(in->keys->use[SECRET_LINK_SEAL], tag_of(in, id, "supporters"), sealed,
                    in->arena, &plain) == OK &&
        plain.len >= sizeof count)
        memcpy(&count, plain.ptr, sizeof count);
    if (count < 0 || plain.len / sizeof count - 1 < (size_t)count)
        return error_set(in->error, ERROR_BROKEN, NULL, "A set of people cannot be opened.");
    /* One more than there are, for whoever comes. */
    ret_people->at = arena_take(in->arena, ((size_t)count + 1) * sizeof count);
    ret_people->count = (size_t)count;
    memcpy(ret_people->at, plain.ptr + sizeof count, (size_t)count * sizeof count);
    return OK;
}

static bool people_have(const struct people *people, int64_t person, size_t *ret_at)
{
    for (*ret_at = 0; *ret_at < people->count; ++*ret_at)
        if (people->at[*ret_at] == person)
            return true;
    return false;
}

/* Takes its place from the last, so that the order tells little. */
static void people_remove(struct people *people, int64_t person)
{
    size_t at;
    if (people_have(people, person, &at))
        people->at[at] = people->at[--people->count];
}

static struct str proposer_seal(struct model *in, int64_t id, int64_t person)
{
    struct str bytes = {(const char *)&person, sizeof person};
    return secret_seal(in->keys->use[SECRET_LINK_SEAL], tag_of(in, id, "proposer"), bytes,
                       in->arena);
}

/* The set, and the proposer (0 if there is none any more). */
static int people_read(struct model *in, int64_t id, struct people *ret_people,
                       int64_t *ret_proposer)
{
    struct query query;
    struct str sealed = {0}, proposer = {0}, plain;
    int err;
    *ret_people = (struct people){0};
    *ret_proposer = 0;
    query_open(&query, in->database, "SELECT supporters, proposer FROM candidate WHERE id = ?1");
    query_int(&query, id);
    while ((err = query_step(&query)) == QUERY_ROW) {
        sealed = arena_str(in->arena, query_read_blob(&query, 0));
        proposer = arena_str(in->arena, query_read_blob(&query, 1));
    }
    err = query_close(&query, err);
    if (err == OK && sealed.len > 0)
        err = people_open(in, id, sealed, ret_people);
    if (err != OK || proposer.len == 0)
        return err;
    if (secret_open(in->keys->use[SECRET_LINK_SEAL], tag_of(in, id, "proposer"), proposer,
                    in->arena, &plain) != OK ||
        plain.len != sizeof *ret_proposer)
        return error_set(in->error, ERROR_BROKEN, NULL, "Who proposed it cannot be opened.");
    memcpy(ret_proposer, plain.ptr, sizeof *ret_proposer);
    return OK;
}

/* ---- candidates ---- */

int candidate_add(struct model *in, int64_t person, struct candidate *candidate)
{
    struct query query;
    struct people people = {.at = &person, .count = 1};
    candidate->id = ident_random();
    candidate->day = clock_day(in->now_ms);
    candidate->state = STR("gathering");
    query_open(&query, in->database,
               "INSERT INTO candidate (id, place, name, name_key, whom, aim, state, threshold, day,"
               " answer_day, network, reasons, proposer, supporters)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'gathering', ?7, ?8, 0, 0, '', ?9, ?10)");
    query_int(&query, candidate->id);
    query_int(&query, candidate->place);
    query_text(&query, candidate->name);
    query_text(&query, name_key(in->arena, candidate->name));
    query_text(&query, candidate->whom);
    query_text(&query, candidate->aim);
    query_int(&query, candidate->threshold);
    query_int(&query, candidate->day);
    query_blob(&query, proposer_seal(in, candidate->id, person));
    query_blob(&query, people_seal(in, candidate->id, &people));
    int err = query_run(&query);
    if (err == ERROR_CLASH)
        return error_set(in->error, ERROR_CLASH, "name",
                         "\"%.*s\" is proposed already. Add your interest with network.support: "
                         "candidate.list shows it.",
                         STR_ARGS(candidate->name));
    return err;
}

static struct candidate row_read(struct model *in, const struct query *query)
{
    return (struct candidate){.id = query_read_int(query, 0),
                              .place = query_read_int(query, 1),
                              .name = arena_str(in->arena, query_read_text(query, 2)),
                              .whom = arena_str(in->arena, query_read_text(query, 3)),
                              .aim = arena_str(in->arena, query_read_text(query, 4)),
                              .state = arena_str(in->arena, query_read_text(query, 5)),
                              .threshold = query_read_int(query, 6),
                              .day = (int32_t)query_read_int(query, 7),
                              .answer_day = (int32_t)query_read_int(query, 8),
                              .network = query_read_int(query, 9),
                              .reasons = arena_str(in->arena, query_read_text(query, 10))};
}

int candidate_read(struct model *in, int64_t id, struct candidate *ret_candidate)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM candidate WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "candidate", "There is no such proposal.");
    if (err == OK)
        *ret_candidate = row_read(in, &query);
    return query_close(&query, err);
}

int candidate_page(struct model *in, struct str state, struct page *page,
                   void (*each)(void *self, const struct candidate *candidate), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM candidate WHERE id > ?1 AND (?2 = '' OR state = ?2)"
               " ORDER BY id LIMIT ?3");
    query_int(&query, page->after);
    query_text(&query, state);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct candidate candidate = row_read(in, &query);
        each(self, &candidate);
    }
    return query_close(&query, err);
}

static int read_unanswered(struct model *in, int64_t id, struct candidate *ret_candidate)
{
    *ret_candidate = (struct candidate){0};
    int err = candidate_read(in, id, ret_candidate);
    if (err == OK && !str_is(ret_candidate->state, "gathering") &&
        !str_is(ret_candidate->state, "enough"))
        return error_set(in->error, ERROR_CLASH, "candidate", "It was %.*s already.",
                         STR_ARGS(ret_candidate->state));
    return err;
}

static int people_write(struct model *in, int64_t id, const struct people *people)
{
    struct query query;
    query_open(&query, in->database, "UPDATE candidate SET supporters = ?2 WHERE id = ?1");
    query_int(&query, id);
    query_blob(&query, people_seal(in, id, people));
    return query_run(&query);
}

static int make_enough(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE candidate SET state = 'enough', answer_day = ?2 WHERE id = ?1");
    query_int(&query, id);
    query_int(&query, working_day_add(in, clock_day(in->now_ms), CANDIDATE_ANSWER_DAYS));
    return query_run(&query);
}

/* Written whether or not anything changes, so that the second time is like the first. */
int candidate_support(struct model *in, int64_t id, int64_t person,
                      enum candidate_interest interest, bool *ret_reached)
{
    struct candidate candidate;
    struct people people;
    int64_t proposer;
    size_t at;
    *ret_reached = false;
    int err = read_unanswered(in, id, &candidate);
    if (err == OK)
        err = people_read(in, id, &people, &proposer);
    if (err != OK)
        return err;
    if (interest == CANDIDATE_WITHDRAW)
        people_remove(&people, person);
    else if (!people_have(&people, person, &at))
        people.at[people.count++] = person;
    err = people_write(in, id, &people);
    *ret_reached =
        str_is(candidate.state, "gathering") && (int64_t)people.count >= candidate.threshold;
    return err == OK && *ret_reached ? make_enough(in, id) : err;
}

int candidate_each_person(struct model *in, int64_t id, int (*each)(void *self, int64_t person),
                          void *self)
{
    struct people people;
    int64_t proposer;
    size_t at;
    int err = people_read(in, id, &people, &proposer);
    if (err == OK && proposer != 0 && !people_have(&people, proposer, &at))
        err = each(self, proposer);
    for (size_t i = 0; i < people.count && err == OK; i++)
        err = each(self, people.at[i]);
    return err;
}

int candidate_answer(struct model *in, int64_t id, int64_t network, struct str reasons)
{
    struct candidate candidate;
    struct query query;
    int err = read_unanswered(in, id, &candidate);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE candidate SET state = ?2, network = ?3, reasons = ?4, proposer = NULL,"
               " supporters = NULL WHERE id = ?1");
    query_int(&query, id);
    query_text(&query, network != 0 ? STR("opened") : STR("declined"));
    query_int(&query, network);
    query_text(&query, reasons);
    return query_run(&query);
}

static int proposer_write(struct model *in, int64_t id, int64_t person)
{
    struct query query;
    query_open(&query, in->database, "UPDATE candidate SET proposer = ?2 WHERE id = ?1");
    query_int(&query, id);
    if (person != 0)
        query_blob(&query, proposer_seal(in, id, person));
    else
        query_null(&query);
    return query_run(&query);
}

int candidate_count_late(struct model *in, int32_t today, int64_t *ret_count)
{
    struct query query;
    *ret_count = 0;
    query_open(&query, in->database,
               "SELECT count(*) FROM candidate WHERE state = 'enough' AND answer_day < ?1");
    query_int(&query, today);
    return query_one(&query, ret_count);
}

/* ---- one person in all of them ---- */

/* Every candidate that knows who asked for it, read before `each` writes. */
static int each_unanswered(struct model *in, int (*each)(struct model *in, void *self, int64_t id),
                           void *self)
{
    struct query query;
    int64_t after = 0;
    int err;
    do {
        int64_t id = 0;
        query_open(&query, in->database,
                   "SELECT id FROM candidate WHERE id > ?1 AND supporters IS NOT NULL"
                   " ORDER BY id LIMIT 1");
        query_int(&query, after);
        err = query_one(&query, &id);
        if (err == OK && id != 0)
            err = each(in, self, id);
        after = id;
    } while (err == OK && after != 0);
    return err;
}

struct renaming {
    int64_t was, now; /* 0: nobody */
};

static int rename_in(struct model *in, void *self, int64_t id)
{
    const struct renaming *renaming = self;
    struct people people;
    int64_t proposer;
    size_t at;
    int err = people_read(in, id, &people, &proposer);
    if (err != OK)
        return err;
    bool supports = people_have(&people, renaming->was, &at);
    people_remove(&people, renaming->was);
    if (supports && renaming->now != 0 && !people_have(&people, renaming->now, &at))
        people.at[people.count++] = renaming->now;
    err = people_write(in, id, &people);
    return err != OK || proposer != renaming->was ? err : proposer_write(in, id, renaming->now);
}

int candidate_merge(struct model *in, int64_t from, int64_t into)
{
    struct renaming renaming = {from, into};
    int err = each_unanswered(in, rename_in, &renaming);
    return err;
}

int candidate_erase(struct model *in, int64_t person)
{
    return candidate_merge(in, person, 0);
}

struct exporting {
    int64_t person;
    struct json_writer *writer;
};

static int export_one(struct model *in, void *self, int64_t id)
{
    const struct exporting *exporting = self;
    struct json_writer *writer = exporting->writer;
    struct candidate candidate = {0};
    struct people people;
    int64_t proposer = 0;
    size_t at;
    int err = people_read(in, id, &people, &proposer);
    if (err == OK)
        err = candidate_read(in, id, &candidate);
    bool supports = err == OK && people_have(&people, exporting->person, &at);
    if (err != OK || (!supports && proposer != exporting->person))
        return err;
    json_open(writer, '{');
    json_key(writer, "name");
    json_put_text(writer, candidate.name);
    json_key(writer, "proposed");
    json_put_bool(writer, proposer == exporting->person);
    json_key(writer, "supported");
    json_put_bool(writer, supports);
    json_close(writer, '}');
    return OK;
}

int candidate_export(struct model *in, int64_t person, struct json_writer *writer)
{
    struct exporting exporting = {person, writer};
    json_open(writer, '[');
    int err = each_unanswered(in, export_one, &exporting);
    json_close(writer, ']');
    return err;
}
