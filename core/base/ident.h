/* Ids: positive 63-bit numbers made by the application; 13 characters in JSON and Lua.
 *
 * The text form is Crockford's base32 (0-9 a-z without i l o u), lower case, always 13 long;
 * reading takes either case and I, L as 1, O as 0. */
#ifndef BASE_IDENT_H
#define BASE_IDENT_H

#include "base/arena.h"
#include "base/text.h"

enum { IDENT_LENGTH = 13 };

struct ident_source {
    int64_t last; /* the newest id made: each is greater than all before it */
};

/* Time-ordered: 42 bits of ms since 2020-01-01, 21 random bits. Never repeats in a process. */
int64_t ident_make(struct ident_source *source, int64_t now_ms);
/* No id made before this time is greater, none made after it is smaller. */
int64_t ident_at(int64_t time_ms);
int64_t ident_of_day(int64_t now_ms); /* ordered by UTC day, random within the day */
int64_t ident_of_hour(int64_t now_ms);
int64_t ident_random(void); /* for ids whose order or time would tell something */
void ident_print(int64_t id, char out[IDENT_LENGTH + 1]);
/* `{"meeting":"0cn…"}`: the arguments of an action that is given one id. */
struct str ident_json(struct arena *arena, const char *name, int64_t id);
bool ident_parse(struct str text, int64_t *ret_id);

#endif
