/* What the files about decisions share: reading one, its schedule, its end. */
#ifndef ACTION_DECISION_H
#define ACTION_DECISION_H

#include "action/call.h"
#include "model/decision.h"
#include "model/meeting.h"

#define DECISION_FIELD                                                                             \
    {                                                                                              \
        .name = "decision", .type = KITH_ID, .limits = "decision", .summary = "Which decision."    \
    }
#define DECISION_VOTERS    "committee|members|members_without_allies"
#define DECISION_STATES    "proposed|open|passed|failed|blocked|lapsed|withdrawn"
#define DECISION_REVIEW    STR("decision.review")
#define DECISION_RATIFY    STR("decision.ratify")
#define DECISION_LEFT_OPEN STR("decision.left_open")

/* What carries it, as arguments: what decision_rule_take reads. */
#define DECISION_RULE_FIELDS                                                                       \
    {.name = "method",                                                                             \
     .type = KITH_ONE_OF,                                                                          \
     .flags = KITH_OPTIONAL,                                                                       \
     .limits = "consent|simple|absolute|two_thirds|fraction",                                      \
     .summary = "What carries it: consent (nobody objects), a simple majority of the votes, an "   \
                "absolute one of all who may vote, two thirds of the votes, or another part. "     \
                "Left out: as the charter says."},                                                 \
        {.name = "fraction",                                                                       \
         .type = KITH_FRACTION,                                                                    \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "0..1",                                                                         \
         .summary = "Which part, for the method fraction."},                                       \
        {.name = "more_than",                                                                      \
         .type = KITH_BOOL,                                                                        \
         .preset = "false",                                                                        \
         .summary = "More than that part, and not just as much."},                                 \
        {.name = "of",                                                                             \
         .type = KITH_ONE_OF,                                                                      \
         .preset = "votes",                                                                        \
         .limits = "votes|entitled|seats|members|members_without_allies",                          \
         .summary = "What it is a part of: the votes, all who may vote, the seats of the "         \
                    "committee (vacant ones too), all members, or those without the allies."},     \
    {                                                                                              \
        .name = "abstentions", .type = KITH_ONE_OF, .flags = KITH_OPTIONAL,                        \
        .limits = "left_out|counted",                                                              \
        .summary = "Do those who abstain count among the votes? Left out: as the charter says."    \
    }
/* What it is and who sees to it. */
#define DECISION_TEXT_FIELDS                                                                       \
    {.name = "title",                                                                              \
     .type = KITH_TEXT,                                                                            \
     .flags = KITH_PERSONAL,                                                                       \
     .limits = "1..200",                                                                           \
     .summary = "What is decided, in a line."},                                                    \
    {                                                                                              \
        .name = "text", .type = KITH_MARKDOWN, .flags = KITH_PERSONAL, .limits = "1..20000",       \
        .summary = "The decision, as it stands in the register."                                   \
    }
#define DECISION_OWNER_FIELDS                                                                      \
    {.name = "owner",                                                                              \
     .type = KITH_ID,                                                                              \
     .flags = KITH_OPTIONAL | KITH_PERSONAL,                                                       \
     .limits = "membership",                                                                       \
     .summary = "Who sees to it once it is carried; without one, whoever leads."},                 \
    {                                                                                              \
        .name = "review", .type = KITH_DATE, .flags = KITH_OPTIONAL,                               \
        .summary = "When it is looked at again."                                                   \
    }

int decision_rule_take(struct kith_call *call, struct decision *decision);
/* The arguments `owner` and `review`. */
int decision_owner_take(struct kith_call *call, struct decision *decision);
/* The one that is named, in a network that is open, and whose own handle acts (0: not a member). */
int decision_take(struct kith_call *call, struct decision *ret_decision, int64_t *ret_own);
/* Puts `action` on the schedule for it, in place of what stands there; at 0: nothing. */
int decision_schedule(struct kith_call *call, struct decision *decision, const char *action,
                      int64_t at_ms);
/* Nine o'clock of a day, by the clocks of the server's zone. */
int decision_nine(struct kith_call *call, int32_t day, int64_t *ret_at_ms);
/* A task for its owner; for who leads, if it has none. */
int decision_task(struct kith_call *call, const struct decision *decision, struct str kind,
                  int32_t due_day, const char *sentence);
/* Decided: what the votes came to is written down, and what follows from it is done. */
int decision_settle(struct kith_call *call, struct decision *decision,
                    const struct decision_count *count);
/* It comes to nothing, and so does the action that waited for it; `state` is "failed" or "lapsed".
 */
int decision_decline(struct kith_call *call, struct decision *decision, const char *state);
/* Opens the vote; online, everybody who may vote is told. */
int decision_begin(struct kith_call *call, struct decision *decision, int64_t closes_at);
/* Of a vote in a meeting: it is given, too, for whoever gave this voter their proxy, is not there
 * and has not voted. `ret_count`: for so many. */
int decision_vote_proxies(struct kith_call *call, const struct decision *decision,
                          const struct decision_vote *vote, int64_t *ret_count);
/* What a proposal needs before it can be decided: decision_open.c. */
int decision_put_next(struct kith_call *call, const struct decision *decision);
/* State, sentences and offer, into the reply. */
void decision_put_outcome(struct kith_call *call, const struct decision *decision);
#define DECISION_OUTCOME_FIELDS                                                                    \
    {.name = "state",                                                                              \
     .type = KITH_ONE_OF,                                                                          \
     .limits = DECISION_STATES,                                                                    \
     .summary = "Passed or failed; blocked for want of a quorum; lapsed."},                        \
        {.name = "why",                                                                            \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "What the votes came to, in a sentence."},                                     \
        {.name = "quorum_why",                                                                     \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "Whether enough took part, in a sentence."},                                   \
        {.name = "offer",                                                                          \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "What can be done for want of a quorum, and until when."},                     \
    {                                                                                              \
        .name = "done", .type = KITH_TEXT, .flags = KITH_OPTIONAL,                                 \
        .summary = "What became of the action that waited for it."                                 \
    }
/* "Blocked for want of a quorum: until 4 December 2026 it can be put to an online vote …"; empty
 * if it is not so. */
struct str decision_offer(struct kith_call *call, const struct decision *decision);

/* ---- what a meeting leaves undecided: decision_meeting.c ---- */

/* Was it to be decided in a meeting that is over? */
int decision_outlives(struct kith_call *call, const struct decision *decision,
                      struct meeting *ret_meeting, bool *ret_outlives);
/* How it stands then and what goes on with it, in a sentence; empty for any other. */
int decision_waits(struct kith_call *call, const struct decision *decision, struct str *ret_waits);
/* A meeting has ended: whoever leads has a task for each; `to_somebody`: the reply lists them. */
int decision_meeting_ends(struct kith_call *call, const struct meeting *meeting, bool to_somebody);
#define DECISION_LEFT_FIELD                                                                        \
    {                                                                                              \
        .name = "left_open", .type = KITH_RECORD, .flags = KITH_MANY | KITH_OPTIONAL,              \
        .parts = decision_left_row,                                                                \
        .summary = "What was to be decided in it and was not, and how each goes on."               \
    }
extern const kith_field decision_left_row[];

#endif
