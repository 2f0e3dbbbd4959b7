/* What a member has said and chosen by their handle where a network decides. */
#include "model/member_voice.h"

#include "model/appointment.h"
#include "model/confidence.h"
#include "model/decision.h"
#include "model/draft.h"
#include "model/election.h"
#include "model/exported.h"
#include "model/office.h"
#include "model/succession.h"

enum { PAGE = 100 };

/* `in` has an arena of its own, which is emptied between pages. */
struct voice {
    struct model in;
    int64_t network, handle;
    struct json_writer *writer;
    const char *part; /* which list; opened with its first entry */
    bool is_open;
    int err;
};

static void entry_open(struct voice *voice)
{
    if (!voice->is_open) {
        json_key(voice->writer, voice->part);
        json_open(voice->writer, '[');
    }
    voice->is_open = true;
    json_open(voice->writer, '{');
}

/* The ids that a query of network, from and limit gives, each put. */
static int ids_page(struct voice *voice, struct page *page, const char *sql,
                    int (*put)(struct voice *voice, int64_t id))
{
    struct query query;
    int err;
    query_open(&query, voice->in.database, sql);
    query_int(&query, voice->network);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW)
        if ((err = put(voice, query_read_int(&query, 0))) != OK)
            break;
    return query_close(&query, err);
}

/* ---- decisions: proposed, owned, backed, voted on by name ---- */

static int backing_read(struct voice *voice, int64_t decision, bool *ret_seconds, bool *ret_is_for)
{
    struct query query;
    int err;
    *ret_seconds = *ret_is_for = false;
    query_open(&query, voice->in.database,
               "SELECT is_second FROM decision_backing WHERE decision = ?1 AND handle = ?2");
    query_int(&query, decision);
    query_int(&query, voice->handle);
    while ((err = query_step(&query)) == QUERY_ROW)
        *(query_read_int(&query, 0) ? ret_seconds : ret_is_for) = true;
    return query_close(&query, err);
}

static int put_decision(void *self, const struct decision *decision)
{
    struct voice *voice = self;
    struct json_writer *writer = voice->writer;
    struct decision_vote vote;
    bool seconds = false, is_for = false;
    bool proposed = decision->by == voice->handle, owns = decision->owner == voice->handle;
    int err = decision_own_vote(&voice->in, decision, voice->handle, &vote);
    if (err == OK)
        err = backing_read(voice, decision->id, &seconds, &is_for);
    if (err != OK || !(proposed || owns || seconds || is_for || vote.choice.len > 0))
        return err;
    entry_open(voice);
    exported_text(writer, "decision", decision->title);
    exported_day(writer, "proposed_on", decision->proposed_day);
    exported_yes(writer, "you_proposed_it", proposed);
    exported_text(writer, "text", proposed ? decision->text : (struct str){0});
    exported_yes(writer, "you_see_to_it", owns);
    exported_yes(writer, "you_seconded_it", seconds);
    exported_yes(writer, "you_are_for_it", is_for);
    exported_text(writer, "you_voted", vote.choice);
    exported_text(writer, "reason", vote.reason);
    json_close(writer, '}');
    return OK;
}

static int decisions_page(struct voice *voice, struct page *page)
{
    const struct decision_search search = {.network = voice->network};
    return decision_page(&voice->in, &search, page, put_decision, voice);
}

/* ---- secret votes: may they vote, and did they stand? ---- */

struct candidacy {
    int64_t handle;
    bool is_there;
    struct election_option option;
};

static int candidacy_find(void *self, const struct election_option *option)
{
    struct candidacy *candidacy = self;
    if (option->handle == candidacy->handle) {
        candidacy->is_there = true;
        candidacy->option = *option;
    }
    return OK;
}

static void put_candidacy(struct json_writer *writer, const struct election_option *option)
{
    exported_text(writer, "you_stood_as", option->name);
    exported_text(writer, "you_said", option->statement);
    exported_yes(writer, "you_withdrew", option->withdrawn);
    exported_yes(writer, "you_were_elected", option->elected != 0);
}

static void put_election(void *self, const struct election *election)
{
    struct voice *voice = self;
    struct json_writer *writer = voice->writer;
    struct candidacy candidacy = {.handle = voice->handle};
    bool on_roll = false, counts = false;
    if (voice->err == OK)
        voice->err = election_roll_holds(&voice->in, election->id, voice->handle, &on_roll);
    if (voice->err == OK)
        voice->err = election_is_scrutineer(&voice->in, election->id, voice->handle, &counts);
    if (voice->err == OK)
        voice->err = election_option_each(&voice->in, election->id, candidacy_find, &candidacy);
    if (voice->err != OK || !(on_roll || counts || candidacy.is_there))
        return;
    entry_open(voice);
    exported_text(writer, "vote", election->title);
    exported_time(writer, "closes", election->closes_at);
    exported_yes(writer, "you_may_vote", on_roll);
    exported_yes(writer, "you_hold_the_recount", counts);
    put_candidacy(writer, &candidacy.option);
    json_close(writer, '}');
}

static int elections_page(struct voice *voice, struct page *page)
{
    int err = election_page(&voice->in, voice->network, page, put_election, voice);
    return err != OK ? err : voice->err;
}

/* ---- appointments: what they would have liked to do, and appeals ---- */

static int put_appeal(void *self, const struct appointment_appeal *appeal)
{
    struct voice *voice = self;
    if (appeal->appellant != voice->handle)
        return OK;
    entry_open(voice);
    exported_day(voice->writer, "you_appealed_on", appeal->day);
    exported_text(voice->writer, "reason", appeal->reason);
    exported_text(voice->writer, "answer", appeal->answer);
    json_close(voice->writer, '}');
    return OK;
}

static int put_appointment(void *self, const struct appointment *appointment)
{
    struct voice *voice = self;
    struct json_writer *writer = voice->writer;
    struct appointment_candidate candidate = {0};
    struct str title;
    int err = appointment_title(&voice->in, appointment, &title);
    if (err == OK)
        err = appointment_candidate_find(&voice->in, appointment->id, CANDIDATE_HANDLE,
                                         voice->handle, &candidate);
    if (err == OK && candidate.id != 0) {
        entry_open(voice);
        exported_text(writer, "you_would_like_to_be", title);
        exported_time(writer, "call_opened", appointment->opened_at);
        exported_text(writer, "name", candidate.name);
        exported_text(writer, "you_said", candidate.words);
        exported_yes(writer, "you_were_chosen", appointment->chosen == candidate.id);
        json_close(writer, '}');
    }
    return err != OK ? err
                     : appointment_appeal_each(&voice->in, appointment->id, put_appeal, voice);
}

static int appointments_page(struct voice *voice, struct page *page)
{
    return appointment_page(&voice->in, voice->network, page, put_appointment, voice);
}

/* ---- no confidence: votes about them, and votes they call for ---- */

/* While callers gather, nobody but each of them knows of it. */
static int put_confidence(struct voice *voice, int64_t id)
{
    struct json_writer *writer = voice->writer;
    struct confidence confidence;
    bool calls = false, about = false;
    int err = confidence_read(&voice->in, id, &confidence);
    if (err == OK)
        err = confidence_is_caller(&voice->in, &confidence, voice->handle, &calls);
    if (err == OK)
        about = confidence.handle == voice->handle && !str_is(confidence.state, "gathering");
    if (err != OK || !(about || calls))
        return err;
    entry_open(voice);
    exported_yes(writer, "it_is_about_you", about);
    exported_yes(writer, "you_call_for_it", calls);
    exported_time(writer, "called_at", confidence.called_at);
    exported_text(writer, "state", confidence.state);
    exported_text(writer, "reason", confidence.reason);
    exported_text(writer, "your_reply", about ? confidence.reply : (struct str){0});
    exported_text(writer, "how_it_ended", confidence.why);
    json_close(writer, '}');
    return OK;
}

static int confidences_page(struct voice *voice, struct page *page)
{
    return ids_page(voice, page,
                    "SELECT id FROM confidence WHERE network = ?1 AND id > ?2"
                    " AND state <> 'forgotten' ORDER BY id LIMIT ?3",
                    put_confidence);
}

/* ---- drafts of the charter ---- */

static void put_comment(void *self, const struct draft_comment *comment)
{
    struct voice *voice = self;
    if (comment->handle != voice->handle)
        return;
    entry_open(voice);
    exported_id(voice->writer, "draft", comment->draft);
    exported_text(voice->writer, "you_said", comment->text);
    json_close(voice->writer, '}');
}

static int put_signature(void *self, const struct draft_signature *signature)
{
    struct voice *voice = self;
    if (signature->handle != voice->handle)
        return OK;
    entry_open(voice);
    exported_id(voice->writer, "draft", signature->draft);
    exported_text(voice->writer, "you_signed_as", signature->role);
    exported_day(voice->writer, "on", signature->day);
    json_close(voice->writer, '}');
    return OK;
}

static int put_draft(struct voice *voice, int64_t draft)
{
    struct page page = {.limit = PAGE};
    int err;
    do {
        page_turn(&page);
        err = draft_comment_page(&voice->in, draft, &page, put_comment, voice);
    } while (err == OK && page.more);
    return err != OK ? err : draft_signature_each(&voice->in, draft, put_signature, voice);
}

static int drafts_page(struct voice *voice, struct page *page)
{
    return ids_page(voice, page,
                    "SELECT id FROM charter_draft WHERE network = ?1 AND id > ?2"
                    " ORDER BY id LIMIT ?3",
                    put_draft);
}

/* ---- what they left in words for whoever follows ---- */

static int put_note(void *self, const struct handover_note *note)
{
    struct voice *voice = self;
    if (note->author != voice->handle)
        return OK;
    entry_open(voice);
    exported_day(voice->writer, "on", note->day);
    exported_text(voice->writer, "kind", note->kind);
    exported_text(voice->writer, "text", note->text);
    json_close(voice->writer, '}');
    return OK;
}

static int put_notes(struct voice *voice, int64_t role)
{
    return handover_each(&voice->in, role, put_note, voice);
}

static int notes_page(struct voice *voice, struct page *page)
{
    return ids_page(voice, page,
                    "SELECT id FROM role WHERE network = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                    put_notes);
}

/* ---- all of it ---- */

static const struct {
    const char *name;
    int (*page)(struct voice *voice, struct page *page);
} parts[] = {
    {"decisions", decisions_page},
    {"elections", elections_page},
    {"appointments", appointments_page},
    {"no_confidence", confidences_page},
    {"charter", drafts_page},
    {"handed_over", notes_page},
};

int member_voice_export(struct model *in, int64_t network, int64_t handle,
                        struct json_writer *writer)
{
    struct arena arena = {0};
    struct voice voice = {.in = *in, .network = network, .handle = handle, .writer = writer};
    int err = OK;
    voice.in.arena = &arena;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && err == OK; i++) {
        struct page page = {.limit = PAGE};
        voice.part = parts[i].name;
        voice.is_open = false;
        do {
            page_turn(&page);
            err = parts[i].page(&voice, &page);
            arena_reset(&arena);
        } while (err == OK && page.more);
        if (voice.is_open)
            json_close(writer, ']');
    }
    arena_done(&arena);
    return err;
}
