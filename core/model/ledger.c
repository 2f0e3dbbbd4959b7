/* The release ledger: what was ever shown of how many there are, by topic.
 *
 * A body is whole numbers of 8 bytes: the rest, then for each group its key, the number at which
 * it was counted, and 1 if it is apart. The tag binds it to its network, topic and place in the
 * order, so that no row can be put in the place of another. */
#include "model/ledger.h"

#include <string.h>

enum { NUMBERS_OF_GROUP = 3 };

static struct str tag_of(struct arena *arena, int64_t network, const struct release_topic *topic,
                         int64_t sequence)
{
    return str_of(arena_print(arena, "released/%lld/%.*s/%.*s/%lld", (long long)network,
                              STR_ARGS(topic->population), STR_ARGS(topic->by),
                              (long long)sequence));
}

static struct str body_write(struct arena *arena, const struct release_list *list)
{
    size_t count = 1 + list->count * NUMBERS_OF_GROUP;
    int64_t *numbers = arena_take(arena, count * sizeof *numbers);
    int64_t *at = numbers;

    *at++ = list->rest;
    for (size_t i = 0; i < list->count; i++) {
        *at++ = list->groups[i].key;
        *at++ = list->groups[i].counted;
        *at++ = list->groups[i].apart;
    }
    return (struct str){(const char *)numbers, count * sizeof *numbers};
}

/* False if these are no numbers of a list. */
static bool body_read(struct str body, struct arena *arena, struct release_list *list)
{
    size_t count = body.len / sizeof(int64_t);
    int64_t *numbers = arena_take(arena, body.len + 1);

    if (body.len % sizeof *numbers != 0 || count % NUMBERS_OF_GROUP != 1) {
        return false;
    }
    memcpy(numbers, body.ptr, body.len);
    list->rest = numbers[0];
    list->count = count / NUMBERS_OF_GROUP;
    list->groups = arena_take(arena, (list->count + 1) * sizeof *list->groups);
    for (size_t i = 0; i < list->count; i++) {
        const int64_t *at = &numbers[1 + i * NUMBERS_OF_GROUP];
        list->groups[i] =
            (struct release_group){.key = at[0], .counted = at[1], .apart = at[2] == 1};
    }
    return true;
}

static int broken(struct model *in)
{
    return error_set(in->error, ERROR_BROKEN, NULL,
                     "What was shown before cannot be read, so nothing is shown now.");
}

static int row_read(struct model *in, int64_t network, const struct release_topic *topic,
                    const struct query *query, struct release_list *ret_list)
{
    struct release_list list = {.begun = true, .day = (int32_t)query_read_int(query, 1)};
    struct str tag = tag_of(in->arena, network, topic, query_read_int(query, 0));
    struct str body;

    if (secret_open(in->keys->use[SECRET_RELEASE], tag, query_read_blob(query, 2), in->arena,
                    &body) != OK ||
        !body_read(body, in->arena, &list)) {
        return broken(in);
    }
    *ret_list = list;
    return OK;
}

/* `ret_sequence` is 0 if there is none. */
static int read_last(struct model *in, int64_t network, const struct release_topic *topic,
                     struct release_list *ret_list, int64_t *ret_sequence)
{
    struct query query;
    int err;

    *ret_list = (struct release_list){0};
    *ret_sequence = 0;
    query_open(&query, in->database,
               "SELECT sequence, day, body FROM released WHERE network = ?1 AND population = ?2"
               " AND counted_by = ?3 ORDER BY sequence DESC LIMIT 1");
    query_int(&query, network);
    query_text(&query, topic->population);
    query_text(&query, topic->by);
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_sequence = query_read_int(&query, 0);
        if ((err = row_read(in, network, topic, &query, ret_list)) != OK) {
            break;
        }
    }
    return query_close(&query, err);
}

int ledger_read(struct model *in, int64_t network, const struct release_topic *topic,
                struct release_list *ret_list)
{
    int64_t sequence;

    return read_last(in, network, topic, ret_list, &sequence);
}

/* Refuses a topic of which something could be subtracted from another. */
static int check_overlap(struct model *in, int64_t network, const struct release_topic *topic)
{
    struct query query;
    int err;

    query_open(&query, in->database,
               "SELECT DISTINCT population, counted_by FROM released WHERE network = ?1");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct release_topic other = {query_read_text(&query, 0), query_read_text(&query, 1)};
        if (release_compare(topic, &other) == RELEASE_OVERLAPS) {
            err = error_set(in->error, ERROR_CLASH, NULL,
                            "This could be subtracted from numbers that were shown before (\"%.*s\""
                            " by %.*s), and tell of a few people. Ask for those instead.",
                            STR_ARGS(other.population), STR_ARGS(other.by));
            break;
        }
    }
    return query_close(&query, err);
}

static int write_next(struct model *in, int64_t network, const struct release_topic *topic,
                      const struct release_list *list, int64_t sequence)
{
    struct query query;

    query_open(&query, in->database,
               "INSERT INTO released (network, population, counted_by, sequence, day, body)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    query_int(&query, network);
    query_text(&query, topic->population);
    query_text(&query, topic->by);
    query_int(&query, sequence);
    query_int(&query, list->day);
    query_blob(&query, secret_seal(in->keys->use[SECRET_RELEASE],
                                   tag_of(in->arena, network, topic, sequence),
                                   body_write(in->arena, list), in->arena));
    return query_run(&query);
}

int ledger_release(struct model *in, int64_t network, const struct release_topic *topic,
                   const struct suppress_preset *preset, const struct release_census *today,
                   struct release_list *ret_list)
{
    struct release_list last;
    int64_t sequence;
    int err = check_overlap(in, network, topic);

    if (err == OK) {
        err = read_last(in, network, topic, &last, &sequence);
    }
    if (err == OK) {
        err = release_decide(preset, &last, today, in->arena, ret_list, in->error);
    }
    if (err != OK || !ret_list->is_new) {
        return err;
    }
    return write_next(in, network, topic, ret_list, sequence + 1);
}
