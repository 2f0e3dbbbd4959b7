/* Names that people give: when two are the same, and the keys that are made of them. */
#ifndef BASE_NAME_H
#define BASE_NAME_H

#include "base/arena.h"
#include "base/text.h"

/* What names are compared by: ASCII letters in lower case, runs of white space as one space. */
struct str name_key(struct arena *arena, struct str name);

/* "Membership lead" becomes "membership_lead", for people to type; at most 40 characters, and
 * `otherwise` if the name has no ASCII letter or digit. */
struct str name_word(struct arena *arena, struct str name, const char *otherwise);

#endif
