/* Errors: filling one in, and what error.def says about each number. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

struct error_kind {
    int code;
    const char *name;
    int http, exit;
    const char *sentence;
};

static const struct error_kind kinds[] = {
#define ERROR(symbol, name, number, http, exit, sentence) {number, name, http, exit, sentence},
#include "base/error.def"
#undef ERROR
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* A number nobody knows can only be a fault of ours. */
static const struct error_kind *kind_of(int code)
{
    const struct error_kind *broken = &kinds[0];
    for (size_t i = 0; i < KINDS; i++) {
        if (kinds[i].code == code)
            return &kinds[i];
        if (kinds[i].code == ERROR_BROKEN)
            broken = &kinds[i];
    }
    return broken;
}

/* What somebody else wrote may stand in a message: control characters become '?', so that no
 * terminal or log takes them for its own. */
static void make_plain(char *text)
{
    unsigned char *byte = (unsigned char *)text;
    for (; *byte != '\0'; byte++) {
        bool is_c1 = byte[0] == 0xc2 && byte[1] >= 0x80 && byte[1] <= 0x9f;
        if (*byte < ' ' || *byte == 0x7f)
            *byte = '?';
        else if (is_c1)
            byte[0] = byte[1] = '?';
    }
}

int error_set(struct error *error, int code, const char *field, const char *format, ...)
{
    if (!error)
        return code;
    /* The arguments may point into `error` itself, when a message is made longer. */
    struct error made = {.code = code};
    va_list args;
    va_start(args, format);
    int length = vsnprintf(made.message, sizeof made.message, format, args);
    va_end(args);
    if (length >= (int)sizeof made.message)
        made.message[utf8_cut(made.message, sizeof made.message - 1)] = '\0';
    if (field) {
        length = snprintf(made.field, sizeof made.field, "%s", field);
        if (length >= (int)sizeof made.field)
            made.field[utf8_cut(made.field, sizeof made.field - 1)] = '\0';
    }
    make_plain(made.message);
    make_plain(made.field);
    *error = made;
    return code;
}

const char *error_name(int code)
{
    return kind_of(code)->name;
}

const char *error_sentence(int code)
{
    return kind_of(code)->sentence;
}

int error_of_folder(int number, const char *path, struct error *error)
{
    if (number == EROFS)
        return error_set(error, ERROR_WRONG, "path",
                         "kithd may not write where %s would lie. Under systemd it may write to "
                         "/var/lib/kith and /var/backups/kith: give a path there, or name the "
                         "folder in ReadWritePaths= of its unit.",
                         path);
    if (number != ENOENT && number != ENOTDIR && number != EACCES)
        return OK;
    return error_set(error, ERROR_WRONG, "path",
                     "Nothing can be written to the folder of %s. Make the folder, let the account "
                     "of kithd write to it, or give another path.",
                     path);
}

int error_http_status(int code)
{
    return code == OK ? 200 : kind_of(code)->http;
}

int error_exit_status(int code)
{
    return code == OK ? 0 : kind_of(code)->exit;
}

int error_by_name(const char *name)
{
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return kinds[i].code;
    return 0;
}
