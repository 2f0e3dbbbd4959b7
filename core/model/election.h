/* Elections and other secret votes of a network, from the plan to the published result.
 *
 *   planned → open → closed → counted → published      or void, or cancelled before it opened
 *
 * One vote is a list of options on a paper: candidates for an office, or "Yes" and "No". Who may
 * vote is frozen as a hashed roll when it opens. What is on the papers is the ballot box's matter
 * (model/ballot_box.h); who won is told by model/count. A result may set something else going:
 * `then_action` is called with the election, `then_id` and the outcome. */
#ifndef MODEL_ELECTION_H
#define MODEL_ELECTION_H

#include "base/list.h"
#include "model/charter.h"
#include "model/model.h"

enum {
    ELECTION_OPTIONS_MOST = 100,
    ELECTION_SMALL = 20,      /* below so many on the roll, only the outcome is published */
    ELECTION_DIFFERENCE = 10, /* fewer people than this must not show between two results */
    ELECTION_SCRUTINEERS = 2,
};

struct election {
    int64_t id, network;
    struct str title;      /* "Chair, 2027 to 2029" */
    struct str about;      /* Markdown; what it is about; may be empty */
    struct str purpose;    /* "office", "confidence", "question", "views" */
    struct str electorate; /* "committee", "members" (no allies), "everyone", "place" */
    int64_t electorate_id; /* the committee (0: who holds an office) or the place; else 0 */
    int64_t recused;       /* a handle that has no vote; 0 if none */
    struct str method;     /* of model/count: "plurality", "scottish-stv" */
    int64_t seats;
    bool ties_stay;           /* a tie is told as the outcome "tied", and no lot decides */
    struct fraction quorum;   /* of those entitled, who must vote; 0/1: none */
    struct fraction majority; /* of the votes, for the first option of a question; 0/1: none */
    bool more_than;           /* more than `majority`, not just so many */
    int64_t again;            /* an earlier election that this one repeats; 0 if none */
    struct str then_action;   /* "" for none */
    int64_t then_id;

    /* what follows is set by the functions here and in the files beside it */
    struct str state; /* "planned", "open", "closed", "counted", "published", "void", … */
    int64_t charter;  /* the version in force when it was planned */
    int64_t opens_at, closes_at;
    int64_t roll;         /* how many are entitled; 0 until it opens */
    struct str roll_hash; /* 64 hex digits */
    struct str seed_hash; /* of the lot's seed: told when it opens */
    struct str seed;      /* told when it has closed */
    int64_t papers, blank;
    struct str outcome; /* see election_outcomes; empty until it is counted */
    struct str why;     /* one sentence for a person */
    bool papers_shown;  /* the papers are published too */
    bool by_lot;        /* somebody is elected, and the lot broke a tie on the way */
};

/* "elected", "unopposed", "nobody" (no candidate, no vote), "carried", "rejected", "tied",
 * "inquorate", "void". */
#define ELECTION_OUTCOMES "elected|unopposed|nobody|carried|rejected|tied|inquorate|void"

/* An option on the paper, by its number from 1. */
struct election_option {
    int64_t id, election;
    int64_t number;       /* on the paper; in the order of coming in until the election opens */
    int64_t handle;       /* of a candidate; 0 for "Yes" or "No", and for who has left */
    struct str name;      /* as it stands on the paper */
    struct str statement; /* Markdown; may be empty */
    bool withdrawn;
    int64_t elected; /* the how many-th that was elected; 0: not */
    int64_t lot;     /* its place in the order of the lot, from 1; 0 before the count */
};

/* Plans it: sets the id, state and charter, and puts it on the schedule. The options of a question
 * ("Yes", "No" for none) are added; candidates come by election_nominate. opens_at 0: after the
 * charter's days for nominations (a question: tomorrow); closes_at 0: after its days of voting,
 * and so many weekends. WRONG names the field: `method`, `seats`, `opens_at`, `closes_at`,
 * `quorum`, `majority`, `electorate`. */
int election_add(struct model *in, struct election *election, const struct str *options,
                 size_t option_count);
int election_read(struct model *in, int64_t id, struct election *ret_election); /* MISSING */
int election_network(struct model *in, int64_t id, int64_t *ret_network); /* 0 if there is none */
int election_page(struct model *in, int64_t network, struct page *page,
                  void (*each)(void *self, const struct election *election), void *self);
/* Of a planned one. The ballot opens without what was planned; the outcome is "void". */
int election_cancel(struct model *in, struct election *election, struct str why);
/* Those of all networks whose boxes are, or will be, opened: in the states open and closed. */
int election_each_open(struct model *in, int (*each)(void *self, const struct election *election),
                       void *self);
/* Those whose opening or close was due before then, and that did not come further by themselves. */
int election_each_late(struct model *in, int64_t before_ms,
                       int (*each)(void *self, const struct election *election), void *self);
/* What is known of how it goes on: state, times, roll, outcome. For the files beside this one. */
int election_write(struct model *in, const struct election *election);
/* The state it must be in; CLASH says which it is in, and what can be done. */
int election_check(struct model *in, const struct election *election, const char *state);
/* Puts a step of it on the schedule; takes off all that stand there. */
int election_schedule(struct model *in, const struct election *election, const char *action,
                      int64_t due_at);
int election_unschedule(struct model *in, const struct election *election);
/* A network ends: what was planned or open in it is void, and what is in the boxes is not read;
 * ballot_box_empty_void deletes them. */
int election_end_network(struct model *in, int64_t network);
/* What counts for this method, in a sentence: "Counted by plurality: each paper is one vote …" */
const char *election_method_sentence(struct model *in, const struct election *election);

/* ---- who stands: election_option.c ---- */

/* Sets id and number. CLASH: stands already, or it is too late. */
int election_nominate(struct model *in, const struct election *election,
                      struct election_option *option);
/* Their own candidacy: before it opens nothing of it is left; then papers pass over it. CLASH: does
 * not stand, or the vote is closed. */
int election_withdraw(struct model *in, const struct election *election, int64_t handle);
/* Withdrawn ones too, by number. */
int election_option_each(struct model *in, int64_t election,
                         int (*each)(void *self, const struct election_option *option), void *self);
int election_option_settle(struct model *in, const struct election *election,
                           const struct election_option *option);
/* Which numbers have withdrawn, by option: all that a paper is read with. */
int election_withdrawn(struct model *in, int64_t election,
                       bool ret_withdrawn[ELECTION_OPTIONS_MOST], size_t *ret_count);
/* How many have not withdrawn. */
int election_standing(struct model *in, int64_t election, int64_t *ret_count);
/* As it opens: leaves out who has withdrawn, and numbers the options by a random order, so that
 * none is first by its letter or its haste. */
int election_option_shuffle(struct model *in, const struct election *election);
/* Someone's membership ends: they stand for nothing any more, and no name of theirs is kept. */
int election_leave(struct model *in, int64_t network, int64_t handle);

/* ---- who may vote: election_roll.c ---- */

typedef LIST(int64_t) handle_list;

/* Who would be on the roll today, in the order of their random handles. */
int election_electorate(struct model *in, const struct election *election, handle_list *ret_roll);
/* Are they fewer than ELECTION_SMALL? Reads no more of them than that takes. */
int election_electorate_is_small(struct model *in, const struct election *election,
                                 bool *ret_small);
/* The roll is written in pieces, each a transaction of its own, and frozen with the opening. */
int election_roll_add(struct model *in, int64_t election, const int64_t *handles, size_t count);
int election_roll_drop(struct model *in, int64_t election, const int64_t *handles, size_t count);
int election_roll_read(struct model *in, int64_t election, handle_list *ret_roll);
int election_roll_each(struct model *in, int64_t election, int (*each)(void *self, int64_t handle),
                       void *self);
/* At most `limit` of them, past the first `from`. */
int election_roll_some(struct model *in, int64_t election, int64_t from, int64_t limit,
                       handle_list *ret_handles);
int election_roll_holds(struct model *in, int64_t election, int64_t handle, bool *ret_holds);
/* The hash of the rows as they stand, as 64 hex digits; and that of such a list. */
int election_roll_hash(struct model *in, int64_t election, struct str *ret_hash);
struct str election_roll_hash_of(const handle_list *roll, struct arena *arena);

/* ---- scrutineers, of a small electorate ---- */

int election_scrutineer_add(struct model *in, const struct election *election, int64_t handle);
/* They ask for the recount. REFUSED for anybody else. */
int election_scrutineer_agree(struct model *in, const struct election *election, int64_t handle);
int election_scrutineer_count(struct model *in, int64_t election, int64_t *ret_named,
                              int64_t *ret_agreed);
int election_is_scrutineer(struct model *in, int64_t election, int64_t handle, bool *ret_is);

#endif
