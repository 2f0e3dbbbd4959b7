/* Strict JSON (RFC 8259 with I-JSON's rules, RFC 7493): reading over cJSON, and writing.
 *
 * Refused, each with a message that says where: text after the value, duplicate names,
 * \u0000, invalid UTF-8, lone surrogates, a byte order mark, control characters in
 * strings, numbers that are not whole or lie beyond ±(2^53 - 1), more than 32 levels.
 * Larger whole numbers travel as strings. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/error.h"
#include "base/text.h"

enum json_type { JSON_NULL, JSON_BOOL, JSON_INT, JSON_TEXT, JSON_LIST, JSON_OBJECT };

struct json; /* a value; its children belong to it */

/* NULL on error: WRONG, or MEMORY. */
struct json *json_parse(struct str text, struct error *error);
void json_free(struct json *json); /* the root only; takes NULL */

enum json_type json_type(const struct json *json);
bool json_bool(const struct json *json);
int64_t json_int(const struct json *json);
struct str json_text(const struct json *json);
const struct json *json_member(const struct json *object, const char *name); /* case matters */
const struct json *json_first(const struct json *parent); /* of a list or object */
const struct json *json_next(const struct json *child);
struct str json_name(const struct json *child); /* of an object's member */

/* Writing: commas and quoting are taken care of; names and values alternate in objects.
 *   struct json_writer w = {.out = &text};
 *   json_open(&w, '{'); json_key(&w, "id"); json_put_int(&w, 1); json_close(&w, '}'); */
struct json_writer {
    struct text *out;
    bool follows; /* a value stands before: a comma is due */
};

void json_open(struct json_writer *writer, char bracket); /* '{' or '[' */
void json_close(struct json_writer *writer, char bracket);
void json_key(struct json_writer *writer, const char *name);
void json_put_text(struct json_writer *writer, struct str text); /* must be UTF-8 */
void json_put_int(struct json_writer *writer, int64_t number);   /* a string beyond ±(2^53-1) */
void json_put_bool(struct json_writer *writer, bool yes);
void json_put_null(struct json_writer *writer);
void json_put_raw(struct json_writer *writer, struct str json);     /* JSON made elsewhere */
void json_put(struct json_writer *writer, const struct json *json); /* members in their order */

#endif
