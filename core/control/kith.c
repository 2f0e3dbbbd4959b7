/* kith: the command line. It asks the daemon what it can do, and does that.
 *
 * No action is known here by name but `server.describe`: help, completion, arguments and tables
 * are all made from its answer (kith_catalogue.h). `kith suppress` alone needs no daemon. Start
 * at `main`, then kith_run.c. */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/secret.h"
#include "control/kith_completion.h"
#include "control/kith_guide.h"
#include "control/kith_run.h"
#include "control/kith_session.h"
#include "control/kith_suppress.h"

#ifndef KITH_VERSION
#define KITH_VERSION "unknown"
#endif

enum { COMPLETION_MS = 500 };

static int print_and_free(const struct session *session, struct text *out)
{
    int status = session_print(session, text_str(out));

    text_done(out);
    return status;
}

static struct guide guide_for(struct session *session, struct text *out)
{
    return (struct guide){
        .view = session_view(session, STDOUT_FILENO), .arena = &session->arena, .out = out};
}

/* Without a noun: what the command is, and the nouns if a daemon answers. */
static int show_overview(struct session *session)
{
    struct text out = {0};
    struct guide guide = guide_for(session, &out);
    int status;

    guide_usage(&guide);
    if (session->command.help)
        guide_options(&guide);
    status = print_and_free(session, &out);
    if (status)
        return status;
    status = session_open(session);
    if (status)
        return status;
    guide_nouns(&guide, &session->catalogue);
    return print_and_free(session, &out);
}

static int unknown_noun(struct session *session)
{
    struct str typed = session->command.noun;
    struct str nearest = nearest_noun(&session->catalogue, typed);

    if (nearest.len)
        return session_fail(session, EX_USAGE, "There is no noun \"%.*s\". Did you mean \"%s\"?",
                            STR_ARGS(typed), name_as_typed(&session->arena, nearest));
    return session_fail(session, EX_USAGE, "There is no noun \"%.*s\". To see all of them: kith",
                        STR_ARGS(typed));
}

static int unknown_verb(struct session *session, const struct known_noun *noun)
{
    struct str typed = session->command.verb;
    struct str nearest = nearest_verb(&session->catalogue, noun->name, typed);
    const char *noun_typed = name_as_typed(&session->arena, noun->name);

    if (nearest.len)
        return session_fail(session, EX_USAGE,
                            "\"%s\" has no verb \"%.*s\". Did you mean \"kith %s %s\"?", noun_typed,
                            STR_ARGS(typed), noun_typed, name_as_typed(&session->arena, nearest));
    return session_fail(session, EX_USAGE, "\"%s\" has no verb \"%.*s\". To see its verbs: kith %s",
                        noun_typed, STR_ARGS(typed), noun_typed);
}

/* `kith help place add` is `kith place add --help`. */
static void turn_help(struct session *session)
{
    struct command *command = &session->command;

    if (!str_is(command->noun, "help") || catalogue_noun(&session->catalogue, command->noun))
        return;
    command->help = true;
    command->noun = command->verb;
    command->verb = command->rest_count ? str_of(command->rest[0]) : (struct str){0};
}

static bool wants_help(const struct command *command, const struct known_action *action)
{
    if (command->help)
        return true;
    for (size_t i = 0; i < command->rest_count && strcmp(command->rest[i], "--") != 0; i++) {
        if (strcmp(command->rest[i], "--help") == 0 &&
            !known_field_find(action->takes, STR("help")))
            return true;
    }
    return false;
}

static int show_noun(struct session *session, const struct known_noun *noun)
{
    struct text out = {0};
    struct guide guide = guide_for(session, &out);

    guide_noun(&guide, &session->catalogue, noun);
    return print_and_free(session, &out);
}

static int show_verb(struct session *session, const struct known_action *action)
{
    struct text out = {0};
    struct guide guide = guide_for(session, &out);

    guide_verb(&guide, action);
    return print_and_free(session, &out);
}

static int do_command(struct session *session)
{
    struct command *command = &session->command;
    const struct known_noun *noun;
    const struct known_action *action;
    int status = session_open(session);

    if (status)
        return status;
    turn_help(session);
    noun = catalogue_noun(&session->catalogue, command->noun);
    if (!noun)
        return unknown_noun(session);
    if (command->verb.len == 0)
        return show_noun(session, noun);
    action = catalogue_action(&session->catalogue, command->noun, command->verb);
    if (!action)
        return unknown_verb(session, noun);
    return wants_help(command, action) ? show_verb(session, action) : run_action(session, action);
}

/* The words of the line to complete may say where its daemon is. */
static int complete(struct session *session)
{
    struct command *command = &session->command, inner;
    char *const *words = command->rest;
    size_t count = command->rest_count;
    struct text out = {0};

    if (count && strcmp(words[0], "--") == 0) {
        words++;
        count--;
    }
    (void)command_parse((int)count + 1, words - 1, &inner, NULL);
    command->state = inner.state;
    command->socket = inner.socket;
    command->late_state = inner.late_state;
    command->late_socket = inner.late_socket;
    (void)session_open_quietly(session, COMPLETION_MS);
    completion_print(&session->catalogue, words, count, &session->arena, &out);
    return print_and_free(session, &out);
}

static int print_version(const struct session *session)
{
    return session_print(session, STR("kith " KITH_VERSION "\n"));
}

/* Widths of characters need a UTF-8 locale, whatever the language. */
static void set_locale(void)
{
    if (!setlocale(LC_ALL, "") || !strstr(setlocale(LC_CTYPE, NULL), "UTF-8"))
        setlocale(LC_CTYPE, "C.UTF-8");
}

int main(int count, char **words)
{
    struct session session = {.caller = {.exchange = {.descriptor = -1}}};
    struct error error = {0};
    int status;

    set_locale();
    secret_start();
    if (count > 1 && strcmp(words[1], "suppress") == 0)
        status = suppress_command(&session, words + 2, (size_t)count - 2);
    else if (command_parse(count, words, &session.command, &error))
        status = session_fail(&session, EX_USAGE, "%s", error.message);
    else if (session.command.complete)
        status = complete(&session);
    else if (session.command.version)
        status = print_version(&session);
    else if (session.command.noun.len == 0 ||
             (str_is(session.command.noun, "help") && session.command.verb.len == 0)) {
        session.command.help = session.command.help || session.command.noun.len;
        status = show_overview(&session);
    } else {
        status = do_command(&session);
    }
    session_done(&session);
    return status;
}
