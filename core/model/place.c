/* Places: hosts (a trust, a university) and employers (a ward, a Practice), in one tree. */
#include "model/place.h"

#include "base/name.h"

static int name_taken(struct model *in, int err, struct str name)
{
    if (err != ERROR_CLASH)
        return err;
    return error_set(in->error, ERROR_CLASH, "name",
                     "There is a place called \"%.*s\" here already. Choose another name.",
                     STR_ARGS(name));
}

/* How deep a place lies, and whether `inside` is among those it lies in. */
static int depth_of(struct model *in, int64_t id, int64_t inside, int *ret_depth, bool *ret_inside)
{
    struct place place = {0};
    *ret_depth = 0;
    *ret_inside = false;
    while (id != 0) {
        int err = place_read(in, id, &place);
        if (err != OK)
            return err;
        *ret_inside = *ret_inside || id == inside;
        id = place.parent;
        if (++*ret_depth > 2 * PLACE_DEPTH_LIMIT)
            return error_set(in->error, ERROR_BROKEN, NULL, "The tree of places is broken.");
    }
    return OK;
}

static int parent_check(struct model *in, int64_t parent, int64_t child)
{
    struct place place = {0};
    int depth = 0;
    bool inside = false;
    if (parent == 0)
        return OK;
    int err = place_read(in, parent, &place);
    if (err != OK)
        return err;
    if (place.closed)
        return error_set(in->error, ERROR_CLASH, "parent", "%.*s is closed.", STR_ARGS(place.name));
    if ((err = depth_of(in, parent, child, &depth, &inside)) != OK)
        return err;
    if (inside)
        return error_set(in->error, ERROR_CLASH, "parent",
                         "A place cannot lie inside itself. Choose another parent.");
    if (depth >= PLACE_DEPTH_LIMIT)
        return error_set(in->error, ERROR_LIMIT, "parent",
                         "Places may lie at most %d deep. Choose a higher parent.",
                         PLACE_DEPTH_LIMIT);
    return OK;
}

int place_add(struct model *in, struct place *place)
{
    struct query query;
    int err = parent_check(in, place->parent, 0);
    if (err != OK)
        return err;
    place->id = model_id(in);
    query_open(&query, in->database,
               "INSERT INTO place (id, parent, kind, name, name_key)"
               " VALUES (?1, ?2, ?3, ?4, ?5)");
    query_int(&query, place->id);
    query_int(&query, place->parent);
    query_text(&query, place->kind);
    query_text(&query, place->name);
    query_text(&query, name_key(in->arena, place->name));
    return name_taken(in, query_run(&query), place->name);
}

static struct place row_read(struct model *in, const struct query *query)
{
    return (struct place){.id = query_read_int(query, 0),
                          .parent = query_read_int(query, 1),
                          .kind = arena_str(in->arena, query_read_text(query, 2)),
                          .name = arena_str(in->arena, query_read_text(query, 3)),
                          .closed = query_read_int(query, 4) != 0};
}

int place_read(struct model *in, int64_t id, struct place *ret_place)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT id, parent, kind, name, closed FROM place WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "place", "There is no such place.");
    if (err == OK)
        *ret_place = row_read(in, &query);
    return query_close(&query, err);
}

int place_rename(struct model *in, int64_t id, struct str name)
{
    struct query query;
    query_open(&query, in->database, "UPDATE place SET name = ?2, name_key = ?3 WHERE id = ?1");
    query_int(&query, id);
    query_text(&query, name);
    query_text(&query, name_key(in->arena, name));
    return name_taken(in, query_run(&query), name);
}

/* How many levels of places lie under this one, itself included. */
static int height_of(struct model *in, int64_t id, int64_t *ret_height)
{
    struct query query;
    *ret_height = 1;
    query_open(&query, in->database,
               "WITH RECURSIVE under (id, level) AS ("
               " SELECT ?1, 1 UNION ALL"
               " SELECT place.id, level + 1 FROM place JOIN under ON place.parent = under.id"
               " WHERE level < 32)"
               " SELECT max(level) FROM under");
    query_int(&query, id);
    return query_one(&query, ret_height);
}

int place_move(struct model *in, int64_t id, int64_t parent)
{
    struct query query;
    struct place place = {0};
    int depth = 0;
    bool inside = false;
    int64_t height = 0;
    int err = parent_check(in, parent, id);
    if (err == OK)
        err = place_read(in, id, &place);
    if (err == OK)
        err = depth_of(in, parent, id, &depth, &inside);
    if (err == OK)
        err = height_of(in, id, &height);
    if (err != OK)
        return err;
    if (depth + height > PLACE_DEPTH_LIMIT)
        return error_set(in->error, ERROR_LIMIT, "parent",
                         "Places may lie at most %d deep. Choose a higher parent.",
                         PLACE_DEPTH_LIMIT);
    query_open(&query, in->database, "UPDATE place SET parent = ?2 WHERE id = ?1");
    query_int(&query, id);
    query_int(&query, parent);
    return name_taken(in, query_run(&query), place.name);
}

int place_close(struct model *in, int64_t id)
{
    struct query query;
    int64_t open = 0;
    int err;
    query_open(&query, in->database, "SELECT count(*) FROM place WHERE parent = ?1 AND closed = 0");
    query_int(&query, id);
    if ((err = query_one(&query, &open)) != OK)
        return err;
    if (open > 0)
        return error_set(in->error, ERROR_CLASH, "place",
                         "%lld open places lie in this one. Close or move them first.",
                         (long long)open);
    query_open(&query, in->database, "UPDATE place SET closed = 1 WHERE id = ?1");
    query_int(&query, id);
    return query_run(&query);
}

int place_page(struct model *in, int64_t parent, struct page *page,
               void (*each)(void *self, const struct place *place), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, parent, kind, name, closed FROM place"
               " WHERE id > ?1 AND (?2 = -1 OR parent = ?2) ORDER BY id LIMIT ?3");
    query_int(&query, page->after);
    query_int(&query, parent);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct place place = row_read(in, &query);
        each(self, &place);
    }
    return query_close(&query, err);
}

int place_by_name(struct model *in, struct str name, int64_t *ret_id)
{
    struct query query;
    int count = 0;
    int err;
    *ret_id = 0;
    query_open(&query, in->database, "SELECT id FROM place WHERE name_key = ?1 LIMIT 2");
    query_text(&query, name_key(in->arena, name));
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_id = query_read_int(&query, 0);
        count++;
    }
    err = query_close(&query, err);
    if (err == OK && count > 1)
        return error_set(in->error, ERROR_CLASH, "employer", "Several places are called \"%.*s\".",
                         STR_ARGS(name));
    return err;
}
