/* The refresh of memberships: which step comes next, and when. */
#include "model/refresh.h"

#include <stdlib.h>

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

static int compare(const void *one, const void *other)
{
    int64_t first = *(const int64_t *)one, second = *(const int64_t *)other;
    return (first > second) - (first < second);
}

int refresh_terms_read(struct model *in, int64_t network, struct refresh_terms *ret_terms)
{
    struct refresh_terms *terms = ret_terms;
    int err = charter_term_duration(in, network, "refresh.every", &terms->every);
    if (err == OK)
        err = charter_term_duration(in, network, "refresh.return", &terms->way_back);
    if (err == OK)
        err = charter_term_int(in, network, "refresh.pause_days", &terms->pause_days);
    if (err == OK)
        err = charter_term_ints(in, network, "refresh.reminder_days", terms->reminder_days,
                                &terms->reminders);
    if (err != OK)
        return err;
    qsort(terms->reminder_days, terms->reminders, sizeof(int64_t), compare);
    while (terms->reminders > 0 && terms->reminder_days[terms->reminders - 1] >= terms->pause_days)
        terms->reminders--;
    return OK;
}

enum refresh_step refresh_next(const struct membership *membership,
                               const struct refresh_terms *terms)
{
    if (str_is(membership->stage, "paused"))
        return REFRESH_ERASE;
    if (!str_is(membership->stage, "asked"))
        return REFRESH_ASK;
    return (size_t)membership->reminded < terms->reminders ? REFRESH_REMIND : REFRESH_PAUSE;
}

static int32_t day_after(int32_t today, struct duration duration)
{
    return clock_day(duration_add((int64_t)today * day_ms, duration));
}

/* So many days after being asked comes the `taken`-th step that follows: a reminder, or the
 * pause. */
static int64_t days_since_asked(const struct refresh_terms *terms, size_t taken)
{
    return taken < terms->reminders ? terms->reminder_days[taken] : terms->pause_days;
}

void refresh_take(struct membership *membership, const struct refresh_terms *terms, int32_t today)
{
    enum refresh_step step = refresh_next(membership, terms);
    if (step == REFRESH_ERASE)
        return;
    if (step == REFRESH_PAUSE) {
        membership->stage = STR("paused");
        membership->next_day = day_after(today, terms->way_back);
        return;
    }
    int64_t since = 0;
    if (step == REFRESH_ASK) {
        membership->stage = STR("asked");
        membership->asked_day = today;
        membership->reminded = 0;
    } else {
        since = days_since_asked(terms, (size_t)membership->reminded++);
    }
    int64_t next = days_since_asked(terms, (size_t)membership->reminded);
    membership->next_day = today + (int32_t)(next - since);
}

void refresh_begin(struct membership *membership, struct duration every, int32_t today)
{
    membership->stage = STR("current");
    membership->next_day = day_after(today, every);
    membership->reminded = 0;
    membership->absent_until = 0;
}

void refresh_absent(struct membership *membership, int32_t until_day, int32_t today)
{
    int32_t from = membership->absent_until > today ? membership->absent_until : today;
    membership->next_day += until_day - from;
    membership->absent_until = until_day;
}
