/* An error: a number from error.def, the field it concerns, and a sentence for a person.
 *
 * Functions return 0 or one of these negative numbers, and fill `struct error` on failure
 * only. A function logs or returns an error, never both. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

enum {
    OK = 0,
#define ERROR(symbol, name, number, http, exit, sentence) ERROR_##symbol = (number),
#include "base/error.def"
#undef ERROR
};

/* Exit statuses of kithd that are no crash: the next start holds every acknowledged write. */
enum {
    EXIT_FLUSH_FAILED = 90, /* an fsync failed: what the page cache holds is unknown */
    EXIT_NO_MEMORY = 91,    /* the core ran out of memory */
};

struct error {
    int code;
    char field[64];    /* the argument at fault, "" if none */
    char message[448]; /* UTF-8, what happened and what to do */
};

/* Fills `error` (may be NULL) and returns `code`. `field` may be NULL. Cut at a character;
 * control characters become '?'. */
int error_set(struct error *error, int code, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A file that somebody named could not be made: WRONG with what to do if the folder is at fault by
 * this errno; 0 if it is something else. */
int error_of_folder(int number, const char *path, struct error *error);

const char *error_name(int code);     /* "clash"; "broken" for a number unknown */
const char *error_sentence(int code); /* the general sentence of error.def */
int error_http_status(int code);
int error_exit_status(int code);
int error_by_name(const char *name); /* 0 if there is none */

#endif
