/* Showing a reply: a record as labelled lines, a list as a table.
 *
 * The action's `gives` says how each part is meant; a part that is not described there is shown
 * by what it is. Times are shown in the local zone. */
#ifndef CONTROL_KITH_SHOW_H
#define CONTROL_KITH_SHOW_H

#include "control/kith_catalogue.h"
#include "control/kith_layout.h"

enum { SHOW_ZONE = 1 << 0 }; /* times with the name of their zone */

/* One value on one line; `field` NULL: shown by what it is. */
void show_value(const struct known_field *field, const struct json *value, unsigned how,
                struct text *out);
void show_reply(const struct known_action *action, const struct json *reply,
                struct layout_view view, struct arena *arena, struct text *out);
/* The cursor of the next page; NULL if this was the last. */
const struct json *reply_next(const struct known_action *action, const struct json *reply);

#endif
