/* Fields: parse, print, check and describe one typed descriptor (kith_field).
 *
 * Errors are WRONG, name the field ("terms.quorum" for parts) and say the remedy, with the
 * limits in words: "name: must be 1 to 80 characters; this has 0." */
#ifndef ACTION_FIELD_H
#define ACTION_FIELD_H

#include "action/value.h"
#include "base/error.h"
#include "base/json.h"

enum { FIELD_MANY_LIMIT = 100, FIELD_REPLY_LIMIT = 10000 }; /* of a KITH_MANY: given, put */

/* Is the table itself right: names, types, limits, presets that parse, summaries? BROKEN if not. */
int fields_check(const kith_field *fields, struct error *error);

/* A record of arguments from a JSON object: unknown names (with the nearest known one),
 * missing and repeated ones refused; presets filled in; every limit checked. `fields` NULL: only
 * an empty object will do. `object` NULL is an empty object. */
int fields_parse(const kith_field *fields, const struct json *object, struct arena *arena,
                 struct value **ret_record, struct error *error);
/* One value from its text form (a preset, the configuration file, a command line); of a many, its
 * only item. */
int field_parse_text(const kith_field *field, struct str text, struct arena *arena,
                     struct value **ret_value, struct error *error);

/* Is a passed file plain, and is its size inside the limits of its field? */
int field_check_file(const kith_field *field, int descriptor, struct error *error);

/* Is a record (a reply) as its fields say: all required parts there, every limit kept? */
int value_check(const struct value *record, const kith_field *fields, struct error *error);

/* JSON of a record: parts in the order of the fields, absent ones left out, so that equal
 * records give equal text. Parts with any of the flags in `without` are left out. */
void value_print_json(const struct value *record, uint32_t without, struct json_writer *writer);
/* The text form of one value (not of records and lists). */
void value_print_text(const struct value *value, struct text *out);

/* {"name","type","flags":[…],"preset","limits","summary","parts":[…]}; names of types as in
 * KITH_…, lower case: "bool", "one_of", "local_time". */
void field_describe(const kith_field *field, struct json_writer *writer);
void fields_describe(const kith_field *fields, struct json_writer *writer); /* a list of them */
const char *field_type_name(int32_t type);

#endif
