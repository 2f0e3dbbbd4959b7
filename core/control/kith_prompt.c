/* Asks at the terminal.
 *
 * While the echo is off, a signal must not end the program before it is on again: signals are
 * taken from a descriptor, and raised once the terminal is as it was. */
#include "control/kith_prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "control/kith_layout.h"

enum { ANSWER_MOST = 4096 };

static void say(int terminal, struct str text)
{
    ssize_t written = write(terminal, text.ptr, text.len);

    (void)written; /* without a prompt the answer can still be typed */
}

/* A question on its way: the terminal, and the signals that would end the program. */
struct asking {
    int terminal, signals;
    struct str question;
};

/* Reads a line until it ends, or a signal comes: its number, else 0. */
static int read_answer(const struct asking *asking, struct text *ret_answer)
{
    say(asking->terminal, asking->question);
    for (;;) {
        struct pollfd waiting[] = {{.fd = asking->terminal, .events = POLLIN},
                                   {.fd = asking->signals, .events = POLLIN}};
        struct signalfd_siginfo caught;
        char c;

        if (poll(waiting, 2, -1) < 0) {
            if (errno == EINTR)
                continue;
            return 0;
        }
        if (waiting[1].revents &&
            read(asking->signals, &caught, sizeof caught) == (ssize_t)sizeof caught)
            return (int)caught.ssi_signo;
        if (waiting[0].revents && (read(asking->terminal, &c, 1) != 1 || c == '\n'))
            return 0;
        if (waiting[0].revents && ret_answer->len < ANSWER_MOST)
            text_add_char(ret_answer, c);
    }
}

/* The echo is off before the question is there: nothing that is typed after it is shown. */
static int read_without_echo(const struct asking *asking, struct text *ret_answer)
{
    struct termios normal, quiet;
    int caught;

    if (tcgetattr(asking->terminal, &normal) != 0)
        return read_answer(asking, ret_answer);
    quiet = normal;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    quiet.c_lflag |= ECHONL;
    tcsetattr(asking->terminal, TCSAFLUSH, &quiet);
    caught = read_answer(asking, ret_answer);
    tcsetattr(asking->terminal, TCSADRAIN, &normal);
    return caught;
}

static bool ask(struct str question, int (*read_line)(const struct asking *, struct text *),
                struct text *ret_answer)
{
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
    struct asking asking = {.question = question};
    sigset_t held, before;
    int caught;

    asking.terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (asking.terminal < 0)
        return false;
    sigemptyset(&held);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        sigaddset(&held, ending[i]);
    sigprocmask(SIG_BLOCK, &held, &before);
    asking.signals = signalfd(-1, &held, SFD_CLOEXEC);
    caught = read_line(&asking, ret_answer);
    close(asking.signals);
    close(asking.terminal);
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (caught)
        raise(caught);
    return true;
}

bool prompt_secret(const char *name, struct str summary, struct text *ret_answer)
{
    struct text question = {0};
    bool asked;

    layout_add(&question, summary.len ? summary : str_of(name));
    text_print(&question, "\n%s (not shown): ", name);
    text_print(ret_answer, "%s", "");
    asked = ask(text_str(&question), read_without_echo, ret_answer);
    text_done(&question);
    return asked;
}

bool prompt_yes(const char *name, struct str summary, bool *ret_yes)
{
    struct text question = {0}, answer = {0};
    bool asked;

    layout_add(&question, summary.len ? summary : str_of(name));
    text_add(&question, STR(" Yes or no? [y/N] "));
    asked = ask(text_str(&question), read_answer, &answer);
    *ret_yes = str_is(str_trim(text_str(&answer)), "y") ||
               str_is(str_trim(text_str(&answer)), "yes") || str_is(text_str(&answer), "Y");
    text_done(&question);
    text_done(&answer);
    return asked;
}
