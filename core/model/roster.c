/* Rosters: the members of a network, or of a space, as far as one viewer may see them. */
#include "model/roster.h"

#include "model/membership.h"
#include "model/person.h"
#include "model/place.h"

static enum door door_of(const struct roster *roster)
{
    return roster->space == NULL ? DOOR_NETWORK : door_by_name(roster->space->door);
}

static void open_walk(struct query *query, struct model *in, const struct roster *roster,
                      int64_t after)
{
    if (roster->space == NULL)
        query_open(query, in->database,
                   "SELECT handle, kind, visibility FROM member"
                   " WHERE network = ?1 AND handle > ?2 AND stage <> 'paused' ORDER BY handle");
    else
        query_open(query, in->database,
                   "SELECT member.handle, kind, visibility FROM space_inside"
                   " JOIN member ON member.network = space_inside.network"
                   " AND member.handle = space_inside.handle"
                   " WHERE space_inside.network = ?1 AND space_inside.handle > ?2"
                   " AND space = ?3 AND stage <> 'paused' ORDER BY space_inside.handle");
    query_int(query, roster->network);
    query_int(query, after);
    if (roster->space != NULL)
        query_int(query, roster->space->id);
}

static bool is_seen(const struct roster *roster, const struct query *query)
{
    bool own = query_read_int(query, 0) == roster->own_handle;
    return sight_allows_in(door_of(roster), visibility_by_name(query_read_text(query, 2)),
                           own ? VIEWER_SELF : roster->viewer);
}

static int row_read(struct model *in, const struct roster *roster, const struct query *query,
                    struct roster_row *ret_row)
{
    struct person person;
    struct place place;
    *ret_row = (struct roster_row){.handle = query_read_int(query, 0),
                                   .kind = arena_str(in->arena, query_read_text(query, 1))};
    int err = membership_person(in, roster->network, ret_row->handle, &ret_row->person);
    if (err == OK)
        err = person_read(in, ret_row->person, &person);
    if (err != OK)
        return err;
    ret_row->name = person_name(in->arena, &person);
    if (person.employer != 0 && (err = place_read(in, person.employer, &place)) == OK)
        ret_row->place = place.name;
    return err;
}

int roster_page(struct model *in, const struct roster *roster, struct page *page,
                void (*each)(void *self, const struct roster_row *row), void *self)
{
    struct query query;
    int err;
    if (roster->space != NULL && roster->space->ended)
        return OK;
    open_walk(&query, in, roster, page->after);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct roster_row row;
        if (!is_seen(roster, &query))
            continue;
        if (!page_takes(page, query_read_int(&query, 0)))
            break;
        if ((err = row_read(in, roster, &query, &row)) != OK)
            break;
        each(self, &row);
    }
    return query_close(&query, err);
}
