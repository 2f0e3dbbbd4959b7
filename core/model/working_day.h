/* Working days: Monday to Friday, without the bank holidays of England. */
#ifndef MODEL_WORKING_DAY_H
#define MODEL_WORKING_DAY_H

#include "model/model.h"

/* The holidays are those of all data packs called "bank_holidays"; of a year that no pack holds,
 * only weekends are known. */
bool working_day_is(const struct model *in, int32_t day);
/* So many working days after that day: 1 is the next one. */
int32_t working_day_add(const struct model *in, int32_t day, int64_t count);

#endif
