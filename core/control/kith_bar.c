/* Draws how far a job has come: ten times a second at most, on a terminal; elsewhere as a plain
 * line every ten seconds, so that a log stays short. */
#include "control/kith_bar.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

enum { BAR_CELLS = 24, DRAW_EVERY_MS = 100, TELL_EVERY_MS = 10000 };

#define WIPE "\r\033[K"

static int64_t member_number(const struct json *progress, const char *name)
{
    const struct json *member = json_member(progress, name);
    int64_t number = 0;

    if (member && json_type(member) == JSON_INT)
        number = json_int(member);
    return number < 0 ? 0 : number;
}

static void add_cells(struct text *out, int64_t done, int64_t total)
{
    int64_t filled = done >= total ? BAR_CELLS : done * BAR_CELLS / total;

    text_add_char(out, '[');
    for (int64_t i = 0; i < BAR_CELLS; i++)
        text_add_char(out, i < filled ? '#' : '.');
    text_add(out, STR("] "));
}

static void add_numbers(struct text *out, const struct json *progress)
{
    int64_t done = member_number(progress, "done"), total = member_number(progress, "total");
    const struct json *note = json_member(progress, "note");

    text_print(out, "%lld", (long long)done);
    if (total)
        text_print(out, " of %lld", (long long)total);
    if (note && json_type(note) == JSON_TEXT && json_text(note).len) {
        layout_pad(out, 2);
        layout_add(out, json_text(note));
    }
}

void bar_draw(const struct json *progress, struct layout_view view, struct text *out)
{
    int64_t total = member_number(progress, "total");
    struct text whole = {0};

    if (view.width && total)
        add_cells(&whole, member_number(progress, "done"), total);
    add_numbers(&whole, progress);
    layout_cut(out, text_str(&whole), view.width ? view.width : SIZE_MAX);
    text_done(&whole);
}

/* A bar that is broken off is wiped away before the program ends as the signal wants it. */
static void wipe_and_end(int number)
{
    ssize_t written = write(STDERR_FILENO, WIPE, sizeof WIPE - 1);

    (void)written;
    raise(number);
}

static void catch_endings(void)
{
    static const int endings[] = {SIGINT, SIGTERM};
    struct sigaction before, wiping = {.sa_handler = wipe_and_end, .sa_flags = (int)SA_RESETHAND};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (sigaction(endings[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            sigaction(endings[i], &wiping, NULL);
    }
}

void bar_show(struct bar *bar, const struct json *progress)
{
    int64_t now = clock_ticks_ms();
    int64_t every = bar->view.width ? DRAW_EVERY_MS : TELL_EVERY_MS;
    struct text line = {0};

    if (!progress || json_type(progress) != JSON_OBJECT)
        return;
    if (bar->shown_ms && now - bar->shown_ms < every)
        return;
    if (!bar->shown_ms && !bar->view.width) {
        bar->shown_ms = now; /* a job that is soon done says nothing */
        return;
    }
    bar->shown_ms = now;
    bar_draw(progress, bar->view, &line);
    if (bar->view.width) {
        if (!bar->drawn)
            catch_endings();
        fprintf(stderr, "\r%s\033[K", line.ptr);
        bar->drawn = true;
    } else {
        fprintf(stderr, "%s\n", line.ptr);
    }
    fflush(stderr);
    text_done(&line);
}

void bar_clear(struct bar *bar)
{
    if (bar->drawn)
        fputs(WIPE, stderr);
    bar->drawn = false;
}
