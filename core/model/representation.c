/* Representation: somebody goes to a meeting of others for the group, and reports back. */
#include "model/representation.h"

#include "model/network.h"
#include "model/office.h"
#include "model/sealed_words.h"
#include "model/setting.h"
#include "model/task.h"

#define COLUMNS "id, network, committee, handle, day, state, subject, report"
#define TASK    STR("representation.report")

static int task_make(struct model *in, const struct representation *representation)
{
    struct task task = {
        .network = representation->network,
        .handle = representation->handle,
        .kind = TASK,
        .subject = representation->id,
        .due_day = representation->day + REPRESENTATION_REPORT_DAYS,
        .sentence = str_of(arena_print(
            in->arena, "Go to this meeting for the group, and report back afterwards: %.*s",
            STR_ARGS(representation->subject)))};
    if (representation->handle == 0)
        task.role = STR(ROLE_CHAIR);
    return task_add(in, &task);
}

int representation_add(struct model *in, struct representation *representation)
{
    struct query query;
    int err = network_check_open(in, representation->network);
    if (err != OK)
        return err;
    representation->id = model_id_of_day(in);
    representation->state = STR("planned");
    query_open(&query, in->database,
               "INSERT INTO representation (id, network, committee, handle, day, state, subject)"
               " VALUES (?1, ?2, ?3, ?4, ?5, 'planned', ?6)");
    query_int(&query, representation->id);
    query_int(&query, representation->network);
    query_int(&query, representation->committee);
    query_int(&query, representation->handle);
    query_int(&query, representation->day);
    query_blob(&query,
               words_seal(in, "representation", representation->id, representation->subject));
    err = query_run(&query);
    return err != OK ? err : task_make(in, representation);
}

static int row_read(struct model *in, const struct query *query,
                    struct representation *ret_representation)
{
    *ret_representation =
        (struct representation){.id = query_read_int(query, 0),
                                .network = query_read_int(query, 1),
                                .committee = query_read_int(query, 2),
                                .handle = query_read_int(query, 3),
                                .day = (int32_t)query_read_int(query, 4),
                                .state = arena_str(in->arena, query_read_text(query, 5))};
    int err = words_open(in, "representation", ret_representation->id, query_read_blob(query, 6),
                         &ret_representation->subject);
    return err != OK ? err
                     : words_open(in, "report", ret_representation->id, query_read_blob(query, 7),
                                  &ret_representation->report);
}

int representation_read(struct model *in, int64_t id, struct representation *ret_representation)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM representation WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "representation", "There is no such representation.");
    if (err == OK)
        err = row_read(in, &query, ret_representation);
    return query_close(&query, err);
}

static int standing_check(struct model *in, const struct representation *representation)
{
    int err = network_check_open(in, representation->network);
    if (err == OK && str_is(representation->state, "cancelled"))
        return error_set(in->error, ERROR_CLASH, "representation", "This was cancelled.");
    return err;
}

int representation_report(struct model *in, const struct representation *representation,
                          struct str report)
{
    struct query query;
    int32_t today = 0;
    int err = standing_check(in, representation);
    if (err == OK)
        err = setting_today(in, &today);
    if (err == OK && today < representation->day)
        return error_set(in->error, ERROR_CLASH, "representation",
                         "The meeting has not been yet. Report back once it has.");
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE representation SET state = 'reported', report = ?2 WHERE id = ?1");
    query_int(&query, representation->id);
    query_blob(&query, words_seal(in, "report", representation->id, report));
    err = query_run(&query);
    return err != OK ? err : task_end_about(in, representation->network, TASK, representation->id);
}

int representation_cancel(struct model *in, const struct representation *representation)
{
    struct query query;
    int err = standing_check(in, representation);
    if (err == OK && str_is(representation->state, "reported"))
        return error_set(in->error, ERROR_CLASH, "representation",
                         "It has been, and was reported back.");
    if (err != OK)
        return err;
    query_open(&query, in->database, "UPDATE representation SET state = 'cancelled' WHERE id = ?1");
    query_int(&query, representation->id);
    err = query_run(&query);
    return err != OK ? err : task_end_about(in, representation->network, TASK, representation->id);
}

int representation_end_network(struct model *in, int64_t network)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE representation SET state = 'cancelled'"
               " WHERE network = ?1 AND state = 'planned'");
    query_int(&query, network);
    return query_run(&query);
}

int representation_page(struct model *in, int64_t network, struct page *page,
                        int (*each)(void *self, const struct representation *representation),
                        void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM representation WHERE network = ?1 AND id > ?2"
               " ORDER BY id LIMIT ?3");
    query_int(&query, network);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct representation representation;
        if ((err = row_read(in, &query, &representation)) != OK ||
            (err = each(self, &representation)) != OK)
            break;
    }
    return query_close(&query, err);
}

static int of_handle_next(struct model *in, int64_t network, int64_t handle,
                          struct representation *ret_representation)
{
    struct query query;
    int err;
    *ret_representation = (struct representation){0};
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM representation WHERE network = ?1 AND handle = ?2"
               " ORDER BY id LIMIT 1");
    query_int(&query, network);
    query_int(&query, handle);
    while ((err = query_step(&query)) == QUERY_ROW)
        if ((err = row_read(in, &query, ret_representation)) != OK)
            break;
    return query_close(&query, err);
}

static int handle_clear(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database, "UPDATE representation SET handle = 0 WHERE id = ?1");
    query_int(&query, id);
    return query_run(&query);
}

int representation_drop_handle(struct model *in, int64_t network, int64_t handle)
{
    struct representation representation;
    int err;
    do {
        err = of_handle_next(in, network, handle, &representation);
        if (err == OK && representation.id != 0)
            err = handle_clear(in, representation.id);
        representation.handle = 0;
        if (err == OK && str_is(representation.state, "planned"))
            err = task_make(in, &representation);
    } while (err == OK && representation.id != 0);
    return err;
}
