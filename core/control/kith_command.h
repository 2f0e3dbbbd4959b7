/* The command line: `kith [options] NOUN VERB [fields and options]`.
 *
 * Options of the command itself may stand anywhere. After the verb a field of the same name
 * goes first (`kith job list --state done`); before the noun it is always the command's own. A
 * value that begins with two dashes is written with an equals sign: --name=--odd. So every word
 * can be told apart before the daemon has said what fields there are. */
#ifndef CONTROL_KITH_COMMAND_H
#define CONTROL_KITH_COMMAND_H

#include "base/arena.h"
#include "base/error.h"

struct command {
    const char *state, *socket; /* NULL if not given */
    const char *key, *as, *token_file;
    bool json, dry_run, no_color, yes, all, help, version, complete;
    struct str noun, verb; /* empty if not given */
    char *const *rest;     /* the words after the verb (all words, for --complete) */
    size_t rest_count;
    /* Found after the verb, where they may still turn out to be fields. */
    const char *late_state, *late_socket, *late_token_file;
};

enum command_kind { COMMAND_SWITCH, COMMAND_VALUE };

struct command_option {
    const char *name;
    enum command_kind kind;
    size_t offset;     /* of the member of struct command */
    const char *value; /* what to call it in help; NULL for a switch */
    const char *summary;
    bool hidden;
};

/* The options of the command itself; NULL past the end. */
const struct command_option *command_option(size_t position);

/* The option of this name, typed with dashes or underscores; NULL if there is none. */
const struct command_option *command_option_find(struct str typed);
/* The one that was probably meant; NULL if nothing is near. */
const struct command_option *command_option_nearest(struct str typed);

/* The words up to the verb, and the options that say where the daemon is. */
int command_parse(int count, char *const *words, struct command *ret_command, struct error *error);
/* Takes the option at `words[*position]` if it is one of the command's own: 1 taken (*position
 * is then its last word), 0 it is not, or an error. */
int command_take_option(struct command *command, char *const *words, size_t count, size_t *position,
                        struct error *error);

/* Takes --state and --socket out of the words after the verb: they were no fields. */
void command_drop_late_place(struct command *command, struct arena *arena);

/* An option's word taken apart: "--name=value". */
struct option_word {
    struct str name; /* without the dashes */
    struct str value;
    bool has_value; /* an equals sign was there */
};
bool option_word_parse(const char *word, struct option_word *ret_option);
/* The word after an option, if it can be its value; else NULL. */
const char *option_value_after(char *const *words, size_t count, size_t position);

/* The socket to call: --socket, else DIR/kith.sock of --state, $KITH_STATE or the default. */
const char *command_socket(const char *socket, const char *state, struct arena *arena);
const char *command_state(const char *state);

#endif
