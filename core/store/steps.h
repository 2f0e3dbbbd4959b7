/* The core's schema steps, made from steps/NNN.sql by steps/embed.sh at build time. */
#ifndef STORE_STEPS_H
#define STORE_STEPS_H

extern const char *const store_steps[]; /* step 1 first; NULL at the end */

#endif
