/* What other files need of duties. */
#ifndef ACTION_DUTY_H
#define ACTION_DUTY_H

#include "action/call.h"
#include "model/duty.h"

/* For a network that is being opened: from the next month on its duties are looked at. */
int duty_monthly(struct kith_call *call, int64_t network);
/* "Steering meetings: you took part in 1 of 6 since 21 November 2026; 2 are hoped for. …" For
 * somebody else, `who` is "they". */
const char *duty_sentence(struct kith_call *call, const struct duty_terms *terms,
                          enum duty_kind kind, const struct duty_sum *sum, const char *who);
/* Of all that fall short, in lines. */
const char *duty_sentences(struct kith_call *call, const struct duty_terms *terms,
                           const struct duty_sum sums[DUTIES], const char *who);
kith_err duty_sweep_run(void *self, struct kith_call *call);

#endif
