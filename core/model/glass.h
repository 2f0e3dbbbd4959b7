/* Breaking the glass: how two people together may, in an emergency, look at what a third belongs
 * to, with a reason, and never unseen by the third.
 *
 * Keepers are named by an administrator, and are keepers only seven days later, so that nobody
 * becomes one unnoticed for a purpose of today. One asks; another agrees; for a day the first may
 * look. The two differ, and neither is the person concerned. What was asked, about whom and why
 * is sealed. */
#ifndef MODEL_GLASS_H
#define MODEL_GLASS_H

#include "model/model.h"

enum { GLASS_KEEPER_DAYS = 7, GLASS_ASKED_DAYS = 7, GLASS_OPEN_HOURS = 24 };

struct glass_keeper {
    int64_t person;
    int64_t from_at; /* a keeper from then on */
};

struct glass {
    int64_t id;
    int64_t asker, subject;
    int64_t decider;   /* who agreed or refused; 0 while it is asked */
    struct str reason; /* why */
    struct str state;  /* "asked", "agreed", "refused"; as the row has it: see glass_state */
    int64_t asked_at, decided_at;
};

/* Sets from_at. CLASH if the person was named before. */
int glass_keep(struct model *in, struct glass_keeper *keeper);
int glass_release(struct model *in, int64_t person); /* MISSING if they are none */
/* A keeper got another way to sign in: they keep again after the seven days. OK for others. */
int glass_settle_again(struct model *in, int64_t person);
/* All who were named, also those who are not keepers yet. */
int glass_each_keeper(struct model *in, int (*each)(void *self, const struct glass_keeper *keeper),
                      void *self);
int glass_is_keeper(struct model *in, int64_t person, bool *ret_keeper); /* by now */

/* Sets id, state and time. REFUSED if it is about the asker; MISSING if there is no such person. */
int glass_ask(struct model *in, struct glass *glass);
int glass_read(struct model *in, int64_t id, struct glass *ret_glass); /* MISSING */
/* "agreed" or "refused", by `decider`. REFUSED for the asker and for the person concerned, CLASH
 * if it is decided or expired. */
int glass_decide(struct model *in, struct glass *glass, int64_t decider, const char *state);
/* May this person look now? REFUSED if not, with the reason. */
int glass_may_look(struct model *in, const struct glass *glass, int64_t person);
/* "asked", "agreed", "refused", or, by the time, "expired". */
const char *glass_state(const struct model *in, const struct glass *glass);
int64_t glass_until(const struct glass *glass); /* of an agreed one: the end of its day */
/* Keepers see all but what is asked about themselves; the person concerned sees what is decided. */
bool glass_is_seen(const struct glass *glass, int64_t viewer, bool is_keeper);
/* Those after an id, in order; `each` answers QUERY_ROW to go on, else ends the walk. */
int glass_each(struct model *in, int64_t after, int (*each)(void *self, const struct glass *glass),
               void *self);
/* What was asked by or about the one was so by or about the other; the one keeps no more. */
int glass_merge(struct model *in, int64_t from, int64_t into);
/* Of a person who is erased: their keeping, and what was asked about them. */
int glass_forget(struct model *in, int64_t person);

#endif
