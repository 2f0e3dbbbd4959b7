/* What the files of `sheet` share: for base only.
 *
 * A reader (CSV in sheet_text.c, XLSX in sheet_xlsx.c) fills the row that sheet.c hands on. It is
 * opened, read as far as the header may stand, begun again, and read to the end. */
#ifndef BASE_SHEET_INSIDE_H
#define BASE_SHEET_INSIDE_H

#include "base/arena.h"
#include "base/list.h"
#include "base/sheet.h"

#define SAVE_AGAIN                                                                                 \
    "Open it in the program it comes from, save it again as XLSX or CSV, and try again."

struct span {
    size_t start, length; /* within the row's bytes */
};

struct sheet_reader {
    int (*begin)(struct sheet *sheet); /* reads from the first row on, however often */
    int (*next)(struct sheet *sheet);  /* one more row, even an empty one: 1, 0, or an error */
    void (*progress)(const struct sheet *sheet, int64_t *ret_done, int64_t *ret_total);
    void (*close)(struct sheet *sheet);
};

struct sheet {
    int file;
    int64_t size;
    struct sheet_options options;
    struct error *error;
    struct arena arena; /* of the shape */
    struct sheet_shape shape;
    struct sheet_found found[SHEET_WANTED_MOST];
    const struct sheet_reader *reader;
    void *state; /* the reader's own */

    /* The row being read: */
    size_t number;
    struct text bytes;
    struct text cell; /* being tidied */
    struct span spans[SHEET_COLUMNS_MOST];
    struct str cells[SHEET_COLUMNS_MOST];
    size_t count;
    const char *fault;
};

/* ---- rows (sheet.c) ---- */

void row_begin(struct sheet *sheet, size_t number);
/* Sets the cell of a column at or right of the last one, tidied; a limit broken is a fault. */
void row_cell(struct sheet *sheet, size_t column, struct str text);
struct str row_read(const struct sheet *sheet, size_t column); /* a cell that was set */
void row_fault(struct sheet *sheet, const char *fault);        /* the first one is kept */
int sheet_fail(struct sheet *sheet, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Reads all of `size` bytes at `at`, or as many as there are; a negative error if not even that. */
int64_t sheet_pread(struct sheet *sheet, void *bytes, size_t size, int64_t at);

/* ---- headers (sheet_header.c) ---- */

int header_find(struct sheet *sheet);
void column_letters(size_t column, char ret_letters[4]); /* 0 is "A"; "?" past "ZZZ" */

/* ---- CSV (sheet_text.c, sheet_encoding.c) ---- */

enum encoding { ENCODING_UTF8, ENCODING_UTF16_LE, ENCODING_UTF16_BE, ENCODING_1252 };

struct encoding_guess {
    enum encoding encoding;
    const char *name;
    size_t mark; /* bytes of the byte order mark */
};

int text_open(struct sheet *sheet); /* sets reader and state */
/* Looks at the whole file. WRONG if it is no text. */
int encoding_guess(struct sheet *sheet, struct encoding_guess *ret_guess);
/* Adds bytes as UTF-8; answers how many were used (all but what may go on in the next piece). What
 * means nothing becomes the byte 0xFF, so that its row is found faulty. `last`: nothing follows. */
size_t encoding_decode(enum encoding encoding, struct str bytes, bool last, struct text *out);

/* ---- XLSX ---- */

int xlsx_open(struct sheet *sheet); /* sets reader and state */

/* A zip file's parts, one read at a time (sheet_zip.c). */
struct zip;
int zip_open(struct sheet *sheet, struct zip **ret_zip);
bool zip_has(struct zip *zip, const char *part);
int zip_enter(struct zip *zip, const char *part);        /* WRONG: missing, locked */
int zip_read(struct zip *zip, void *bytes, size_t size); /* bytes, 0 at the end, an error */
void zip_progress(const struct zip *zip, int64_t *ret_done, int64_t *ret_total);
void zip_close(struct zip *zip);

/* XML of one part, in pieces (sheet_xml.c). Names come without their prefix. */
struct xml;
struct xml_events { /* each answers 0, or an error that it set, which ends the reading */
    int (*open)(void *self, const char *name, const char *const *attributes);
    int (*close)(void *self, const char *name);
    int (*text)(void *self, struct str text);
};
int xml_open(struct sheet *sheet, struct zip *zip, const char *part,
             const struct xml_events *events, void *self, struct xml **ret_xml);
/* Goes on until xml_pause or the end: 1 after a pause, 0 at the end, or an error. */
int xml_run(struct xml *xml);
void xml_pause(struct xml *xml); /* from an event; the next xml_run goes on behind it */
void xml_close(struct xml *xml);
/* Reads the whole of a part. */
int xml_read(struct sheet *sheet, struct zip *zip, const char *part,
             const struct xml_events *events, void *self);
const char *xml_attribute(const char *const *attributes, const char *name); /* NULL if absent */

/* Texts that cells share, by number (sheet_strings.c): in memory, then in a temporary file. */
struct strings;
struct strings *strings_new(const char *folder);
int strings_add(struct strings *strings, struct str text, struct sheet *sheet);
/* False if there is none of that number. Lent until the next call. */
bool strings_get(struct strings *strings, int64_t number, struct str *ret_text);
void strings_free(struct strings *strings);

/* How a number is shown (sheet_number.c). */
enum number_form { NUMBER_PLAIN, NUMBER_DATE, NUMBER_TIME, NUMBER_BOTH };

struct number_style {
    unsigned char form;  /* enum number_form */
    unsigned char zeros; /* whole numbers have at least so many digits */
};

struct number_style number_style_builtin(int64_t id);
struct number_style number_style_read(const char *format);
/* Adds a number, written as XML has it: whole ones without an exponent, dates as ISO dates. */
void number_print(struct str number, struct number_style style, bool from_1904, struct text *out);

#endif
