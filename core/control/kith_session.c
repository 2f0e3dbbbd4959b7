/* Connects to the daemon, and tells the person what went wrong. */
#include "control/kith_session.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "control/kith_argument.h"
#include "control/kith_input.h"

enum { USUAL_WIDTH = 80, NARROWEST = 20 };

static bool is_set(const char *name)
{
    const char *value = getenv(name);

    return value && *value;
}

struct layout_view session_view(const struct session *session, int descriptor)
{
    const char *terminal = getenv("TERM");
    struct winsize size = {0};
    struct layout_view view = {0};

    if (!isatty(descriptor))
        return view;
    view.width = USUAL_WIDTH;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= NARROWEST)
        view.width = size.ws_col;
    view.colour = !session->command.no_color && !is_set("NO_COLOR") && terminal &&
                  strcmp(terminal, "dumb") != 0;
    return view;
}

static void print_error(const struct session *session, struct str message)
{
    struct text safe = {0};

    layout_wrap(&safe, message, 0, 0);
    if (session_view(session, STDERR_FILENO).colour)
        fprintf(stderr, "\033[1;31merror:\033[0m %s\n", safe.ptr ? safe.ptr : "");
    else
        fprintf(stderr, "error: %s\n", safe.ptr ? safe.ptr : "");
    text_done(&safe);
}

int session_fail(const struct session *session, int exit_status, const char *format, ...)
{
    char *message = NULL;
    va_list values;

    va_start(values, format);
    if (vasprintf(&message, format, values) >= 0)
        print_error(session, str_of(message));
    va_end(values);
    free(message);
    return exit_status;
}

/* Fields of the action and members of the request alike are options on the command line. */
static const char *option_of(struct session *session, const struct known_action *action,
                             struct str field)
{
    if (!(action && known_field_find(action->takes, field)) && command_option_find(field))
        return arena_print(&session->arena, "--%s", name_as_typed(&session->arena, field));
    return argument_option(action, field, &session->arena);
}

/* "name: must be …" becomes "--name: must be …", whether or not the message has the field. */
static int fail_at_field(struct session *session, const struct known_action *action,
                         struct str field, struct str message, int exit_status)
{
    const char *prefix = arena_print(&session->arena, "%.*s: ", STR_ARGS(field));
    size_t length = strlen(prefix);

    if (field.len == 0)
        return session_fail(session, exit_status, "%.*s", STR_ARGS(message));
    if (str_starts(message, prefix))
        message = (struct str){message.ptr + length, message.len - length};
    return session_fail(session, exit_status, "%s: %.*s", option_of(session, action, field),
                        STR_ARGS(message));
}

int session_fail_with(struct session *session, const struct known_action *action,
                      const struct error *error)
{
    return fail_at_field(session, action, str_of(error->field), str_of(error->message),
                         error_exit_status(error->code));
}

static int fail_absent(const struct session *session)
{
    const struct command *command = &session->command;

    if (command->socket || command->late_socket)
        return session_fail(session, EX_UNAVAILABLE,
                            "No daemon answers at %s. Is the path right? To start a daemon: "
                            "kithd --state DIR",
                            session->caller.socket);
    return session_fail(
        session, EX_UNAVAILABLE, "No daemon answers at %s. To start one: kithd --state %.*s",
        session->caller.socket, (int)(strlen(session->caller.socket) - strlen("/kith.sock")),
        session->caller.socket);
}

static int fail_lost(const struct session *session, const struct known_action *action,
                     const char *key)
{
    static const char broke[] = "The connection to the daemon broke before it answered";

    if (key)
        return session_fail(session, EX_TEMPFAIL,
                            "%s, so it is not known whether this was done. Run the same command "
                            "again with --key %s and it will not be done twice.",
                            broke, key);
    if (action && action->writes && !session->command.dry_run)
        return session_fail(session, EX_TEMPFAIL,
                            "%s. Look whether it was done, and try again if not.", broke);
    return session_fail(session, EX_TEMPFAIL, "%s. Please try again.", broke);
}

int session_fail_call(struct session *session, const struct known_action *action,
                      const struct answer *answer, const char *key)
{
    switch (answer->outcome) {
    case EXCHANGE_OK:
        if (answer->message.len)
            return fail_at_field(session, action, answer->field, answer->message,
                                 catalogue_exit_status(&session->catalogue, answer->name));
        return session_fail(session, catalogue_exit_status(&session->catalogue, answer->name),
                            "The daemon could not do this (%.*s).", STR_ARGS(answer->name));
    case EXCHANGE_ABSENT:
        return fail_absent(session);
    case EXCHANGE_REFUSED:
        return session_fail(session, EX_NOPERM,
                            "You may not use the socket %s. Ask the administrator of this "
                            "machine for access.",
                            session->caller.socket);
    case EXCHANGE_GARBLED:
        return session_fail(session, EX_PROTOCOL,
                            "What answers at %s does not speak as a Kith daemon does.",
                            session->caller.socket);
    case EXCHANGE_LOST:
    case EXCHANGE_LATE:
        break;
    }
    return fail_lost(session, action, key);
}

/* Where the words after the verb say the daemon is, unless only the usual place has one: then
 * these words may be fields. */
static void choose_socket(struct session *session)
{
    struct command *command = &session->command;
    struct caller *caller = &session->caller;
    bool late =
        !command->socket && !command->state && (command->late_socket || command->late_state);
    const char *usual;

    caller->socket =
        late ? command_socket(command->late_socket, command->late_state, &session->arena)
             : command_socket(command->socket, command->state, &session->arena);
    if (!late)
        return;
    if (exchange_open(&caller->exchange, caller->socket, 0) == EXCHANGE_OK) {
        command_drop_late_place(command, &session->arena);
        return;
    }
    usual = command_socket(NULL, NULL, &session->arena);
    if (exchange_open(&caller->exchange, usual, 0) == EXCHANGE_OK)
        caller->socket = usual;
}

static int read_token(struct session *session)
{
    const struct command *command = &session->command;
    const char *file = command->token_file ? command->token_file : command->late_token_file;
    struct error error = {0};

    session->caller.token = str_of(getenv("KITH_TOKEN"));
    if (!file)
        return 0;
    if (input_read_token(file, &session->arena, &session->caller.token, &error))
        return session_fail_with(session, NULL, &error);
    return 0;
}

static void describe(struct session *session, struct answer *ret_answer)
{
    const struct question_line question = {.action = STR("server.describe"), .as_itself = true};

    caller_ask(&session->caller, &question, ret_answer);
}

/* Before there is a catalogue, the errors that this program was built with have to do. */
static int fail_to_describe(struct session *session)
{
    const struct answer *answer = &session->described;
    int code = answer->name.len ? error_by_name(arena_copy(&session->arena, answer->name)) : 0;

    if (answer->outcome != EXCHANGE_OK || code == 0)
        return session_fail_call(session, NULL, answer, NULL);
    return fail_at_field(session, NULL, answer->field, answer->message, error_exit_status(code));
}

int session_open(struct session *session)
{
    struct error error = {0};
    int status = read_token(session);

    if (status)
        return status;
    choose_socket(session);
    session->caller.wait_ms = -1;
    describe(session, &session->described);
    if (!session->described.ok)
        return fail_to_describe(session);
    if (catalogue_read(session->described.ok, &session->arena, &session->catalogue, &error))
        return session_fail(session, EX_PROTOCOL, "%s", error.message);
    return 0;
}

bool session_open_quietly(struct session *session, int64_t wait_ms)
{
    choose_socket(session);
    session->caller.wait_ms = wait_ms;
    session->caller.token = str_of(getenv("KITH_TOKEN"));
    describe(session, &session->described);
    return session->described.ok &&
           catalogue_read(session->described.ok, &session->arena, &session->catalogue, NULL) == OK;
}

void session_done(struct session *session)
{
    answer_done(&session->described);
    caller_close(&session->caller);
    arena_done(&session->arena);
}

int session_print(const struct session *session, struct str text)
{
    if (text.len)
        fwrite(text.ptr, 1, text.len, stdout);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    return session_fail(session, EX_IOERR, "The output cannot be written: %s.", strerror(errno));
}
