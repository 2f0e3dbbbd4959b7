/* What comes out of an election: the papers are counted, and what of them may be shown is kept. */
#include "model/election_result.h"
#include "model/election_form.h"

#include <inttypes.h>

#include "base/name.h"

/* ---- the difference between two results ---- */

static int by_text(const void *one, const void *other)
{
    const struct str *a = one, *b = other;
    size_t shorter = a->len < b->len ? a->len : b->len;
    int order = shorter > 0 ? memcmp(a->ptr, b->ptr, shorter) : 0;
    return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

typedef LIST(struct str) str_list;

static void lines_sorted(struct str text, str_list *out)
{
    struct str line;
    while (paper_line_next(&text, &line))
        *list_add(out) = line;
    if (out->count > 0)
        qsort(out->at, out->count, sizeof *out->at, by_text);
}

bool papers_differ_by_few(struct str before, struct str after)
{
    str_list was = {0}, is = {0};
    size_t gone = 0, came = 0, i = 0, j = 0;
    lines_sorted(before, &was);
    lines_sorted(after, &is);
    while (i < was.count || j < is.count) {
        int order = i == was.count ? 1 : j == is.count ? -1 : by_text(&was.at[i], &is.at[j]);
        gone += order < 0;
        came += order > 0;
        i += order <= 0;
        j += order >= 0;
    }
    list_done(&was);
    list_done(&is);
    size_t more = gone > came ? gone : came;
    return more > 0 && more < ELECTION_DIFFERENCE;
}

/* Lines of choices by name, since numbers differ from one vote to the next. */
static int lines_by_name(struct model *in, int64_t election, struct str papers,
                         struct str *ret_lines)
{
    struct paper_form *form = arena_take(in->arena, sizeof *form);
    struct text text = {0};
    struct str line;
    int err = paper_form_read(in, election, form);
    while (err == OK && paper_line_next(&papers, &line)) {
        struct ballot ballot;
        if (!ballot_parse(paper_line_choices(line), &ballot))
            err = ERROR_BROKEN;
        for (size_t i = 0; err == OK && i < ballot.count; i++) {
            text_add_char(&text, ballot.choices[i].beside ? '=' : '/');
            if (ballot.choices[i].candidate < form->count)
                text_add(&text, form->options[ballot.choices[i].candidate].name);
        }
        text_add_char(&text, '\n');
    }
    *ret_lines = arena_str(in->arena, text_str(&text));
    text_done(&text);
    return err;
}

struct earlier {
    struct model *in;
    const struct election *election;
    handle_list same; /* the ids of earlier ones of which the papers are shown */
};

static void note_same(void *self, const struct election *before)
{
    struct earlier *earlier = self;
    struct arena *arena = earlier->in->arena;
    const struct election *now = earlier->election;
    bool is_same = before->id == now->again ||
                   str_equal(name_key(arena, before->title), name_key(arena, now->title));
    if (before->id != now->id && before->papers_shown && is_same)
        *list_add(&earlier->same) = before->id;
}

/* Earlier results of the same question of which the papers are shown. */
static int same_find(struct model *in, const struct election *election, handle_list *ret_same)
{
    struct earlier earlier = {.in = in, .election = election};
    struct page page = {.limit = 100};
    int err = OK;
    do {
        page_turn(&page);
        err = election_page(in, election->network, &page, note_same, &earlier);
    } while (err == OK && page.more);
    *ret_same = earlier.same;
    return err;
}

/* Would these papers, beside those of an earlier result, show how a few people voted? */
static int tells_of_few(struct model *in, const struct election *election, struct str papers,
                        struct election_tally *tally, bool *ret_tells)
{
    handle_list same = {0};
    struct str mine, theirs;
    *ret_tells = false;
    int err = lines_by_name(in, election->id, papers, &mine);
    if (err == OK)
        err = same_find(in, election, &same);
    tally->compared = (int64_t)same.count;
    for (size_t i = 0; i < same.count && err == OK; i++) {
        struct election before;
        struct str text;
        err = election_read(in, same.at[i], &before);
        if (err == OK)
            err = election_papers_read(in, &before, &text);
        if (err == OK)
            err = lines_by_name(in, before.id, text, &theirs);
        *ret_tells = *ret_tells || (err == OK && papers_differ_by_few(theirs, mine));
    }
    list_done(&same);
    return err;
}

/* ---- what is kept ---- */

static struct str papers_tag(struct model *in, int64_t election)
{
    return str_of(arena_print(in->arena, "papers/%lld", (long long)election));
}

static int papers_keep(struct model *in, const struct election *election, struct str papers)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO election_papers (election, sealed) VALUES (?1, ?2)");
    query_int(&query, election->id);
    query_blob(&query, secret_seal(in->keys->use[SECRET_LINK_SEAL], papers_tag(in, election->id),
                                   papers, in->arena));
    return query_run(&query);
}

int election_papers_read(struct model *in, const struct election *election, struct str *ret_text)
{
    struct query query;
    query_open(&query, in->database, "SELECT sealed FROM election_papers WHERE election = ?1");
    query_int(&query, election->id);
    int err = query_find(&query, in->error, "election", "No papers of this vote are kept.");
    if (err == OK && secret_open(in->keys->use[SECRET_LINK_SEAL], papers_tag(in, election->id),
                                 query_read_blob(&query, 0), in->arena, ret_text) != OK)
        err = ERROR_BROKEN;
    return query_close(&query, err);
}

/* Only the outcome is told of few people, or where the papers would tell how few people voted. */
static int papers_judge(struct model *in, const struct election *election,
                        struct election_tally *tally)
{
    int64_t named = 0, agreed;
    bool tells = false,
         is_small = election->roll < ELECTION_SMALL || tally->decision.papers < ELECTION_SMALL;
    int err = election_scrutineer_count(in, election->id, &named, &agreed);
    if (err == OK && !is_small)
        err = tells_of_few(in, election, tally->papers, tally, &tells);
    tally->is_shown = err == OK && !is_small && !tells;
    tally->is_kept = err == OK && (tally->is_shown || named >= ELECTION_SCRUTINEERS);
    return err;
}

/* Is another result there by now, that these papers were not compared with? */
static int papers_check(struct model *in, const struct election *election,
                        const struct election_tally *tally)
{
    handle_list same = {0};
    if (!tally->is_shown)
        return OK;
    int err = same_find(in, election, &same);
    if (err == OK && (int64_t)same.count != tally->compared)
        err = error_set(in->error, ERROR_BUSY, "election",
                        "A vote on the same question was published just now.");
    list_done(&same);
    return err;
}

/* ---- the count ---- */

static int lots_draw(struct paper_form *form, const struct election *election)
{
    struct papers papers;
    size_t places[ELECTION_OPTIONS_MOST];
    int err = paper_form_fill(form, election, (struct str){0}, &papers);
    if (err == OK)
        count_draw(&papers, election->seed, places);
    for (size_t i = 0; i < form->count && err == OK; i++)
        form->options[i].lot = (int64_t)places[i] + 1;
    papers_done(&papers);
    return err;
}

static int settle(struct paper_form *form, struct election *election,
                  const struct election_decision *decision)
{
    int err = OK;
    election->state = STR("counted");
    election->outcome = str_of(decision->outcome);
    election->why = str_of(decision->why);
    election->papers = decision->papers;
    election->blank = decision->blank;
    election->by_lot = decision->by_lot && decision->elected_count > 0;
    for (size_t i = 0; i < decision->elected_count; i++)
        form->options[decision->elected[i] - 1].elected = (int64_t)i + 1;
    for (size_t i = 0; i < form->count && err == OK; i++)
        err = election_option_settle(form->in, election, &form->options[i]);
    return err;
}

struct tipping {
    struct model *in;
    struct text text;
};

static int note_paper(void *self, const struct ballot *ballot)
{
    struct tipping *tipping = self;
    struct str choices = ballot_print(ballot, tipping->in->arena);
    text_print(&tipping->text, "%s%s%.*s\n", ballot->receipt, choices.len > 0 ? " " : "",
               STR_ARGS(choices));
    return OK;
}

static int tally_count(struct paper_form *form, struct election *election,
                       struct election_tally *tally)
{
    int err = paper_form_read(form->in, election->id, form);
    if (err == OK)
        err = lots_draw(form, election);
    if (err == OK)
        err = paper_form_decide(form, election, tally->papers, &tally->decision);
    if (err == OK)
        err = papers_judge(form->in, election, tally);
    tally->options = form->count;
    for (size_t i = 0; i < form->count; i++)
        tally->lots[i] = form->options[i].lot;
    return err;
}

int election_tally(const struct ballot_box *box, const struct election *election,
                   struct election_tally *ret_tally)
{
    struct model *in = box->in;
    struct tipping tipping = {.in = in};
    struct election counted = *election;
    struct paper_form *form = arena_take(in->arena, sizeof *form);
    *ret_tally = (struct election_tally){0};
    form->in = in;
    int err = ballot_box_tip(box, note_paper, &tipping, &counted.seed);
    ret_tally->papers = arena_str(in->arena, text_str(&tipping.text));
    ret_tally->seed = counted.seed;
    text_done(&tipping.text);
    if (err != ERROR_MISSING && err != ERROR_BROKEN)
        return err != OK ? err : tally_count(form, &counted, ret_tally);
    *in->error = (struct error){0};
    ret_tally->is_void = true;
    return OK;
}

static int keep_void(struct model *in, struct election *election)
{
    election->state = STR("void");
    election->outcome = STR("void");
    election->why = STR("The key of the ballot box is not there, so that nobody can open it: it "
                        "was lost, or the server was restored from a backup, which never holds "
                        "it. No vote was counted and none can be read. Vote again.");
    return election_write(in, election);
}

int election_keep(struct model *in, struct election *election, const struct election_tally *tally)
{
    struct paper_form *form = arena_take(in->arena, sizeof *form);
    if (tally->is_void)
        return keep_void(in, election);
    int err = papers_check(in, election, tally);
    if (err == OK)
        err = paper_form_read(in, election->id, form);
    if (err == OK && form->count != tally->options)
        err = ERROR_BROKEN;
    for (size_t i = 0; i < form->count && err == OK; i++)
        form->options[i].lot = tally->lots[i];
    election->seed = tally->seed;
    election->papers_shown = tally->is_shown;
    if (err == OK)
        err = settle(form, election, &tally->decision);
    if (err == OK && tally->is_kept)
        err = papers_keep(in, election, tally->papers);
    return err != OK ? err : election_write(in, election);
}

int election_decide_unopposed(struct model *in, struct election *election)
{
    struct election_decision decision = {0};
    struct paper_form *form = arena_take(in->arena, sizeof *form);
    int err = paper_form_read(in, election->id, form);
    if (err != OK)
        return err;
    paper_form_unopposed(form, &decision);
    err = settle(form, election, &decision);
    return err != OK ? err : election_write(in, election);
}

/* ---- the list for everybody ---- */

static void add_quoted(struct text *text, struct str name)
{
    text_add_char(text, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '"')
            text_add_char(text, '"');
        text_add_char(text, name.ptr[i]);
    }
    text_add(text, STR("\"\n"));
}

/* The order of the lot is in the file only where the seed would draw another one: of somebody who
 * has left, the name is gone that it was drawn with. */
static bool form_has_lot(const struct paper_form *form, const struct election *election)
{
    struct papers papers;
    size_t places[ELECTION_OPTIONS_MOST];
    bool is_other = false;
    papers_start(&papers, form->count, 1);
    for (size_t i = 0; i < form->count; i++)
        papers.names[i] = form->options[i].name;
    count_draw(&papers, election->seed, places);
    for (size_t i = 0; i < form->count; i++)
        is_other = is_other || form->options[i].lot != (int64_t)places[i] + 1;
    papers_done(&papers);
    return is_other;
}

static void add_head(struct text *text, const struct paper_form *form,
                     const struct election *election)
{
    text_print(text, "%zu %" PRId64 "\n", form->count, election->seats);
    for (size_t i = 0; i < form->count; i++)
        if (form->withdrawn[i])
            text_print(text, "-%zu\n", i + 1);
    if (!form_has_lot(form, election))
        return;
    text_add(text, STR("[tie"));
    for (size_t place = 1; place <= form->count; place++)
        for (size_t i = 0; i < form->count; i++)
            if (form->options[i].lot == (int64_t)place)
                text_print(text, " %zu", i + 1);
    text_add(text, STR("]\n"));
}

int election_blt(struct model *in, const struct election *election, struct str papers,
                 struct str *ret_blt)
{
    struct paper_form *form = arena_take(in->arena, sizeof *form);
    struct text text = {0};
    struct str line;
    int err = paper_form_read(in, election->id, form);
    if (err != OK)
        return err;
    add_head(&text, form, election);
    while (paper_line_next(&papers, &line)) {
        struct str choices = paper_line_choices(line);
        text_print(&text, "(%.*s) %.*s%s0\n", RECEIPT_LENGTH, line.ptr, STR_ARGS(choices),
                   choices.len > 0 ? " " : "");
    }
    text_add(&text, STR("0\n"));
    for (size_t i = 0; i < form->count; i++)
        add_quoted(&text, form->options[i].name);
    add_quoted(&text, election->title);
    *ret_blt = arena_str(in->arena, text_str(&text));
    text_done(&text);
    return OK;
}
