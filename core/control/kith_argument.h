/* Arguments: the words after the verb, as the JSON that the action takes.
 *
 * Two steps: `arguments_gather` says which word belongs to which field; `arguments_write` turns
 * them into JSON, typed by the field. Only what cannot be sent is refused here, by the option's
 * name and with the remedy; all else the daemon checks. */
#ifndef CONTROL_KITH_ARGUMENT_H
#define CONTROL_KITH_ARGUMENT_H

#include "base/list.h"
#include "control/kith_catalogue.h"
#include "control/kith_command.h"

enum argument_source {
    ARGUMENT_VALUE,  /* the text itself */
    ARGUMENT_YES,    /* --flag */
    ARGUMENT_NO,     /* --no-flag */
    ARGUMENT_FROM,   /* --text-from FILE */
    ARGUMENT_SECRET, /* --secret-file FILE */
    ARGUMENT_PROMPT, /* --secret: typed without echo */
};

struct argument {
    const struct known_field *field;
    const char *path; /* "terms.quorum": as the daemon calls it */
    enum argument_source source;
    struct str value;
};

struct arguments {
    LIST(struct argument) list;
};

/* What lies outside: files, and the person at the terminal. Answers 0, or an error that it has
 * set with `path` as the field. */
struct argument_reader {
    void *self;
    int (*read_text)(void *self, const char *path, const char *file, struct arena *arena,
                     struct str *ret_text, struct error *error);
    /* Opens a file to be passed on; gives its place among the passed ones. */
    int (*pass_file)(void *self, const char *path, const char *file, int64_t *ret_index,
                     struct error *error);
    int (*ask_secret)(void *self, const char *path, struct str summary, struct arena *arena,
                      struct str *ret_text, struct error *error);
    int (*ask_yes)(void *self, const char *path, struct str summary, bool *ret_yes,
                   struct error *error);
};

/* Options of the command itself among the words go into `command`. */
int arguments_gather(const struct known_action *action, struct command *command,
                     struct arena *arena, struct arguments *ret_arguments, struct error *error);
/* Writes one object. The reader is asked for required secrets and yes-or-no fields that are
 * absent. */
int arguments_write(const struct arguments *arguments, struct known_fields fields,
                    const struct argument_reader *reader, struct arena *arena,
                    struct json_writer *writer, struct error *error);
void arguments_done(struct arguments *arguments);

/* The field that an option's name means ("terms.quorum", "charter-from", "no-open"), and what its
 * value will be; NULL if none. */
const struct known_field *argument_field(const struct known_action *action, struct str name,
                                         struct arena *arena, enum argument_source *ret_source);

/* An error's field as it is typed, "--work-email", if the action takes it; else as it came. */
const char *argument_option(const struct known_action *action, struct str field,
                            struct arena *arena);

#endif
