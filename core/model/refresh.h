/* The refresh of memberships: asked on the date whether they still want to belong, reminded,
 * paused, and long after erased; a word of the member's begins the cycle anew at any time.
 *
 * Each step counts from the day on which the one before was really taken: if Kith stood still for
 * a month, nobody is asked and paused on one day. A leave of absence moves what is due by as many
 * days. What these functions change is kept by membership_set_stage. */
#ifndef MODEL_REFRESH_H
#define MODEL_REFRESH_H

#include "model/charter.h"
#include "model/membership.h"

enum refresh_step { REFRESH_ASK, REFRESH_REMIND, REFRESH_PAUSE, REFRESH_ERASE };

struct refresh_terms {
    struct duration every, way_back;
    int64_t reminder_days[TERM_ITEMS]; /* since asked; rising, all before the pause */
    size_t reminders;
    int64_t pause_days;
};

int refresh_terms_read(struct model *in, int64_t network, struct refresh_terms *ret_terms);

/* The step that is taken when its day has come. */
enum refresh_step refresh_next(const struct membership *membership,
                               const struct refresh_terms *terms);
/* Takes it today; REFRESH_ERASE changes nothing here. */
void refresh_take(struct membership *membership, const struct refresh_terms *terms, int32_t today);
/* A new member, and one who confirms or returns: asked again after the term. */
void refresh_begin(struct membership *membership, struct duration every, int32_t today);
/* A leave of absence until that day, from today on; one that is under way is made longer or
 * shorter. */
void refresh_absent(struct membership *membership, int32_t until_day, int32_t today);

#endif
