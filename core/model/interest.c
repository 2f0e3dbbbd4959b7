/* Interests: what an office holder, or a voter, has to do with a matter beside their part in it. */
#include "model/interest.h"

#include <string.h>

#include "base/list.h"
#include "model/sealed_words.h"
#include "model/setting.h"

#define COLUMNS "id, network, handle, decision, kind, day, ended_day, sealed"
#define WORDS   "interest"

int interest_add(struct model *in, struct interest *interest)
{
    struct query query;
    int err = setting_today(in, &interest->day);
    if (err != OK)
        return err;
    interest->id = model_id_of_day(in);
    query_open(&query, in->database,
               "INSERT INTO interest (id, network, handle, decision, kind, day, sealed)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    query_int(&query, interest->id);
    query_int(&query, interest->network);
    query_int(&query, interest->handle);
    query_int(&query, interest->decision);
    query_text(&query, interest->kind);
    query_int(&query, interest->day);
    query_blob(&query, words_seal(in, WORDS, interest->id, interest->matter));
    return query_run(&query);
}

static int row_read(struct model *in, const struct query *query, struct interest *ret_interest)
{
    *ret_interest = (struct interest){.id = query_read_int(query, 0),
                                      .network = query_read_int(query, 1),
                                      .handle = query_read_int(query, 2),
                                      .decision = query_read_int(query, 3),
                                      .kind = arena_str(in->arena, query_read_text(query, 4)),
                                      .day = (int32_t)query_read_int(query, 5),
                                      .ended_day = (int32_t)query_read_int(query, 6)};
    return words_open(in, WORDS, ret_interest->id, query_read_blob(query, 7),
                      &ret_interest->matter);
}

int interest_read(struct model *in, int64_t id, struct interest *ret_interest)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM interest WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "interest", "There is no such interest.");
    if (err == OK)
        err = row_read(in, &query, ret_interest);
    return query_close(&query, err);
}

int interest_withdraw(struct model *in, const struct interest *interest)
{
    struct query query;
    int32_t today = 0;
    if (interest->ended_day != 0)
        return error_set(in->error, ERROR_CLASH, "interest",
                         "This interest is withdrawn already: nothing is left to do.");
    int err = setting_today(in, &today);
    if (err != OK)
        return err;
    query_open(&query, in->database, "UPDATE interest SET ended_day = ?2 WHERE id = ?1");
    query_int(&query, interest->id);
    query_int(&query, today);
    return query_run(&query);
}

int interest_page(struct model *in, const struct interest_search *search, struct page *page,
                  int (*each)(void *self, const struct interest *interest), void *self)
{
    struct query query;
    int32_t today = 0;
    int err = setting_today(in, &today);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM interest WHERE network = ?1 AND id > ?2"
               " AND (handle = ?3 OR (?4 AND EXISTS (SELECT 1 FROM office WHERE network = ?1"
               " AND office.handle = interest.handle AND office.ended_day = 0"
               " AND (until_day = 0 OR until_day > ?5)))) ORDER BY id LIMIT ?6");
    query_int(&query, search->network);
    query_int(&query, page->after);
    query_int(&query, search->handle);
    query_int(&query, search->of_holders);
    query_int(&query, today);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct interest interest;
        if ((err = row_read(in, &query, &interest)) != OK || (err = each(self, &interest)) != OK)
            break;
    }
    return query_close(&query, err);
}

/* ---- recusals ---- */

int interest_recused(struct model *in, int64_t network, int64_t decision, int64_t **ret_handles,
                     size_t *ret_count)
{
    struct query query;
    LIST(int64_t) handles = {0};
    int err;
    query_open(&query, in->database,
               "SELECT DISTINCT handle FROM interest WHERE network = ?1 AND decision = ?2"
               " AND ended_day = 0 ORDER BY handle");
    query_int(&query, network);
    query_int(&query, decision);
    while ((err = query_step(&query)) == QUERY_ROW)
        *list_add(&handles) = query_read_int(&query, 0);
    err = query_close(&query, err);
    *ret_count = handles.count;
    *ret_handles = arena_take(in->arena, (handles.count + 1) * sizeof **ret_handles);
    if (handles.count > 0)
        memcpy(*ret_handles, handles.at, handles.count * sizeof **ret_handles);
    list_done(&handles);
    return err;
}

int interest_recuses(struct model *in, int64_t network, int64_t decision, int64_t handle,
                     bool *ret_recuses)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT 1 FROM interest WHERE network = ?1 AND decision = ?2 AND handle = ?3"
               " AND ended_day = 0 LIMIT 1");
    query_int(&query, network);
    query_int(&query, decision);
    query_int(&query, handle);
    return query_any(&query, ret_recuses);
}

/* ---- the end ---- */

int interest_drop_handle(struct model *in, int64_t network, int64_t handle)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM interest WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    return query_run(&query);
}
