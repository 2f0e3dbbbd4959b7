/* Epochs: a restored backup begins a new one, in which nothing of the old one goes on unasked. */
#ifndef MODEL_EPOCH_H
#define MODEL_EPOCH_H

#include "model/model.h"

/* If the database was restored since the last start: ends tokens and running jobs, holds effects
 * that waited (they may have been sent already; effect.retry lets them go), and journals it.
 * Late schedules run once, as always. Inside an open change. */
int epoch_begin(struct model *in, bool *ret_is_new);

#endif
