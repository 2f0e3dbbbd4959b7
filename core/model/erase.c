/* Erasing a person: one deletion after another, each by the noun that it belongs to. */
#include "model/erase.h"

#include "base/list.h"
#include "model/effect.h"
#include "model/erasure.h"
#include "model/job.h"
#include "model/look.h"
#include "model/membership.h"
#include "model/person.h"
#include "model/person_key.h"
#include "model/person_parts.h"
#include "model/proposal.h"
#include "model/retry.h"
#include "model/schedule.h"
#include "model/token.h"

/* Calls `each` for this person's id, and for those before they were merged. */
static int ids_walk(struct model *in, int64_t person,
                    int (*each)(struct model *in, void *self, int64_t id), void *self)
{
    struct query query;
    int err = each(in, self, person);
    if (err != OK)
        return err;
    query_open(&query, in->database, "SELECT was FROM merged WHERE now = ?1 ORDER BY was");
    query_int(&query, person);
    while ((err = query_step(&query)) == QUERY_ROW)
        if ((err = each(in, self, query_read_int(&query, 0))) != OK)
            break;
    return query_close(&query, err);
}

struct belongs {
    LIST(struct membership) all;
};

static void keep_one(void *self, const struct membership *membership)
{
    struct belongs *belongs = self;
    *list_add(&belongs->all) = *membership;
}

static int membership_close(struct model *in, int64_t person, const struct membership *membership)
{
    int err = membership_vanish(in, person, membership->network);
    return err != OK ? err : retry_erase(in, membership->handle);
}

static int memberships_end(struct model *in, int64_t person)
{
    struct belongs belongs = {0};
    int err = membership_mine(in, person, keep_one, &belongs);
    for (size_t i = 0; i < belongs.all.count && err == OK; i++)
        err = membership_close(in, person, &belongs.all.at[i]);
    list_done(&belongs.all);
    return err != OK ? err : membership_drop_hidden(in, person);
}

/* What names them by any of their ids. */
static int traces_erase_of(struct model *in, void *self, int64_t id)
{
    (void)self;
    int err = retry_erase(in, id);
    return err != OK ? err : job_erase_of(in, id);
}

static int traces_erase(struct model *in, int64_t person)
{
    return ids_walk(in, person, traces_erase_of, NULL);
}

static int effects_erase(struct model *in, int64_t person)
{
    return effect_erase_recipient(in, 0, person);
}

static int schedules_drop(struct model *in, int64_t person)
{
    return schedule_drop_subject(in, 0, person);
}

static int id_add(struct model *in, void *self, int64_t id)
{
    (void)in;
    journal_people_add(self, id);
    return OK;
}

int erase_ids(struct model *in, int64_t person, struct journal_people *people)
{
    return ids_walk(in, person, id_add, people);
}

int erase_ids_forget(struct model *in, int64_t person)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM merged WHERE now = ?1");
    query_int(&query, person);
    return query_run(&query);
}

static int line_add(struct model *in, void *self, int64_t id)
{
    struct str line = {0};
    int err = erasure_add(in, id, &line);
    text_add(self, line);
    return err;
}

/* An old backup knows them under each of their ids. */
static int ledger_note(struct model *in, int64_t person, struct str *ret_lines)
{
    struct text lines = {0};
    int err = ids_walk(in, person, line_add, &lines);
    *ret_lines = arena_str(in->arena, text_str(&lines));
    text_done(&lines);
    return err;
}

int erase_person(struct model *in, int64_t person, struct str *ret_lines)
{
    /* The person's own row comes last: until then everything else is found through it. */
    static int (*const deletions[])(struct model * in, int64_t person) = {
        memberships_end, token_end,         effects_erase,      schedules_drop,     look_erase,
        traces_erase,    proposal_erase_by, person_parts_erase, person_key_destroy, person_remove,
    };
    bool exists;
    int err = person_exists(in, person, &exists);
    *ret_lines = (struct str){0};
    if (err != OK || !exists)
        return err;
    for (size_t i = 0; i < sizeof deletions / sizeof *deletions && err == OK; i++)
        err = deletions[i](in, person);
    return err != OK ? err : ledger_note(in, person, ret_lines);
}
