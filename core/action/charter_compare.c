/* charter.compare: how two versions differ, in effect (each term that changes, in a sentence, and
 * what that comes to today) and in wording (lines that went, came or changed, in these the words).
 */
#include <string.h>

#include "action/charter.h"
#include "action/charter_terms.h"
#include "action/core.h"
#include "action/membership_summary.h"
#include "base/difference.h"
#include "model/charter.h"
#include "model/charter_effect.h"
#include "model/committee.h"
#include "model/draft.h"
#include "model/focus.h"

/* Rows of a reply, of which there are no more; and pieces of changed lines that are compared by
 * words: beyond that a block is shown as removed and added. */
enum { ROWS_MOST = 2000, WORDS_MOST = 4000 };

struct side {
    struct str text;
    struct terms terms;
};

static int side_read(struct kith_call *call, const char *version, const char *draft,
                     struct side *ret_side)
{
    struct charter charter;
    struct draft found;
    int64_t network = call_int(call, "network");
    struct str terms;
    int err;
    if (call_given(call, draft)) {
        err = draft_read(&call->model, call_int(call, draft), &found);
        ret_side->text = found.text;
        terms = found.terms;
    } else {
        err = call_given(call, version)
                  ? charter_read_version(&call->model, network, call_int(call, version), &charter)
                  : charter_read(&call->model, network, &charter);
        ret_side->text = charter.text;
        terms = charter.terms;
    }
    if (err == ERROR_MISSING && call_given(call, version))
        return call_fail(call, ERROR_MISSING, version,
                         "The charter has no version %lld. charter.list shows which there are.",
                         (long long)call_int(call, version));
    if (err != OK)
        return err;
    return charter_terms_parse(call, terms, &ret_side->terms);
}

/* ---- effects ---- */

static int count_group(void *self, struct str group, int32_t since_day)
{
    (void)group, (void)since_day;
    ++*(int64_t *)self;
    return OK;
}

static int numbers_read(struct kith_call *call, struct charter_numbers *ret_numbers)
{
    int64_t network = call_int(call, "network");
    struct committee steering = {0};
    struct committee_base base = {0};
    struct suppress_entry members = {0};
    *ret_numbers = (struct charter_numbers){0};
    int err = committee_by_key(&call->model, network, STR(COMMITTEE_STEERING), &steering);
    if (err == OK)
        err = committee_base(&call->model, network, steering.id, &base);
    if (err == OK)
        err = membership_summary_total(&call->model, network, &members);
    ret_numbers->seats = base.seats;
    ret_numbers->filled = base.filled;
    ret_numbers->members = members.shown;
    return err != OK ? err : focus_each(&call->model, network, count_group, &ret_numbers->focus);
}

/* What the terms of a group come to stands with the first of them that differs. */
static int put_effects(struct kith_call *call, const struct side *from, const struct side *into)
{
    struct charter_numbers numbers = {0};
    const char *last = "";
    int err = numbers_read(call, &numbers);
    for (size_t i = 0; i < TERMS && err == OK; i++) {
        const struct term *term = &terms_known[i];
        if (str_equal(from->terms.value[i], into->terms.value[i]))
            continue;
        struct str means = {0};
        if (strcmp(term->group, last) != 0)
            means = charter_effect(term->group, &from->terms, &into->terms, &numbers, &call->arena);
        last = term->group;
        call_open(call, "effects");
        call_put_text(call, "term", str_of(term->path));
        call_put_text(call, "says",
                      term_change(term, from->terms.value[i], into->terms.value[i], &call->arena));
        call_put_text_if(call, "means", means);
        call_close(call);
    }
    return err;
}

/* ---- wording ---- */

struct wording {
    struct kith_call *call;
    const struct str *one, *other; /* lines */
    size_t rows;
};

static void put_row(struct wording *wording, const char *change, size_t line, struct str text)
{
    if (wording->rows++ >= ROWS_MOST)
        return;
    call_open(wording->call, "wording");
    call_put_text(wording->call, "change", str_of(change));
    call_put_int(wording->call, "line", (int64_t)line + 1);
    call_put_text(wording->call, "text", text);
    call_close(wording->call);
}

static struct str lines_join(const struct str *lines, size_t count, struct arena *arena)
{
    struct text text = {0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_add_char(&text, '\n');
        text_add(&text, lines[i]);
    }
    struct str joined = arena_str(arena, text_str(&text));
    text_done(&text);
    return joined;
}

/* "half of [-the filled-] {+all+} seats" */
static struct str words_mark(struct str before, struct str after, struct arena *arena)
{
    static const char *const marks[][2] = {[DIFFERENCE_SAME] = {"", ""},
                                           [DIFFERENCE_REMOVED] = {"[-", "-]"},
                                           [DIFFERENCE_ADDED] = {"{+", "+}"}};
    struct str *one, *other;
    struct text text = {0};
    size_t one_count = difference_words(before, arena, &one);
    size_t other_count = difference_words(after, arena, &other);
    struct difference difference = difference_find(one, one_count, other, other_count, arena);
    for (size_t i = 0; i < difference.count; i++) {
        const struct difference_run *run = &difference.runs[i];
        const struct str *words =
            run->kind == DIFFERENCE_ADDED ? other + run->other : one + run->one;
        text_add(&text, str_of(marks[run->kind][0]));
        for (size_t at = 0; at < run->count; at++)
            text_add(&text, words[at]);
        text_add(&text, str_of(marks[run->kind][1]));
    }
    struct str marked = arena_str(arena, text_str(&text));
    text_done(&text);
    return marked;
}

static size_t block_size(const struct str *lines, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += lines[i].len;
    return size;
}

/* Lines that went, where others came: one block with its words marked, unless it is too long. */
static void put_replaced(struct wording *wording, const struct difference_run *gone,
                         const struct difference_run *come)
{
    struct arena *arena = &wording->call->arena;
    const struct str *one = wording->one + gone->one, *other = wording->other + come->other;
    if (block_size(one, gone->count) + block_size(other, come->count) <= WORDS_MOST) {
        put_row(wording, "changed", come->other,
                words_mark(lines_join(one, gone->count, arena),
                           lines_join(other, come->count, arena), arena));
        return;
    }
    for (size_t i = 0; i < gone->count; i++)
        put_row(wording, "removed", gone->one + i, one[i]);
    for (size_t i = 0; i < come->count; i++)
        put_row(wording, "added", come->other + i, other[i]);
}

static void put_wording(struct kith_call *call, struct str from, struct str into)
{
    struct str *one, *other;
    size_t one_count = difference_lines(from, &call->arena, &one);
    size_t other_count = difference_lines(into, &call->arena, &other);
    struct difference difference =
        difference_find(one, one_count, other, other_count, &call->arena);
    struct wording wording = {call, one, other, 0};
    for (size_t i = 0; i < difference.count; i++) {
        const struct difference_run *run = &difference.runs[i], *next = run + 1;
        bool last = i + 1 == difference.count;
        if (run->kind == DIFFERENCE_REMOVED && !last && next->kind == DIFFERENCE_ADDED) {
            put_replaced(&wording, run, next);
            i++;
            continue;
        }
        for (size_t at = 0; at < run->count && run->kind != DIFFERENCE_SAME; at++)
            if (run->kind == DIFFERENCE_REMOVED)
                put_row(&wording, "removed", run->one + at, one[run->one + at]);
            else
                put_row(&wording, "added", run->other + at, other[run->other + at]);
    }
    call_put_int(call, "whole", wording.rows <= ROWS_MOST);
}

static bool is_same(const struct side *from, const struct side *into)
{
    bool same = str_equal(from->text, into->text);
    for (size_t i = 0; i < TERMS && same; i++)
        same = str_equal(from->terms.value[i], into->terms.value[i]);
    return same;
}

kith_err charter_compare_run(void *self, struct kith_call *call)
{
    (void)self;
    struct side from = {0}, into = {0};
    int err = side_read(call, "from", "from_draft", &from);
    if (err == OK)
        err = side_read(call, "to", "to_draft", &into);
    if (err != OK)
        return err;
    err = put_effects(call, &from, &into);
    if (err == OK)
        put_wording(call, from.text, into.text);
    if (err == OK && is_same(&from, &into))
        call_put_text(call, "same", STR("The two say the same, in words and in terms."));
    return err;
}

/* ---- fields ---- */

const kith_field charter_compare_takes[] = {
    NETWORK_FIELD,
    {.name = "from",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .limits = "1..1000000",
     .summary = "The version to begin from; without it, the one in force."},
    {.name = "from_draft",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "draft",
     .summary = "A draft to begin from instead."},
    {.name = "to",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .limits = "1..1000000",
     .summary = "The version to compare it with; without it, the one in force."},
    {.name = "to_draft",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "draft",
     .summary = "A draft to compare it with instead."},
    {0},
};

static const kith_field effect_row[] = {
    {.name = "term", .type = KITH_TEXT, .summary = "The term that changes."},
    {.name = "says", .type = KITH_TEXT, .summary = "What it was, and what it becomes."},
    {.name = "means",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "What it and the terms that belong to it come to with today's numbers."},
    {0},
};

static const kith_field wording_row[] = {
    {.name = "change",
     .type = KITH_ONE_OF,
     .limits = "removed|added|changed",
     .summary = "What became of it."},
    {.name = "line",
     .type = KITH_INT,
     .summary = "Which line: of what was removed, in the first; of all else, in the second."},
    {.name = "text",
     .type = KITH_MARKDOWN,
     .limits = "0..200000",
     .summary = "The line; where words of it changed, [-what went-] and {+what came+}."},
    {0},
};

const kith_field charter_compare_gives[] = {
    {.name = "effects",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = effect_row,
     .summary = "Each term that differs, in a sentence."},
    {.name = "wording",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = wording_row,
     .summary = "Each line that differs."},
    {.name = "whole",
     .type = KITH_BOOL,
     .summary = "All that differs is shown; if not, the first 2,000 lines of it."},
    {.name = "same",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "That nothing differs, if so."},
    {0},
};
