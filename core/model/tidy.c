/* Tidying: what has served its time is deleted. */
#include "model/tidy.h"

#include "base/clock.h"
#include "model/contact.h"
#include "model/effect.h"
#include "model/meeting_counted.h"
#include "model/schedule.h"
#include "model/setting.h"

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS, TIDY_HOUR = 4, MEETINGS_AT_ONCE = 20 };

/* The time before which what is kept so long has served its time. */
static int kept_since(struct model *in, const char *setting, const char *preset,
                      int64_t *ret_time_ms)
{
    struct duration period = {0};
    struct str text;
    int err = setting_read(in, setting, &text);
    if (err != OK)
        return err;
    if (!duration_parse(text.len > 0 ? text : str_of(preset), &period))
        return error_set(in->error, ERROR_BROKEN, NULL, "The setting %s is no period.", setting);
    *ret_time_ms = duration_add(in->now_ms, (struct duration){-period.months, -period.ms});
    return OK;
}

static int delete_before(struct model *in, const char *sql, int64_t before, int64_t limit,
                         bool *ret_more)
{
    struct query query;
    query_open(&query, in->database, sql);
    query_int(&query, before);
    query_int(&query, limit);
    int err = query_run(&query);
    if (err == OK && query_changes(&query) >= limit)
        *ret_more = true;
    return err;
}

/* Ids begin with their time, so the oldest id that is kept says where to end. */
static const struct {
    const char *setting, *preset;
    bool by_day; /* else by id */
    const char *sql;
} kept[] = {
    {"keep_effects", KEEP_EFFECTS, false,
     "DELETE FROM effect WHERE id IN (SELECT id FROM effect WHERE id < ?1 AND"
     " state <> 'waiting' ORDER BY id LIMIT ?2)"},
    {"keep_jobs", KEEP_JOBS, false,
     "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE id < ?1 AND state <> 'running'"
     " ORDER BY id LIMIT ?2)"},
    {"keep_tasks", KEEP_TASKS, true,
     "DELETE FROM task WHERE id IN (SELECT id FROM task WHERE done_day <> 0 AND done_day < ?1"
     " ORDER BY done_day LIMIT ?2)"},
    {"keep_interests", KEEP_INTERESTS, true,
     "DELETE FROM interest WHERE id IN (SELECT id FROM interest WHERE ended_day <> 0 AND"
     " ended_day < ?1 LIMIT ?2)"},
    {"keep_looks", KEEP_LOOKS, false,
     "DELETE FROM look WHERE id IN (SELECT id FROM look WHERE id < ?1 ORDER BY id LIMIT ?2)"},
    {"keep_looks", KEEP_LOOKS, false,
     "DELETE FROM glass WHERE id IN (SELECT id FROM glass WHERE id < ?1 ORDER BY id LIMIT ?2)"},
};

static int attendance_tidy(struct model *in, int64_t limit, bool *ret_more)
{
    int64_t since = 0;
    int err = kept_since(in, "keep_attendance", KEEP_ATTENDANCE, &since);
    int64_t meetings = limit < MEETINGS_AT_ONCE ? limit : MEETINGS_AT_ONCE;
    return err != OK ? err : meeting_count_before(in, since, meetings, ret_more);
}

static int contacts_tidy(struct model *in, int64_t limit, bool *ret_more)
{
    int64_t since = 0;
    int err = kept_since(in, "keep_unverified", KEEP_UNVERIFIED, &since);
    return err != OK ? err : contact_drop_unverified(in, since, limit, ret_more);
}

int tidy(struct model *in, int64_t limit, bool *ret_more)
{
    *ret_more = false;
    int err = delete_before(in,
                            "DELETE FROM retry WHERE name IN"
                            " (SELECT name FROM retry WHERE day < ?1 ORDER BY day LIMIT ?2)",
                            clock_day(in->now_ms) - TIDY_RETRY_DAYS, limit, ret_more);
    if (err == OK)
        err = effect_drop_gone(in);
    if (err == OK)
        err = attendance_tidy(in, limit, ret_more);
    if (err == OK)
        err = contacts_tidy(in, limit, ret_more);
    for (size_t i = 0; i < sizeof kept / sizeof *kept && err == OK; i++) {
        int64_t since = 0;
        err = kept_since(in, kept[i].setting, kept[i].preset, &since);
        if (err == OK)
            err =
                delete_before(in, kept[i].sql, kept[i].by_day ? clock_day(since) : ident_at(since),
                              limit, ret_more);
    }
    return err;
}

static int is_own(void *self, const struct contact *contact)
{
    bool *has_own = self;
    *has_own = *has_own || (str_is(contact->whose, "personal") && contact->verified_day != 0);
    return OK;
}

/* Does this person want to be reached at an address that their employer did not give? */
static int has_own_address(struct model *in, int64_t person, bool *ret_has)
{
    struct arena arena = {0};
    struct model own = *in;
    own.arena = &arena;
    *ret_has = false;
    int err = contact_each(&own, person, is_own, ret_has);
    arena_done(&arena);
    return err;
}

int tidy_left_people(struct model *in, int64_t *out, size_t room, size_t *ret_count)
{
    struct query query;
    int64_t since = 0;
    *ret_count = 0;
    int err = kept_since(in, "keep_left_people", KEEP_LEFT_PEOPLE, &since);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "SELECT id FROM person WHERE left_day IS NOT NULL AND left_day < ?1"
               " ORDER BY left_day, id");
    query_int(&query, clock_day(since));
    while (*ret_count < room && (err = query_step(&query)) == QUERY_ROW) {
        bool stays;
        int64_t person = query_read_int(&query, 0);
        if ((err = has_own_address(in, person, &stays)) != OK)
            break;
        if (!stays)
            out[(*ret_count)++] = person;
    }
    return query_close(&query, err == QUERY_ROW ? OK : err);
}

int tidy_schedule(struct model *in)
{
    int64_t count;
    int err = query_number(in->database,
                           "SELECT count(*) FROM schedule WHERE network = 0 AND"
                           " subject = 0 AND action = 'server.tidy'",
                           0, &count);
    if (err != OK || count > 0)
        return err;
    struct schedule schedule = {.due_at = ((int64_t)clock_day(in->now_ms) + 1) * DAY_MS +
                                          TIDY_HOUR * (int64_t)HOUR_MS,
                                .action = STR("server.tidy"),
                                .arguments = STR("{}"),
                                .every = STR("P1D"),
                                .zone = STR("Europe/London")};
    return schedule_add(in, &schedule);
}
