/* kith suppress: hides the small counts of a table that somebody publishes by hand.
 *
 * The same rules as in every number that the daemon shows, but done here: whoever makes a table
 * with another program needs neither a daemon nor a right to ask one. */
#include "control/kith_suppress.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "control/kith_counts.h"
#include "control/kith_layout.h"

struct request {
    const char *file, *preset, *total;
    const char *hide_from, *hide_to, *round_to;
    bool foot, help;
};

struct suppress_option {
    const char *name;
    size_t offset;     /* of the member of struct request */
    const char *value; /* what to call it in help; NULL for a switch */
    const char *summary;
};

static const struct suppress_option options[] = {
    {"preset", offsetof(struct request, preset), "NAME", "membership or workforce: see below."},
    {"hide-from", offsetof(struct request, hide_from), "0|1",
     "0: nobody at all is hidden too; 1: 0 is shown."},
    {"hide-to", offsetof(struct request, hide_to), "N", "The largest number that is hidden."},
    {"round-to", offsetof(struct request, round_to), "N",
     "Other numbers are rounded to the nearest N; 1: not rounded."},
    {"total", offsetof(struct request, total), "NAME",
     "What the row and column of totals are called, if not Total."},
    {"foot", offsetof(struct request, foot), NULL, "Print the rule as the last row of the table."},
    {"help", offsetof(struct request, help), NULL, "Explain this."},
};

static const struct suppress_option *option_find(struct str name)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (str_is(name, options[i].name)) {
            return &options[i];
        }
    }
    return NULL;
}

static int option_take(struct session *session, struct request *request, char *const *words,
                       size_t count, size_t *position)
{
    struct option_word word;
    option_word_parse(words[*position], &word);
    const struct suppress_option *option = option_find(word.name);

    if (!option) {
        return session_fail(session, EX_USAGE,
                            "--%.*s: there is no such option. Try: kith suppress --help",
                            STR_ARGS(word.name));
    }
    char *member = (char *)request + option->offset;
    if (!option->value) {
        *(bool *)(void *)member = true;
        return 0;
    }
    const char *value =
        word.has_value ? word.value.ptr : option_value_after(words, count, *position);
    if (!value || !*value) {
        return session_fail(session, EX_USAGE, "--%s: needs a value: --%s %s.", option->name,
                            option->name, option->value);
    }
    *position += !word.has_value;
    *(const char **)(void *)member = value;
    return 0;
}

static int request_read(struct session *session, char *const *words, size_t count,
                        struct request *request)
{
    for (size_t i = 0; i < count; i++) {
        struct option_word word;
        if (option_word_parse(words[i], &word)) {
            int status = option_take(session, request, words, count, &i);
            if (status) {
                return status;
            }
        } else if (request->file) {
            return session_fail(session, EX_USAGE, "%s: one file at a time, please.", words[i]);
        } else {
            request->file = words[i];
        }
    }
    if (!request->file && !request->help) {
        session_fail(session, EX_USAGE, "Which file? kith suppress FILE --preset membership");
        return EX_USAGE;
    }
    return 0;
}

static void help_print(struct session *session, struct text *out)
{
    size_t width = session_view(session, STDOUT_FILENO).width;

    text_add(out, STR("Hides the small counts of a table, and as many more as it takes that "
                      "nobody can\nwork them out. It needs no daemon.\n\n"
                      "  kith suppress FILE --preset NAME > shown.csv\n"
                      "  kith suppress FILE --hide-from 0|1 --hide-to N --round-to N\n\n"
                      "FILE is CSV or XLSX. Its first row has the names of the columns, its "
                      "first\ncolumn those of the rows. The last column and the last row may be "
                      "totals. Each\nperson must be counted in one cell only. A table that was "
                      "published before, with\nother numbers, can be subtracted from this one: "
                      "publish rarely.\n\nOptions\n"));
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const char *term = arena_print(&session->arena, "  --%s %s", options[i].name,
                                       options[i].value ? options[i].value : "");
        text_add(out,
                 str_of(arena_print(&session->arena, "%-18s  %s\n", term, options[i].summary)));
    }
    text_add(out, STR("\nPresets\n"));
    for (size_t i = 0; suppress_preset_at(i); i++) {
        const struct suppress_preset *preset = suppress_preset_at(i);
        text_add(out, str_of(arena_print(&session->arena, "  %-16s  ", preset->name)));
        layout_wrap(out, str_of(suppress_rule(preset, &session->arena)), 20, width ? width : 80);
        text_add_char(out, '\n');
    }
}

static int number_take(struct session *session, const char *name, const char *text, int64_t *number)
{
    if (text && !str_to_int(str_of(text), number)) {
        return session_fail(session, EX_USAGE, "--%s: \"%s\" is not a whole number.", name, text);
    }
    return 0;
}

/* A preset by its name, of which single numbers may be given otherwise; or one of numbers. */
static int preset_make(struct session *session, const struct request *request,
                       struct suppress_preset *ret_preset)
{
    bool whole = request->hide_from && request->hide_to && request->round_to;
    const struct suppress_preset *named =
        request->preset ? suppress_preset_find(str_of(request->preset)) : NULL;

    if (request->preset && !named) {
        return session_fail(session, EX_USAGE,
                            "--preset: there is no \"%s\". Try membership or workforce.",
                            request->preset);
    }
    if (!named && !whole) {
        return session_fail(session, EX_USAGE,
                            "By which rule? Give --preset membership, --preset workforce, or all "
                            "of --hide-from, --hide-to and --round-to.");
    }
    *ret_preset = named ? *named : (struct suppress_preset){.name = "own"};
    int status = number_take(session, "hide-from", request->hide_from, &ret_preset->hide_from);
    if (!status) {
        status = number_take(session, "hide-to", request->hide_to, &ret_preset->hide_to);
    }
    if (!status) {
        status = number_take(session, "round-to", request->round_to, &ret_preset->round_to);
    }
    struct error error = {0};
    if (!status && suppress_preset_check(ret_preset, &error) != OK) {
        return session_fail(session, EX_USAGE, "--%s: %s",
                            name_as_typed(&session->arena, str_of(error.field)), error.message);
    }
    return status;
}

static int file_read(struct session *session, const struct request *request,
                     struct counts *ret_counts)
{
    struct error error = {0};
    int file = open(request->file, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (file < 0) {
        return session_fail(session, EX_NOINPUT, "%s: %s.", request->file, strerror(errno));
    }
    int err = counts_read(file, str_of(request->total), &session->arena, ret_counts, &error);
    close(file);
    return err == OK ? 0
                     : session_fail(session, EX_DATAERR, "%s: %s", request->file, error.message);
}

static int shown_print(struct session *session, const struct request *request,
                       const struct suppress_preset *preset, const struct counts *counts)
{
    struct suppress_release release;
    struct error error = {0};
    struct text out = {0};
    const char *rule = suppress_rule(preset, &session->arena);

    if (suppress(preset, &counts->table, &session->arena, &release, &error) != OK) {
        return session_fail(session, EX_DATAERR, "%s: %s", request->file, error.message);
    }
    counts_write(counts, &release, request->foot ? str_of(rule) : (struct str){0}, &session->arena,
                 &out);
    int status = session_print(session, text_str(&out));
    text_done(&out);
    if (!request->foot && !status) {
        fprintf(stderr, "%s\n", rule);
    }
    return status;
}

int suppress_command(struct session *session, char *const *words, size_t count)
{
    struct request request = {0};
    struct suppress_preset preset;
    struct counts counts;
    int status = request_read(session, words, count, &request);

    if (!status && request.help) {
        struct text out = {0};
        help_print(session, &out);
        status = session_print(session, text_str(&out));
        text_done(&out);
        return status;
    }
    if (!status) {
        status = preset_make(session, &request, &preset);
    }
    if (!status) {
        status = file_read(session, &request, &counts);
    }
    return status ? status : shown_print(session, &request, &preset, &counts);
}
