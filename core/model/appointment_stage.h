/* The stages of an appointment, and what takes it from one to the next: pure functions.
 *
 * A vacancy leads to a call for interest. Nobody: the call is opened again, so many times. One:
 * the members say what they think. Several: the steering group votes, and where that is tied or
 * decides nothing, the members do. Where there is no steering group yet, the founding rule of the
 * charter says who decides. Whoever is chosen waits for the days of appeal, and for the seat. Every
 * turn has a reason that stands beside its date. */
#ifndef MODEL_APPOINTMENT_STAGE_H
#define MODEL_APPOINTMENT_STAGE_H

#include "base/arena.h"

enum appointment_stage {
    APPOINTMENT_CALL,     /* expressions of interest are taken */
    APPOINTMENT_STEERING, /* the steering group votes */
    APPOINTMENT_MEMBERS,  /* the members' views are sought */
    APPOINTMENT_FOUNDERS, /* whoever founds the network decides: its administrators */
    APPOINTMENT_CHOSEN,   /* somebody is chosen, and a member can appeal */
    APPOINTMENT_APPEAL,   /* an appeal is heard */
    APPOINTMENT_WAITING,  /* somebody is appointed, and the seat is not free yet */
    APPOINTMENT_DONE,     /* somebody holds the office */
    APPOINTMENT_UNFILLED, /* nobody was found */
    APPOINTMENT_STOPPED,  /* it was ended from outside */
    APPOINTMENT_STAGES
};

enum appointment_event {
    APPOINTMENT_CALL_ENDS,   /* its deadline has come */
    APPOINTMENT_ELECTED,     /* a vote, or the founders, chose one */
    APPOINTMENT_BY_LOT,      /* so too, and the lot broke a tie on the way */
    APPOINTMENT_TIED,        /* as many for one as for the other */
    APPOINTMENT_UNDECIDED,   /* void, not quorate, or nobody left to vote for */
    APPOINTMENT_AGAINST,     /* the members, or the founders, want none of them */
    APPOINTMENT_SILENT,      /* nobody voted */
    APPOINTMENT_ONE_LEFT,    /* of several, the others have taken it back during the vote */
    APPOINTMENT_DECLINED,    /* whoever was chosen does not want it, or has left */
    APPOINTMENT_APPEALED,    /* a member appeals */
    APPOINTMENT_DISMISSED,   /* the appeal does not change the outcome */
    APPOINTMENT_VOTE_AGAIN,  /* it does: the last vote is held again */
    APPOINTMENT_CALL_AGAIN,  /* it does: the call is opened again */
    APPOINTMENT_UNHEARD,     /* nobody decided on it in time */
    APPOINTMENT_APPEAL_ENDS, /* the days in which a member can appeal have passed */
    APPOINTMENT_SEAT_FREE,   /* the seat that was waited for */
    APPOINTMENT_STOP,        /* by whoever runs it, or because the role or network is closed */
    APPOINTMENT_EVENTS
};

struct appointment_state {
    enum appointment_stage stage;
    enum appointment_stage last_vote; /* who decided last: steering group, members, founders */
    bool is_sponsor;                  /* chosen by the members, however many candidates */
    int64_t candidates;               /* who want it now */
    int64_t calls, calls_at_most;     /* so far, with the one under way */
    int64_t holders, holders_needed;  /* of offices; below that there is no steering group yet */
    bool founders_decide;             /* the founding rule: the administrators, not the members */
    bool silence_appoints;            /* nobody speaks against the only candidate */
    int64_t appeal_days;              /* 0: nobody can appeal */
    bool is_seat_free;
};

struct appointment_turn {
    enum appointment_stage stage; /* the next one; it may be the same */
    struct str reason;            /* "Two members want it, so the steering group votes." */
};

/* Which stage follows, and why. False if nothing of the kind can happen at this stage. */
bool appointment_next(const struct appointment_state *state, enum appointment_event event,
                      struct arena *arena, struct appointment_turn *ret_turn);

/* Too few hold an office for a steering group: the founding rule says who decides. */
bool appointment_no_group_yet(const struct appointment_state *state);
bool appointment_is_over(enum appointment_stage stage);
bool appointment_is_vote(enum appointment_stage stage);            /* an election is under way */
const char *appointment_stage_name(enum appointment_stage stage);  /* "call", "steering", … */
const char *appointment_stage_title(enum appointment_stage stage); /* "Call for interest" */
bool appointment_stage_by_name(struct str name, enum appointment_stage *ret_stage);

#endif
