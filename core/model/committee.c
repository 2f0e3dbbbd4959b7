/* Committees: the steering group, a leads group, any other; who sits in them, and their own terms.
 */
#include "model/committee.h"

#include "model/charter.h"
#include "model/membership.h"
#include "model/setting.h"

#define COLUMNS                                                                                    \
    "id, network, key, name, aim, tier, place, all_roles, quorum, attend, minutes_for, closed_day"
/* An office is held on day ?1, and its role has seats in committee ?3 of network ?2. */
#define HELD "office.ended_day = 0 AND (office.until_day = 0 OR office.until_day > ?1)"
#define SEATED                                                                                     \
    "(?3 = 0 OR EXISTS (SELECT 1 FROM committee WHERE committee.id = ?3"                           \
    " AND (committee.all_roles OR EXISTS (SELECT 1 FROM committee_role"                            \
    " WHERE committee_role.network = ?2 AND committee_role.committee = ?3"                         \
    " AND committee_role.role = role.id))))"

/* ---- committees ---- */

static int key_taken(struct model *in, int err, struct str key)
{
    if (err != ERROR_CLASH)
        return err;
    return error_set(in->error, ERROR_CLASH, "name",
                     "This network has a committee with the key \"%.*s\" already. Choose another "
                     "name, or change that committee with committee.edit.",
                     STR_ARGS(key));
}

static void bind(struct query *query, const struct committee *committee)
{
    query_int(query, committee->id);
    query_int(query, committee->network);
    query_text(query, committee->key);
    query_text(query, committee->name);
    query_text(query, committee->aim);
    query_text(query, committee->tier);
    query_int(query, committee->place);
    query_int(query, committee->all_roles);
    query_text(query, committee->quorum);
    query_text(query, committee->attend);
    query_text(query, committee->minutes_for);
    query_int(query, committee->closed_day);
}

int committee_add(struct model *in, struct committee *committee)
{
    struct query query;
    committee->id = model_id(in);
    query_open(&query, in->database,
               "INSERT INTO committee (" COLUMNS ")"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
    bind(&query, committee);
    return key_taken(in, query_run(&query), committee->key);
}

int committee_found(struct model *in, int64_t network)
{
    struct committee committee = {.network = network,
                                  .key = STR(COMMITTEE_STEERING),
                                  .name = STR("Steering group"),
                                  .tier = STR("regional"),
                                  .all_roles = true,
                                  .attend = STR("seats"),
                                  .minutes_for = STR("members")};
    return committee_add(in, &committee);
}

int committee_change(struct model *in, const struct committee *committee)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE committee SET key = ?3, name = ?4, aim = ?5, tier = ?6, place = ?7,"
               " all_roles = ?8, quorum = ?9, attend = ?10, minutes_for = ?11, closed_day = ?12"
               " WHERE id = ?1 AND network = ?2");
    bind(&query, committee);
    return key_taken(in, query_run(&query), committee->key);
}

static struct committee row_read(struct model *in, const struct query *query)
{
    return (struct committee){.id = query_read_int(query, 0),
                              .network = query_read_int(query, 1),
                              .key = arena_str(in->arena, query_read_text(query, 2)),
                              .name = arena_str(in->arena, query_read_text(query, 3)),
                              .aim = arena_str(in->arena, query_read_text(query, 4)),
                              .tier = arena_str(in->arena, query_read_text(query, 5)),
                              .place = query_read_int(query, 6),
                              .all_roles = query_read_int(query, 7) != 0,
                              .quorum = arena_str(in->arena, query_read_text(query, 8)),
                              .attend = arena_str(in->arena, query_read_text(query, 9)),
                              .minutes_for = arena_str(in->arena, query_read_text(query, 10)),
                              .closed_day = (int32_t)query_read_int(query, 11)};
}

static int one_read(struct model *in, struct query *query, struct committee *ret_committee)
{
    int err = query_find(query, in->error, "committee", "There is no such committee.");
    if (err == OK)
        *ret_committee = row_read(in, query);
    return query_close(query, err);
}

int committee_read(struct model *in, int64_t id, struct committee *ret_committee)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM committee WHERE id = ?1");
    query_int(&query, id);
    return one_read(in, &query, ret_committee);
}

int committee_by_key(struct model *in, int64_t network, struct str key,
                     struct committee *ret_committee)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM committee WHERE network = ?1 AND key = ?2");
    query_int(&query, network);
    query_text(&query, key);
    return one_read(in, &query, ret_committee);
}

int committee_page(struct model *in, int64_t network, bool closed, struct page *page,
                   void (*each)(void *self, const struct committee *committee), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM committee WHERE network = ?1 AND id > ?2"
               " AND (?3 OR closed_day = 0) ORDER BY id LIMIT ?4");
    query_int(&query, network);
    query_int(&query, page->after);
    query_int(&query, closed);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct committee committee = row_read(in, &query);
        each(self, &committee);
    }
    return query_close(&query, err);
}

/* ---- the roles whose seats are here ---- */

static int role_add_one(struct model *in, const struct committee *committee, int64_t role)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO committee_role (network, committee, role) VALUES (?1, ?2, ?3)"
               " ON CONFLICT DO NOTHING");
    query_int(&query, committee->network);
    query_int(&query, committee->id);
    query_int(&query, role);
    return query_run(&query);
}

int committee_set_roles(struct model *in, const struct committee *committee, const int64_t *roles,
                        size_t count)
{
    struct query query;
    query_open(&query, in->database,
               "DELETE FROM committee_role WHERE network = ?1 AND committee = ?2");
    query_int(&query, committee->network);
    query_int(&query, committee->id);
    int err = query_run(&query);
    for (size_t i = 0; i < count && err == OK; i++)
        err = role_add_one(in, committee, roles[i]);
    return err;
}

int committee_roles(struct model *in, const struct committee *committee,
                    int (*each)(void *self, int64_t role), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id FROM role WHERE network = ?1 AND closed = 0 AND (?2 OR EXISTS"
               " (SELECT 1 FROM committee_role WHERE network = ?1 AND committee = ?3"
               " AND role = role.id)) ORDER BY id");
    query_int(&query, committee->network);
    query_int(&query, committee->all_roles);
    query_int(&query, committee->id);
    while ((err = query_step(&query)) == QUERY_ROW)
        if ((err = each(self, query_read_int(&query, 0))) != OK)
            break;
    return query_close(&query, err);
}

/* ---- who sits there ---- */

static int base_seats(struct model *in, int64_t network, int64_t committee,
                      struct committee_base *ret_base)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT coalesce(sum(role.seats), 0) FROM role"
               " WHERE ?1 >= 0 AND role.network = ?2 AND role.closed = 0 AND " SEATED);
    query_int(&query, 0);
    query_int(&query, network);
    query_int(&query, committee);
    return query_one(&query, &ret_base->seats);
}

static int base_filled(struct model *in, int64_t network, int64_t committee, int32_t today,
                       struct committee_base *ret_base)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT coalesce(sum(office.acting = 0), 0), count(DISTINCT office.handle)"
               " FROM office"
               " JOIN role ON role.id = office.role WHERE " HELD
               " AND office.network = ?2 AND role.closed = 0 AND " SEATED);
    query_int(&query, today);
    query_int(&query, network);
    query_int(&query, committee);
    while ((err = query_step(&query)) == QUERY_ROW) {
        ret_base->vacant = ret_base->seats - query_read_int(&query, 0);
        ret_base->filled = query_read_int(&query, 1);
    }
    if (ret_base->vacant < 0)
        ret_base->vacant = 0;
    return query_close(&query, err);
}

static int base_members(struct model *in, int64_t network, struct committee_base *ret_base)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT count(*), coalesce(sum(kind = 'member'), 0) FROM member"
               " WHERE network = ?1 AND stage <> 'paused'");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        ret_base->members = query_read_int(&query, 0);
        ret_base->of_kind = query_read_int(&query, 1);
    }
    return query_close(&query, err);
}

int committee_base(struct model *in, int64_t network, int64_t committee,
                   struct committee_base *ret_base)
{
    int32_t today = 0;
    int err = setting_today(in, &today);
    *ret_base = (struct committee_base){0};
    if (err == OK)
        err = base_seats(in, network, committee, ret_base);
    if (err == OK)
        err = base_filled(in, network, committee, today, ret_base);
    return err != OK ? err : base_members(in, network, ret_base);
}

static int is_member(struct model *in, int64_t network, int64_t handle, bool *ret_is)
{
    struct membership membership = {0};
    int err = membership_read(in, network, handle, &membership);
    *ret_is = err == OK && !str_is(membership.stage, "paused");
    return err == ERROR_MISSING ? OK : err;
}

int committee_is_seated(struct model *in, int64_t network, int64_t committee, int64_t handle,
                        bool *ret_seated)
{
    struct query query;
    int32_t today = 0;
    if (committee == 0)
        return is_member(in, network, handle, ret_seated);
    int err = setting_today(in, &today);
    *ret_seated = false;
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "SELECT 1 FROM office JOIN role ON role.id = office.role WHERE " HELD
               " AND office.network = ?2 AND role.closed = 0 AND " SEATED
               " AND office.handle = ?4 LIMIT 1");
    query_int(&query, today);
    query_int(&query, network);
    query_int(&query, committee);
    query_int(&query, handle);
    return query_any(&query, ret_seated);
}

int committee_offices(struct model *in, int64_t network, int64_t committee,
                      int (*each)(void *self, int64_t handle, int64_t role, bool seated),
                      void *self)
{
    struct query query;
    int32_t today = 0;
    int err = setting_today(in, &today);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "SELECT office.handle, office.role, " SEATED
               " FROM office JOIN role ON role.id = office.role WHERE " HELD
               " AND office.network = ?2 AND role.closed = 0 ORDER BY office.handle, office.role");
    query_int(&query, today);
    query_int(&query, network);
    query_int(&query, committee);
    while ((err = query_step(&query)) == QUERY_ROW)
        if ((err = each(self, query_read_int(&query, 0), query_read_int(&query, 1),
                        query_read_int(&query, 2) != 0)) != OK)
            break;
    return query_close(&query, err);
}

int committee_warning(struct model *in, int64_t network, int64_t committee, struct str *ret_warning)
{
    struct committee_base base;
    struct fraction part;
    *ret_warning = (struct str){0};
    int err = committee_base(in, network, committee, &base);
    if (err == OK)
        err = charter_term_fraction(in, network, "quorum.warn_vacant", &part);
    if (err != OK || base.vacant == 0 || base.vacant * part.below < part.top * base.seats)
        return err;
    *ret_warning = str_of(arena_print(
        in->arena,
        "%lld of the %lld seats are vacant. A quorum of the filled seats is then a few colleagues: "
        "fill the seats soon, and keep what can wait for a fuller group.",
        (long long)base.vacant, (long long)base.seats));
    return OK;
}
