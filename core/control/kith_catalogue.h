/* The catalogue: the daemon's nouns, actions and errors, as `server.describe` tells them.
 *
 * The command knows no action of its own; everything it can do, explain or complete comes from
 * here. The description is read with suspicion: names that could not be typed or printed are
 * passed over, and types that a newer daemon may have invented count as text. */
#ifndef CONTROL_KITH_CATALOGUE_H
#define CONTROL_KITH_CATALOGUE_H

#include "base/arena.h"
#include "base/json.h"

enum known_type {
    KNOWN_TEXT, /* also every type that this program does not know */
    KNOWN_MARKDOWN,
    KNOWN_BOOL,
    KNOWN_INT,
    KNOWN_MONEY,
    KNOWN_DATE,
    KNOWN_TIME,
    KNOWN_LOCAL_TIME,
    KNOWN_DURATION,
    KNOWN_FRACTION,
    KNOWN_ID,
    KNOWN_ONE_OF,
    KNOWN_FILE,
    KNOWN_RECORD,
    KNOWN_LIST
};

enum {
    KNOWN_OPTIONAL = 1 << 0,
    KNOWN_MANY = 1 << 1,
    KNOWN_SECRET = 1 << 2,
    KNOWN_PRESET = 1 << 3, /* there is a preset, perhaps an empty one */
    KNOWN_RANDOM = 1 << 4, /* made up here, if it is not given */
};

struct known_fields {
    const struct known_field *at;
    size_t count;
};

struct known_field {
    struct str name; /* lower case letters, digits and underscores */
    enum known_type type;
    unsigned flags;
    struct str preset, limits, summary;
    struct known_fields parts;
};

struct known_action {
    struct str name, noun, verb; /* "place.add", "place", "add" */
    struct str summary, may, help, question, since, owner;
    bool writes, is_later, is_long, is_personal;
    bool is_by_itself; /* what Kith does by itself: nobody else may */
    struct known_fields takes, gives;
};

struct known_noun {
    struct str name, plural, summary;
    struct str owner; /* of its first action */
};

struct known_error {
    struct str name;
    int exit;
};

struct catalogue {
    struct str version;
    struct known_action *actions;
    size_t action_count;
    struct known_noun *nouns; /* only those that have actions */
    size_t noun_count;
    struct known_error *errors;
    size_t error_count;
};

/* Everything lives in `arena` or is lent by `described`, which must outlive the catalogue. */
int catalogue_read(const struct json *described, struct arena *arena,
                   struct catalogue *ret_catalogue, struct error *error);

/* Names are matched with dashes for underscores. NULL if there is none. */
const struct known_noun *catalogue_noun(const struct catalogue *catalogue, struct str name);
const struct known_action *catalogue_action(const struct catalogue *catalogue, struct str noun,
                                            struct str verb);
const struct known_field *known_field_find(struct known_fields fields, struct str name);
/* Must the caller give it: neither optional, nor with a preset, nor made up here? */
bool known_field_is_required(const struct known_field *field);
/* May its value stand without the option's name, after the verb? */
bool known_field_is_positional(const struct known_field *field);
/* The exit status of an error that the daemon names; 70 (a fault of software) if it told none. */
int catalogue_exit_status(const struct catalogue *catalogue, struct str error_name);

/* Equal, where a dash on the command line stands for an underscore. */
bool name_matches(struct str typed, struct str name);
/* The name as it is typed: dashes for underscores. */
const char *name_as_typed(struct arena *arena, struct str name);
/* What the typed word was probably meant to be: empty if nothing is near. */
struct str nearest_noun(const struct catalogue *catalogue, struct str typed);
struct str nearest_verb(const struct catalogue *catalogue, struct str noun, struct str typed);
struct str nearest_field(struct known_fields fields, struct str typed);
/* Is `name` near enough to `typed` to be suggested, and nearer than *ret_distance? */
bool name_is_nearer(struct str typed, struct str name, size_t *ret_distance);

#endif
