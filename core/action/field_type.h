/* The types of fields: one row each, from which parsing, printing and checking are driven.
 *
 * Only the files field_*.c and value.c look in here; everyone else includes field.h. */
#ifndef ACTION_FIELD_TYPE_H
#define ACTION_FIELD_TYPE_H

#include "action/field.h"

enum { FIELD_TEXT_ROOM = 64 }; /* bytes that hold the text form of any type but text itself */
#define FIELD_FRACTION_MOST 1000000000 /* of both parts: their products fit 64 bits */

/* What a field's `limits` say. */
enum field_limit_kind {
    LIMITS_NONE,
    LIMITS_RANGE,      /* of the number itself */
    LIMITS_FRACTION,   /* of the fraction itself */
    LIMITS_CHARACTERS, /* of the count of code points */
    LIMITS_BYTES,      /* of a file: whoever reads it checks them */
    LIMITS_NOUN,
    LIMITS_WORDS
};

struct field_type {
    const char *name;
    const char *shape;      /* what a value must be: "a date such as 2026-11-21" */
    const char *text_shape; /* the same of its text form; NULL if alike */
    enum json_type json;
    enum field_limit_kind limit_kind;
    int64_t least, most;    /* limits where a field has none */
    int64_t floor, ceiling; /* what `number` can ever be */
    /* The text form; false if it is not one. Reads no limits. */
    bool (*read)(const kith_field *field, struct str text, struct arena *arena,
                 struct value *value);
    struct str (*print)(const struct value *value, char room[FIELD_TEXT_ROOM]);
};

const struct field_type *field_type(int32_t type); /* NULL if there is no such type */

/* Both ends belong to the range; INT64_MIN and INT64_MAX leave an end open. */
struct field_limits {
    int64_t least, most;
    int64_t least_below, most_below; /* of fractions; 1 otherwise */
};
bool field_limits(const kith_field *field, struct field_limits *ret_limits); /* well-formed? */
/* The words of a one-of, one after another: `for (rest = limits; words_next(&rest, &word);)`. */
bool words_next(struct str *rest, struct str *ret_word);
/* The word's place among those of `limits`, from 0; -1 if it is none of them. */
int64_t words_find(const char *limits, struct str word);

/* Where an error stands: this field, in that record, in another. */
struct field_place {
    const struct field_place *above; /* NULL at the top */
    const kith_field *field;         /* NULL for the top record itself */
    size_t number;                   /* of the item of a many or a list, from 1; 0: none */
    bool as_text;                    /* it came in text form */
    struct arena *arena;
    struct error *error;
};
/* "terms.quorum: must be …"; gives WRONG. */
int field_fail(const struct field_place *place, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* "must be a whole number from 0 to 100", "must be one of open, closed". */
int field_fail_shape(const struct field_place *place, const char *more);
/* Is one value, not a record, inside its type's and its field's limits? */
int field_check_value(const struct field_place *place, const struct value *value);

/* The known name that was probably meant; empty if none is near. */
struct nearest {
    struct str name;
    size_t distance;
};
void nearest_try(struct nearest *nearest, struct str given, struct str known);

#endif
