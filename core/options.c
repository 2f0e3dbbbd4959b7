/* Reading the command line of kithd: one row an option. */
#include "options.h"

#include <stdlib.h>
#include <string.h>

enum option_kind { SETS_TEXT, SETS_REHEARSAL, SETS_TASK };

static const struct option {
    const char *name, *value, *summary; /* value: what it takes, NULL for nothing */
    enum option_kind kind;
    size_t offset;          /* of the text in struct options */
    enum options_task task; /* what it makes kithd do; TASK_RUN: no change */
} options[] = {
    {"state", "DIR", "where the database, the keys and the socket are; made if it is not there",
     SETS_TEXT, offsetof(struct options, state), TASK_RUN},
    {"config", "FILE", "the configuration; without it every option has its preset", SETS_TEXT,
     offsetof(struct options, config), TASK_RUN},
    {"plugins", "DIR", "where plugins (*.so) are", SETS_TEXT, offsetof(struct options, plugins),
     TASK_RUN},
    {"rehearsal", NULL, "time can be moved, and nothing leaves; the state stays a rehearsal",
     SETS_REHEARSAL, 0, TASK_RUN},
    {"restore", "FILE", "put a backup in the place of the database, then end", SETS_TEXT,
     offsetof(struct options, backup), TASK_RESTORE},
    {"print-config", NULL, "print a configuration file with every option and its preset", SETS_TASK,
     0, TASK_PRINT_CONFIG},
    {"version", NULL, "print the version", SETS_TASK, 0, TASK_VERSION},
    {"help", NULL, "print this", SETS_TASK, 0, TASK_HELP},
};

enum { OPTIONS = sizeof options / sizeof *options, NEAR_ENOUGH = 3 };

static int unknown(struct str name, struct error *error)
{
    const struct option *nearest = NULL;
    size_t least = NEAR_ENOUGH + 1;
    for (size_t i = 0; i < OPTIONS && name.len < 32; i++) {
        size_t distance = str_distance(name, str_of(options[i].name));
        if (distance < least) {
            least = distance;
            nearest = &options[i];
        }
    }
    if (nearest)
        return error_set(error, ERROR_WRONG, NULL, "kithd has no option --%.*s. Did you mean --%s?",
                         STR_ARGS(name), nearest->name);
    return error_set(error, ERROR_WRONG, NULL,
                     "kithd has no option --%.*s. See kithd --help for those it has.",
                     STR_ARGS(name));
}

static int set(const struct option *option, const char *value, struct options *found,
               struct error *error)
{
    if (option->task != TASK_RUN)
        found->task = option->task;
    if (option->kind == SETS_REHEARSAL)
        found->rehearsal = true;
    if (option->kind != SETS_TEXT)
        return OK;
    const char **text = (const char **)(void *)((char *)found + option->offset);
    if (*text)
        return error_set(error, ERROR_WRONG, option->name,
                         "--%s is given twice. Leave one of them out.", option->name);
    *text = value;
    return OK;
}

/* One option, as "--name VALUE" or "--name=VALUE"; `used` counts the words it takes. */
static int take(char **words, struct options *found, int *used, struct error *error)
{
    const char *word = words[0];
    if (strncmp(word, "--", 2) != 0)
        return error_set(error, ERROR_WRONG, NULL,
                         "kithd does not know what to do with \"%s\". See kithd --help.", word);
    const char *equals = strchr(word, '=');
    struct str name = {word + 2, equals ? (size_t)(equals - word) - 2 : strlen(word + 2)};
    const struct option *option = NULL;
    for (size_t i = 0; i < OPTIONS && !option; i++)
        option = str_is(name, options[i].name) ? &options[i] : NULL;
    if (!option)
        return unknown(name, error);
    if (!option->value && equals)
        return error_set(error, ERROR_WRONG, option->name, "--%s takes no value.", option->name);

    const char *value = equals ? equals + 1 : option->value ? words[1] : NULL;
    *used = option->value && !equals ? 2 : 1;
    if (option->value && (!value || !*value))
        return error_set(error, ERROR_WRONG, option->name, "--%s needs a value: --%s %s.",
                         option->name, option->name, option->value);
    return set(option, value, found, error);
}

int options_parse(int count, char **words, struct options *ret_options, struct error *error)
{
    *ret_options = (struct options){.task = TASK_RUN};
    for (int at = 1, used = 1; at < count; at += used) {
        int err = take(words + at, ret_options, &used, error);
        if (err)
            return err;
    }
    if (!ret_options->state)
        ret_options->state = getenv("STATE_DIRECTORY");
    bool needs_state = ret_options->task == TASK_RUN || ret_options->task == TASK_RESTORE;
    if (needs_state && (!ret_options->state || !*ret_options->state))
        return error_set(error, ERROR_WRONG, "state",
                         "kithd needs to know where its state is: kithd --state DIR.");
    return OK;
}

void options_print_help(struct text *out)
{
    text_print(out, "kithd runs staff networks: one daemon for one host organisation or region.\n"
                    "\n"
                    "  kithd --state DIR [--config FILE] [--rehearsal]\n"
                    "\n");
    for (size_t i = 0; i < OPTIONS; i++) {
        const struct option *option = &options[i];
        int width = 14 - (int)strlen(option->name);
        text_print(out, "  --%s %-*s %s\n", option->name, width > 0 ? width : 0,
                   option->value ? option->value : "", option->summary);
    }
    text_print(out, "\nThe command line to use it is kith; see kith help.\n");
}
