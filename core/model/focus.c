/* Focus: the marginalised groups that a network looks to in particular, in its own words. */
#include "model/focus.h"

#include "base/clock.h"
#include "base/name.h"
#include "model/network.h"

/* One space between words, none around them: the tags of partners and events are compared so. */
static struct str words_of(struct model *in, struct str group)
{
    struct str rest = str_trim(group);
    char *words = arena_take(in->arena, rest.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < rest.len; i++)
        if (rest.ptr[i] != ' ' || rest.ptr[i - 1] != ' ')
            words[len++] = rest.ptr[i];
    return (struct str){words, len};
}

/* Since when it is in focus; `otherwise` if it is not. */
static int since_read(struct model *in, int64_t network, struct str group, int32_t otherwise,
                      int32_t *ret_day)
{
    struct query query;
    int err;
    *ret_day = otherwise;
    query_open(&query, in->database, "SELECT day FROM focus WHERE network = ?1 AND tag_key = ?2");
    query_int(&query, network);
    query_text(&query, name_key(in->arena, group));
    while ((err = query_step(&query)) == QUERY_ROW)
        *ret_day = (int32_t)query_read_int(&query, 0);
    return query_close(&query, err);
}

static int focus_add(struct model *in, int64_t network, struct str group, int32_t day)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO focus (network, tag_key, tag, day) VALUES (?1, ?2, ?3, ?4)");
    query_int(&query, network);
    query_text(&query, name_key(in->arena, group));
    query_text(&query, group);
    query_int(&query, day);
    int err = query_run(&query);
    if (err == ERROR_CLASH)
        return error_set(in->error, ERROR_CLASH, "groups", "\"%.*s\" stands there twice.",
                         STR_ARGS(group));
    return err;
}

int focus_agree(struct model *in, int64_t network, const struct str *groups, size_t count)
{
    struct query query;
    int64_t most;
    int32_t *days = arena_take(in->arena, (count + 1) * sizeof *days);
    int err = network_check_open(in, network);
    if (err == OK)
        err = charter_term_int(in, network, "focus.groups", &most);
    if (err == OK && (int64_t)count > most)
        return error_set(in->error, ERROR_LIMIT, "groups",
                         "The charter says at most %lld groups; these are %zu.", (long long)most,
                         count);
    for (size_t i = 0; i < count && err == OK; i++)
        err = since_read(in, network, words_of(in, groups[i]), clock_day(in->now_ms), &days[i]);
    if (err != OK)
        return err;
    query_open(&query, in->database, "DELETE FROM focus WHERE network = ?1");
    query_int(&query, network);
    err = query_run(&query);
    for (size_t i = 0; i < count && err == OK; i++)
        err = focus_add(in, network, words_of(in, groups[i]), days[i]);
    return err;
}

int focus_each(struct model *in, int64_t network,
               int (*each)(void *self, struct str group, int32_t since_day), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT tag, day FROM focus WHERE network = ?1 ORDER BY tag_key");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct str group = arena_str(in->arena, query_read_text(&query, 0));
        if ((err = each(self, group, (int32_t)query_read_int(&query, 1))) != OK)
            break;
    }
    return query_close(&query, err);
}
