/* Appointments: how one seat is filled, as a process that everybody can follow.
 *
 * The stages and what leads from one to the next stand in appointment_stage.h; here is what is
 * kept of them: the line of dated turns with their reasons, who would like it, and appeals. One
 * appointment of a role stands open at a time. Role 0: the executive sponsor, who need not be a
 * member. Names, statements, reasons and appeals are sealed. */
#ifndef MODEL_APPOINTMENT_H
#define MODEL_APPOINTMENT_H

#include "model/appointment_stage.h"
#include "model/model.h"

struct appointment {
    int64_t id, network;
    int64_t role; /* 0: the executive sponsor */
    enum appointment_stage stage;
    enum appointment_stage last_vote; /* APPOINTMENT_STAGES: none yet */
    int64_t calls;                    /* so many calls for interest, with the one under way */
    int64_t opened_at;
    int64_t due_at;    /* when the stage ends; 0: not by a date */
    int64_t appeal_at; /* until when a member can appeal; 0 before somebody is chosen */
    int64_t clock;     /* the row of the schedule that ends the stage */
    int64_t election;  /* the vote under way, or the last one; 0 if none */
    int64_t chosen;    /* a candidate; 0 if none */
    int64_t stand_in;  /* the handle that runs it; 0: whoever appoints */
    bool concerned;    /* who would run it is concerned: only a stand-in runs it */
    int64_t office;    /* what became of it: an office, or a sponsor */
    int64_t charter;   /* the version in force when it was opened */
};

struct appointment_candidate {
    int64_t id, network, appointment;
    int64_t handle;   /* 0: somebody outside, for a sponsor */
    int64_t option;   /* on the ballot paper of the last vote */
    struct str name;  /* as it stands on the paper */
    struct str post;  /* of a sponsor: "Chief nurse" */
    struct str words; /* Markdown: why they would like it */
};

struct appointment_appeal {
    int64_t id, network, appointment;
    int32_t day;
    int64_t hearer;    /* the handle that decides; 0: the administrators */
    struct str state;  /* "open", "dismissed", "vote_again", "call_again", "unheard" */
    int64_t appellant; /* a handle */
    struct str reason, answer;
};

/* Sets the id, and begins with a call. CLASH: one is open for this role already. */
int appointment_add(struct model *in, struct appointment *appointment, struct str reason);
int appointment_read(struct model *in, int64_t id, struct appointment *ret_appointment);
int appointment_write(struct model *in, const struct appointment *appointment);
/* The one that is open; 0 if none. */
int appointment_open(struct model *in, int64_t network, int64_t role, int64_t *ret_id);
int appointment_page(struct model *in, int64_t network, struct page *page,
                     int (*each)(void *self, const struct appointment *appointment), void *self);
/* What there is to be appointed: the role's title, or "Executive sponsor". */
int appointment_title(struct model *in, const struct appointment *appointment,
                      struct str *ret_title);
/* Puts `appointment.step` on the schedule in place of what was there; due_at 0: none. */
int appointment_set_clock(struct model *in, struct appointment *appointment, int64_t due_at);

/* One more turn of the line, at the stage in which it stands. */
int appointment_note(struct model *in, const struct appointment *appointment, struct str reason);
struct appointment_line {
    int64_t number, at_ms;
    enum appointment_stage stage;
    struct str reason;
};
int appointment_line_each(struct model *in, int64_t appointment,
                          int (*each)(void *self, const struct appointment_line *line), void *self);

/* All that decides which stage comes next: candidates, holders, the charter's terms. */
int appointment_state(struct model *in, const struct appointment *appointment,
                      struct appointment_state *ret_state);

/* ---- who would like it: appointment_candidate.c ---- */

/* Sets the id. CLASH: they have said so already. */
int appointment_candidate_add(struct model *in, struct appointment_candidate *candidate);
int appointment_candidate_set_option(struct model *in, int64_t id, int64_t option);
int appointment_candidate_remove(struct model *in, int64_t id);
/* In the order of random ids. */
int appointment_candidate_each(struct model *in, int64_t appointment,
                               int (*each)(void *self,
                                           const struct appointment_candidate *candidate),
                               void *self);
int appointment_candidate_count(struct model *in, int64_t appointment, int64_t *ret_count);
/* By their handle, by the option on the paper, by id, or by their place in the order, from 1; id 0
 * if there is none. */
enum candidate_by { CANDIDATE_HANDLE, CANDIDATE_OPTION, CANDIDATE_ID, CANDIDATE_NUMBER };
int appointment_candidate_find(struct model *in, int64_t appointment, enum candidate_by by,
                               int64_t what, struct appointment_candidate *ret_candidate);

/* ---- appeals ---- */

int appointment_appeal_add(struct model *in, struct appointment_appeal *appeal);
/* The one that is open; id 0 if none. */
int appointment_appeal_open(struct model *in, int64_t appointment,
                            struct appointment_appeal *ret_appeal);
int appointment_appeal_end(struct model *in, const struct appointment_appeal *appeal);
int appointment_appeal_each(struct model *in, int64_t appointment,
                            int (*each)(void *self, const struct appointment_appeal *appeal),
                            void *self);

/* ---- what happens around it ---- */

/* The network is closed: what is open is stopped, with that reason, and nobody hears an appeal. */
int appointment_end_network(struct model *in, int64_t network);
/* A membership ends: they want nothing any more, run nothing, hear nothing. */
int appointment_leave(struct model *in, int64_t network, int64_t handle);
/* Who runs the appointment if the handle is concerned by it: the first deputy who is not. 0: no one
 * by themself; the steering group names somebody. */
int appointment_stand_in(struct model *in, const struct appointment *appointment,
                         int64_t *ret_handle);
/* Who hears an appeal: the first holder of an office whom it does not concern, the chair before
 * the deputies before the others. 0: the administrators. */
int appointment_hearer(struct model *in, const struct appointment *appointment, int64_t appellant,
                       int64_t *ret_handle);
/* Does it concern them: do they hold what is to be filled, or want it? */
int appointment_concerns(struct model *in, const struct appointment *appointment, int64_t handle,
                         bool *ret_concerns);

#endif
