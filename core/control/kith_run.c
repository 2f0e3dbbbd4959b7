/* Runs one action and shows its reply. */
#include "control/kith_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/secret.h"
#include "control/kith_argument.h"
#include "control/kith_guide.h"
#include "control/kith_input.h"
#include "control/kith_pages.h"
#include "control/kith_show.h"

enum { KEY_BYTES = 16 };

/* One run of an action, on its way. */
struct run {
    struct session *session;
    const struct known_action *action;
    struct input input;
    struct text with;
    const char *key; /* NULL: nothing is changed */
    struct pages pages;
};

/* Every write that can have one has a key, to be sent again when the connection breaks. */
static const char *make_key(struct arena *arena)
{
    unsigned char bytes[KEY_BYTES];
    struct text key = {0};
    const char *made;

    secret_random(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        text_print(&key, "%02x", bytes[i]);
    made = arena_copy(arena, text_str(&key));
    text_done(&key);
    return made;
}

static const char *choose_key(struct session *session, const struct known_action *action)
{
    if (!action->writes || session->command.dry_run)
        return NULL;
    if (session->command.key || action->is_later)
        return session->command.key;
    return make_key(&session->arena);
}

static void rewind_files(void *mine)
{
    input_rewind(mine);
}

static void ask_once(struct run *run, struct answer *ret_answer)
{
    struct question_line question = {
        .action = run->action->name,
        .with = text_str(&run->with),
        .key = run->key,
        .dry_run = run->session->command.dry_run && run->action->writes,
        .only_once = run->action->writes && !run->key,
        .files = run->input.passed.at,
        .file_count = run->input.passed.count,
        .rewind = rewind_files,
        .mine = &run->input,
    };

    caller_ask(&run->session->caller, &question, ret_answer);
}

/* The arguments of the next page; false if the daemon gave the same cursor twice. */
static bool turn_page(struct run *run, const struct json *cursor)
{
    struct json *with = json_parse(text_str(&run->with), NULL);
    struct text next = {0};
    struct json_writer writer = {.out = &next};
    bool moved;

    pages_write_next(with, cursor, &writer);
    moved = !str_equal(text_str(&next), text_str(&run->with));
    text_done(&run->with);
    run->with = next;
    json_free(with);
    return moved;
}

/* Asks, and with --all asks on until the last page. */
static int ask_pages(struct run *run)
{
    struct session *session = run->session;

    for (;;) {
        struct answer *answer = list_add(&run->pages.list);
        const struct json *cursor;

        ask_once(run, answer);
        if (!answer->ok)
            return session_fail_call(session, run->action, answer, run->key);
        cursor = reply_next(run->action, answer->ok);
        if (!cursor || !session->command.all)
            return 0;
        if (!turn_page(run, cursor))
            return session_fail(session, EX_PROTOCOL,
                                "The daemon gave the same page twice; the list is not complete.");
    }
}

static void tell_of_more(const struct run *run, const struct json *reply)
{
    const struct json *cursor = reply_next(run->action, reply);
    struct text shown = {0};

    if (!cursor)
        return;
    show_value(NULL, cursor, 0, &shown);
    fprintf(stderr, "There is more. For the next part add: --after %s   For all of it: --all\n",
            shown.ptr);
    text_done(&shown);
}

static void show_json(const struct json *reply, struct text *out)
{
    struct text plain = {0};
    struct json_writer writer = {.out = &plain};

    json_put(&writer, reply);
    layout_add_json(out, text_str(&plain));
    text_add_char(out, '\n');
    text_done(&plain);
}

static int show(struct run *run, const struct json *reply)
{
    struct session *session = run->session;
    struct text out = {0};
    int status;

    if (session->command.json)
        show_json(reply, &out);
    else
        show_reply(run->action, reply, session_view(session, STDOUT_FILENO), &session->arena, &out);
    status = session_print(session, text_str(&out));
    text_done(&out);
    if (status)
        return status;
    tell_of_more(run, reply);
    if (session->command.dry_run)
        fputs("Nothing was changed (dry run).\n", session->command.json ? stderr : stdout);
    return 0;
}

static int show_pages(struct run *run)
{
    struct text merged = {0};
    struct json_writer writer = {.out = &merged};
    struct json *reply;
    int status;

    if (run->pages.list.count == 1)
        return show(run, run->pages.list.at[0].ok);
    pages_write_merged(&run->pages, &writer);
    reply = json_parse(text_str(&merged), NULL);
    status = reply ? show(run, reply)
                   : session_fail(run->session, EX_PROTOCOL, "The pages do not fit together.");
    json_free(reply);
    text_done(&merged);
    return status;
}

static int write_with(struct run *run, const struct arguments *arguments)
{
    struct session *session = run->session;
    struct argument_reader reader = input_reader(&run->input);
    struct json_writer writer = {.out = &run->with};
    struct error error = {0};

    run->input.says_yes = session->command.yes;
    if (arguments_write(arguments, run->action->takes, &reader, &session->arena, &writer, &error))
        return session_fail_with(session, run->action, &error);
    return 0;
}

/* A place that was named after the verb, and was no field after all, must be where we are. */
static int check_place(struct session *session)
{
    const struct command *command = &session->command;
    const char *named;

    if (!command->state && !command->socket)
        return 0;
    named = command_socket(command->socket, command->state, &session->arena);
    if (strcmp(named, session->caller.socket) == 0)
        return 0;
    return session_fail(session, EX_UNAVAILABLE, "No daemon answers at %s.", named);
}

int run_action(struct session *session, const struct known_action *action)
{
    struct run run = {.session = session, .action = action};
    struct arguments arguments = {0};
    struct error error = {0};
    int status = 0;

    if (arguments_gather(action, &session->command, &session->arena, &arguments, &error))
        status = session_fail_with(session, action, &error);
    if (!status)
        status = check_place(session);
    if (!status)
        status = write_with(&run, &arguments);
    if (!status) {
        session->bar.view = session_view(session, STDERR_FILENO);
        session->bar.view.width -= session->bar.view.width ? 1 : 0; /* the cursor's own cell */
        session->caller.bar = &session->bar;
        session->caller.as = session->command.as;
        run.key = choose_key(session, action);
        status = ask_pages(&run);
    }
    if (!status)
        status = show_pages(&run);
    pages_done(&run.pages);
    input_done(&run.input);
    text_done(&run.with);
    arguments_done(&arguments);
    return status;
}
