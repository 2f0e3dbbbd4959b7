/* The end of a space: at once for everybody, while what it keeps of them goes piece by piece. */
#include "model/sight.h"
#include "model/space.h"

enum { PIECE = 500 }; /* some milliseconds */

int space_close(struct model *in, const struct space *space)
{
    struct query query;
    if (space->ended)
        return error_set(in->error, ERROR_CLASH, "space", "This space has ended already.");
    query_open(&query, in->database, "UPDATE space SET ended = 1 WHERE id = ?1");
    query_int(&query, space->id);
    return query_run(&query);
}

/* The last of the next handles that may be inside, each of which `each` is given; `ret_last` is 0
 * where there are no more after these. */
static int piece_walk(struct model *in, const struct space *space, int64_t after,
                      int (*each)(struct model *in, const struct space *space, int64_t handle),
                      int64_t *ret_last)
{
    struct query query;
    int64_t count = 0;
    int err;
    query_open(&query, in->database,
               door_by_name(space->door) == DOOR_CONFIDENTIAL
                   ? "SELECT handle FROM member WHERE network = ?1 AND handle > ?3 AND ?2"
                     " ORDER BY handle LIMIT ?4"
                   : "SELECT handle FROM space_inside WHERE network = ?1 AND space = ?2"
                     " AND handle > ?3 ORDER BY handle LIMIT ?4");
    query_int(&query, space->network);
    query_int(&query, space->id);
    query_int(&query, after);
    query_int(&query, PIECE);
    *ret_last = 0;
    while ((err = query_step(&query)) == QUERY_ROW) {
        int64_t handle = query_read_int(&query, 0);
        *ret_last = ++count == PIECE ? handle : 0;
        if (each != NULL && (err = each(in, space, handle)) != OK)
            break;
    }
    return query_close(&query, err);
}

/* In one sweep over the range, so that what a list is still bringing in goes with it. */
static int members_remove(struct model *in, const struct space *space, int64_t after, int64_t last)
{
    struct query query;
    query_open(&query, in->database,
               "DELETE FROM space_member WHERE network = ?1 AND space = ?2 AND handle > ?3"
               " AND (?4 = 0 OR handle <= ?4)");
    query_int(&query, space->network);
    query_int(&query, space->id);
    query_int(&query, after);
    query_int(&query, last);
    return query_run(&query);
}

int space_clear(struct model *in, const struct space *space, int64_t after, int64_t *ret_last)
{
    if (!space->ended)
        return error_set(in->error, ERROR_CLASH, "space", "This space has not ended.");
    if (door_by_name(space->door) == DOOR_CONFIDENTIAL)
        return piece_walk(in, space, after, space_leave, ret_last);
    int err = piece_walk(in, space, after, NULL, ret_last);
    return err != OK ? err : members_remove(in, space, after, *ret_last);
}
