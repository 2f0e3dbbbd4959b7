/* Prompts: questions asked at the controlling terminal, whatever standard input is. */
#ifndef CONTROL_KITH_PROMPT_H
#define CONTROL_KITH_PROMPT_H

#include "base/text.h"

/* False if there is no terminal. A secret is read without echo. */
bool prompt_secret(const char *name, struct str summary, struct text *ret_answer);
/* Anything but "y" or "yes" is a no. */
bool prompt_yes(const char *name, struct str summary, bool *ret_yes);

#endif
