/* A session: one run of the command, with its daemon, its terminal and its messages. */
#ifndef CONTROL_KITH_SESSION_H
#define CONTROL_KITH_SESSION_H

#include "control/kith_ask.h"
#include "control/kith_catalogue.h"
#include "control/kith_command.h"

struct session {
    struct command command;
    struct arena arena;
    struct caller caller;
    struct bar bar;
    struct answer described; /* holds what the catalogue lends */
    struct catalogue catalogue;
};

/* How standard output (1) or error (2) shows things. */
struct layout_view session_view(const struct session *session, int descriptor);

/* Finds the daemon and asks what it can do. 0, or the exit status after a message. */
int session_open(struct session *session);
/* The same for completion: silent, and not waiting longer than `wait_ms` for anything. */
bool session_open_quietly(struct session *session, int64_t wait_ms);
void session_done(struct session *session);

/* Prints "error: …" and gives the exit status. */
int session_fail(const struct session *session, int exit_status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for an error found here: the field as the option is typed. `action` may be NULL. */
int session_fail_with(struct session *session, const struct known_action *action,
                      const struct error *error);
/* The same for what became of a call; `key` NULL if it changed nothing. */
int session_fail_call(struct session *session, const struct known_action *action,
                      const struct answer *answer, const char *key);

/* Writes to standard output. 0, or the exit status after a message. */
int session_print(const struct session *session, struct str text);

#endif
