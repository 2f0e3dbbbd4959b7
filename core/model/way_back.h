/* The way back: a code in a mail, by which its reader confirms a membership with no signing in.
 *
 * The code is sealed: whoever sees it pass learns nothing, not even which network it is of. It is
 * good for the membership and the asking that it was made for, as long as they stand. */
#ifndef MODEL_WAY_BACK_H
#define MODEL_WAY_BACK_H

#include "model/model.h"

struct way_back {
    int64_t network, handle;
    int32_t asked_day;
};

struct str way_back_print(struct model *in, const struct way_back *way);
int way_back_read(struct model *in, struct str code, struct way_back *ret_way); /* MISSING */

#endif
