/* Meetings: planned, open, closed; who was there to the minute; whether they could decide.
 *
 *   kind        steering and committee: of a committee. general: of all members. remit: an event
 *               of one role's remit. other: any other activity. Only the first three decide.
 *   seat        an office whose role has a seat in the committee; the roll is taken when a
 *               meeting opens, and stands whatever becomes of the offices later
 *   attendance  from a minute until another one: who leaves at 14:05 is not there at 14:05
 *
 * All times are whole minutes. */
#ifndef MODEL_MEETING_H
#define MODEL_MEETING_H

#include "model/committee.h"
#include "model/model.h"
#include "model/quorum/quorum.h"

enum { MEETING_MINUTE_MS = 60 * 1000 };

struct meeting {
    int64_t id, network;
    int64_t committee; /* 0: of all members */
    struct str kind;   /* "steering", "committee", "general", "remit", "other" */
    int64_t role;      /* whose remit an event is of; else 0 */
    struct str title, venue;
    struct str how; /* "room", "remote", "both" */
    int64_t starts_at, ends_at;
    struct str state;             /* "planned", "open", "closed", "cancelled" */
    int64_t opened_at, closed_at; /* 0 until then */
    int64_t charter;  /* the version in force when it opened; until then, when planned */
    int64_t instance; /* which one of the committee's cadence; -1: made by hand */
    bool is_moved, is_invited;
    int64_t seats, members, of_kind; /* counted when it opened; see struct committee_base */
};

/* Sets id, kind if it is of a committee, state and charter. CLASH: the committee is closed. */
int meeting_add(struct model *in, struct meeting *meeting);
int meeting_read(struct model *in, int64_t id, struct meeting *ret_meeting); /* MISSING */
int meeting_page(struct model *in, int64_t network, struct str state, struct page *page,
                 void (*each)(void *self, const struct meeting *meeting), void *self);
/* Those of a committee that are planned and still to come; only those of its cadence that stand
 * where it put them, if `by_cadence`. */
int meeting_planned(struct model *in, const struct committee *committee, bool by_cadence,
                    int (*each)(void *self, struct meeting *meeting), void *self);
/* Title, times, how and venue of one that is planned. */
int meeting_change(struct model *in, const struct meeting *meeting);
int meeting_set_invited(struct model *in, struct meeting *meeting);
/* Takes the roll and the counts; CLASH unless it is planned. */
int meeting_open(struct model *in, struct meeting *meeting, int64_t at_ms);
/* Whoever is still there leaves then. CLASH unless it is open; WRONG (`at`) before it opened, or
 * before somebody came or went. */
int meeting_close(struct model *in, struct meeting *meeting, int64_t at_ms);
/* Of which somebody's coming or going is written down; the opening if there is none. */
int meeting_last_minute(struct model *in, const struct meeting *meeting, int64_t *ret_at);
int meeting_cancel(struct model *in, struct meeting *meeting); /* CLASH unless it is planned */
/* The network is closed: what is planned is cancelled, and one that is open is closed. */
int meeting_end_network(struct model *in, int64_t network);

int meeting_check_open(struct model *in, const struct meeting *meeting);    /* else CLASH */
int meeting_check_planned(struct model *in, const struct meeting *meeting); /* else CLASH */

/* ---- who is there ---- */

struct attendance {
    int64_t handle, from_at, until_at; /* until 0: still there */
    struct str how;                    /* "room", "remote" */
};

/* Comes at this minute, or changes from afar into the room and back. CLASH: not open, or there in
 * this way already. */
int meeting_come(struct model *in, const struct meeting *meeting, int64_t handle, struct str how,
                 int64_t at_ms);
/* CLASH: not there. WRONG (`at`): before they came. */
int meeting_go(struct model *in, const struct meeting *meeting, int64_t handle, int64_t at_ms);
/* Was there from then until then, as somebody writes down. CLASH: was there in these minutes by
 * what is written down already. */
int meeting_note(struct model *in, const struct meeting *meeting,
                 const struct attendance *attendance);
/* Is this handle there now? */
int meeting_is_there(struct model *in, const struct meeting *meeting, int64_t handle,
                     bool *ret_is_there);
int meeting_note_absent(struct model *in, const struct meeting *meeting, int64_t handle);
int meeting_attendance(struct model *in, const struct meeting *meeting,
                       int (*each)(void *self, const struct attendance *attendance), void *self);
/* The roll: by handle and role. */
int meeting_roll(struct model *in, const struct meeting *meeting,
                 int (*each)(void *self, int64_t handle, int64_t role, bool seated), void *self);

/* What else is known of one handle and one meeting. */
struct meeting_word {
    bool is_invited, has_apologised, is_excused;
    int64_t proxy;     /* the handle that votes for this one; 0: none */
    struct str reason; /* a kind, if one was offered: "work"; sealed */
};
int meeting_word_read(struct model *in, const struct meeting *meeting, int64_t handle,
                      struct meeting_word *ret_word);
int meeting_word_write(struct model *in, const struct meeting *meeting, int64_t handle,
                       const struct meeting_word *word);
int meeting_words(struct model *in, const struct meeting *meeting,
                  int (*each)(void *self, int64_t handle, const struct meeting_word *word),
                  void *self);
/* May this handle come: has a seat, is a lead or a member where these may, or was invited? */
int meeting_may_come(struct model *in, const struct meeting *meeting, int64_t handle,
                     bool *ret_may);

/* ---- could it decide? ---- */

/* The rule of the committee, else of the charter: the version in force when the meeting opened. */
int meeting_rule(struct model *in, const struct meeting *meeting, struct quorum_rule *ret_rule);
/* Is it quorate at this minute, and why (not)? Whoever is recused stays in the room and does not
 * count. Before it opens, after it closes, and in an event, it is not. */
int meeting_quorum(struct model *in, int64_t meeting, int64_t at_ms, const int64_t *recused_handles,
                   size_t count, struct quorum_answer *ret_answer);
/* From its opening on, each minute at which it became quorate, or was so no more, with the answer
 * then; none before it opened. */
int meeting_turns(struct model *in, const struct meeting *meeting,
                  int (*each)(void *self, int64_t at_ms, const struct quorum_answer *answer),
                  void *self);

/* What a handle that goes leaves here: reasons, words and proxies go, its follow-ups and points of
 * the agenda have no owner; that somebody was there stays, so that a quorum stays what it was. */
int meeting_drop_handle(struct model *in, int64_t network, int64_t handle);

#endif
