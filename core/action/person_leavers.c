/* Who is in a full staff file no more: they are marked and listed, never erased at once. */
#include "action/person_leavers.h"

#include <string.h>

#include "action/staff_file.h"
#include "action/state.h"
#include "base/clock.h"
#include "model/feed.h"
#include "model/setting.h"

/* The job's mark once all rows are taken in: more than any row's number. */
enum { PAGE_PEOPLE = 200 };
static const int64_t leaving_mark = INT64_C(1) << 40;

struct walk {
    struct leavers *leavers;
    const struct sheet_file *file;
    struct arena arena; /* of a page */
    int64_t known;
    LIST(struct leaver) gone; /* of a page */
};

static bool is_named(const struct sheet_file *file, const struct feed_member *member)
{
    const struct {
        enum staff_column column;
        struct str key;
    } keys[] = {{STAFF_EXTERNAL_ID, member->external_id},
                {STAFF_WORK_EMAIL, member->work_email},
                {STAFF_WORK_EMAIL, member->email_said}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].key.len > 0 && sheet_file_named(file, keys[i].column, keys[i].key))
            return true;
    return false;
}

static void look_at(void *self, const struct feed_member *member)
{
    struct walk *walk = self;
    walk->known++;
    if (is_named(walk->file, member))
        return;
    bool has_number = member->external_id.len > 0;
    *list_add(&walk->gone) = (struct leaver){
        member->id, has_number ? arena_copy(&walk->arena, member->external_id) : NULL};
}

/* Calls `each` for every page of people, with those of them who are gone in `walk->gone`. */
static int walk_through(struct walk *walk, int (*each)(struct walk *walk))
{
    struct leavers *leavers = walk->leavers;
    struct kith_call *call = leavers->call;
    struct page page = {.limit = PAGE_PEOPLE};
    struct feed_group group = {leavers->provider, leavers->within, 0};
    int err;
    if (call->job_mark >= leaving_mark) /* who was marked before a stop is counted again */
        group.left_day = clock_day(clock_now(&call->engine->clock));
    do {
        page_turn(&page);
        walk->gone.count = 0;
        err = feed_page(&call->model, &group, &page, look_at, walk);
        if (err == OK)
            err = each(walk);
        arena_reset(&walk->arena);
    } while (err == OK && page.more);
    list_done(&walk->gone);
    arena_done(&walk->arena);
    return err;
}

/* ---- before anything is written ---- */

static int count_gone(struct walk *walk)
{
    walk->leavers->left += (int64_t)walk->gone.count;
    return OK;
}

/* What the call says, or the setting, or a tenth. */
static int fraction_allowed(struct kith_call *call, int64_t *ret_top, int64_t *ret_below)
{
    const struct value *given = call_value(call, "leavers_at_most");
    struct str text = {0};
    int err = setting_read(&call->model, "leavers_at_most", &text);
    const char *stroke = text.len == 0 ? NULL : memchr(text.ptr, '/', text.len);
    *ret_top = 1;
    *ret_below = 10;
    if (given != NULL) {
        *ret_top = given->number;
        *ret_below = given->other;
    } else if (stroke != NULL) {
        size_t length = (size_t)(stroke - text.ptr);
        str_to_int((struct str){text.ptr, length}, ret_top);
        str_to_int((struct str){stroke + 1, text.len - length - 1}, ret_below);
    }
    return err;
}

static int guard(struct leavers *leavers)
{
    struct kith_call *call = leavers->call;
    int64_t top, below;
    int err = fraction_allowed(call, &top, &below);
    if (err != OK || leavers->left * below <= leavers->known * top)
        return err;
    return call_fail(call, ERROR_LIMIT, "leavers_at_most",
                     "%lld of %lld people are not in this file and would be marked as having left: "
                     "more than %lld/%lld. Nothing was changed. Is the file whole, and is `within` "
                     "right? If so, allow it with --leavers-at-most; if it holds changes only, "
                     "leave --complete out.",
                     (long long)leavers->left, (long long)leavers->known, (long long)top,
                     (long long)below);
}

int leavers_check(struct leavers *leavers)
{
    struct kith_call *call = leavers->call;
    struct sheet_file file;
    struct file_row row;
    int got = sheet_file_open(call, &staff_file, &file);
    int64_t rows = 0;
    while (got >= 0 && (got = sheet_file_next(&file, &row)) > 0)
        if (++rows % 10000 == 0 && !job_progress(call, rows, 0, "rows looked through"))
            got = ERROR_STOPPED;
    leavers->nameless = file.nameless;
    struct walk walk = {.leavers = leavers, .file = &file};
    bool was_leaving = call->job_mark >= leaving_mark;
    int err = got < 0 ? got : OK;
    if (err == OK && leavers->nameless == 0 && !was_leaving) {
        err = walk_through(&walk, count_gone);
        leavers->known = walk.known;
        err = err == OK ? guard(leavers) : err;
    }
    leavers->left = 0;
    sheet_file_close(&file);
    return err;
}

/* ---- after the rows ---- */

static int write_gone(struct model *in, void *mine)
{
    const struct walk *walk = mine;
    int err = OK;
    for (size_t i = 0; i < walk->gone.count && err == OK; i++)
        err = feed_leave(in, walk->gone.at[i].person);
    return err;
}

static int mark_gone(struct walk *walk)
{
    struct leavers *leavers = walk->leavers;
    struct arena *arena = &leavers->call->arena;
    if (walk->gone.count == 0)
        return OK;
    int err = job_write(leavers->call, leaving_mark, write_gone, walk);
    for (size_t i = 0; i < walk->gone.count && err == OK; i++) {
        const struct leaver *gone = &walk->gone.at[i];
        leavers->left++;
        if (leavers->shown.count >= LEAVERS_SHOWN)
            continue;
        const char *number = gone->external_id;
        *list_add(&leavers->shown) = (struct leaver){
            gone->person, number == NULL ? NULL : arena_copy(arena, str_of(number))};
    }
    if (err == OK && !job_progress(leavers->call, leavers->left, 0, "people who have left"))
        err = ERROR_STOPPED;
    return err;
}

int leavers_mark(struct leavers *leavers, const struct sheet_file *file)
{
    struct walk walk = {.leavers = leavers, .file = file};
    return leavers->nameless > 0 ? OK : walk_through(&walk, mark_gone);
}

void leavers_done(struct leavers *leavers)
{
    list_done(&leavers->shown);
}
