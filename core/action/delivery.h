/* What is handed to whoever sends an effect: the recipient, looked up at the last moment, with the
 * message; and when, since people choose how and when they hear. */
#ifndef ACTION_DELIVERY_H
#define ACTION_DELIVERY_H

#include "model/effect.h"

struct delivery {
    /* {"to":{"name","address"},"message":{…}}; without "to" if it is for nobody */
    struct str payload;
    int64_t at_ms; /* the call's time: at once; later: it is quiet until then; -1: never */
};

/* A message for a person may say more than its subject and text:
 *   "address"  it goes there, whoever it is: nothing else is told or asked (a code)
 *   "urgent"   somebody waits for it, so quiet hours do not hold it
 *   "way_back" it brings a paused member back: all others are not for them
 * MISSING if the recipient is not there any more; REFUSED if they are paused. */
int delivery_make(struct model *in, const struct effect *effect, struct delivery *ret_delivery);

#endif
