/* Text: length-counted slices (`struct str`, lent) and builders (`struct text`, owned). */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *ptr; /* not necessarily NUL-terminated; NULL only if len is 0 */
    size_t len;      /* bytes */
};

#define STR(literal) ((struct str){literal, sizeof(literal) - 1})
#define STR_ARGS(s)  ((int)(s).len), ((s).ptr ? (s).ptr : "") /* for "%.*s" */

struct str str_of(const char *text); /* NULL gives an empty slice */
bool str_is(struct str text, const char *other);
bool str_equal(struct str one, struct str other);
bool str_starts(struct str text, const char *prefix);
bool str_is_utf8(struct str text);     /* RFC 3629: no surrogates, nothing overlong */
bool str_has_control(struct str text); /* any of U+0000–U+001F but \n \t, or U+007F–U+009F */
/* Characters that nobody sees and that turn the direction of what follows (Unicode UAX #9), so that
 * a text reads as something it is not (UTR #36, CVE-2021-42574): embeddings and overrides, U+202A
 * to U+202E; or these and isolates, U+2066 to U+2069. The marks U+200E and U+200F, and the joiners
 * U+200C and U+200D, stand in real names. */
bool str_has_override(struct str text);
bool str_has_turn(struct str text);
size_t str_characters(struct str text);            /* code points in valid UTF-8 */
size_t str_columns(struct str text);               /* terminal cells (wcwidth; marks 0, wide 2) */
struct str str_trim(struct str text);              /* without ASCII white space at both ends */
struct str str_head(struct str text, size_t most); /* so many bytes at most; cuts no character */
/* A whole number in decimal, nothing else around it; false if not one or out of range. */
bool str_to_int(struct str text, int64_t *ret_number);
/* Edits (insert, delete, replace, swap) between two short names, for "did you mean". */
size_t str_distance(struct str one, struct str other);

struct text {
    char *ptr; /* NUL-terminated once something was added, else NULL */
    size_t len, room;
};

/* `struct text t = {0};` is an empty builder. */
void text_add(struct text *text, struct str more);
void text_add_char(struct text *text, char c);
void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for `more` bytes at ptr + len, and the NUL: for writers that fill it themselves. */
void text_room(struct text *text, size_t more);
void text_clear(struct text *text); /* keeps the room */
void text_done(struct text *text);
struct str text_str(const struct text *text);

#endif
