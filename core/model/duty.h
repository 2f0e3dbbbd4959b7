/* Duties to take part: what the charter asks of those who hold an office, and how they stand.
 *
 *   steering   a part of the steering meetings of a year (a quarter)
 *   remit      the events of one's own remit, every one
 *   other      a part of the other activities: general meetings, other committees one sits in,
 *              events of others
 *
 * Each has its own base: the meetings that were held while one had the office, without those one
 * is excused from. Nothing is looked at before there were some (duties.after_meetings). Whoever
 * falls short is told first, alone; the chair only later; both can read the same sentences. */
#ifndef MODEL_DUTY_H
#define MODEL_DUTY_H

#include "model/charter.h"
#include "model/model.h"

enum duty_kind { DUTY_STEERING, DUTY_REMIT, DUTY_OTHER, DUTIES };

struct duty_terms {
    struct fraction part;
    int64_t after_meetings;
    bool is_calendar, remote_counts, written_counts;
    int32_t since_day; /* the year that counts begins here */
};

struct duty_sum {
    int64_t base, excused; /* meetings; the excused are not in the base */
    int64_t taken, needed;
    bool is_looked_at, is_short;
    int64_t mended_by; /* taking part in so many more, the next ones, would mend it */
};

const char *duty_name(enum duty_kind kind); /* "steering" */
int duty_terms_read(struct model *in, int64_t network, struct duty_terms *ret_terms);
/* What is needed of a base, and how far what was taken falls short. Pure: fills needed,
 * is_looked_at, is_short, mended_by. */
void duty_settle(const struct duty_terms *terms, enum duty_kind kind, struct duty_sum *sum);
int duty_count(struct model *in, int64_t network, int64_t handle, const struct duty_terms *terms,
               struct duty_sum ret_sums[DUTIES]);
bool duty_is_short(const struct duty_sum sums[DUTIES]);

/* Somebody who was told that they fall short. */
struct duty {
    int64_t id; /* random */
    int64_t network, handle;
    int32_t told_day;
    int32_t chair_day; /* when the chair was told; 0: not yet */
    struct str reply;  /* in their own words; sealed; may be empty */
};

int duty_add(struct model *in, struct duty *duty);                  /* sets the id; told today */
int duty_read(struct model *in, int64_t id, struct duty *ret_duty); /* MISSING */
int duty_of(struct model *in, int64_t network, int64_t handle, struct duty *ret_duty); /* MISSING */
int duty_tell_chair(struct model *in, struct duty *duty);                              /* today */
int duty_reply(struct model *in, const struct duty *duty, struct str reply);
int duty_end(struct model *in, const struct duty *duty); /* with the tasks about it */
int duty_end_network(struct model *in, int64_t network); /* all words, without a trace */
int duty_each(struct model *in, int64_t network, int (*each)(void *self, const struct duty *duty),
              void *self);

#endif
