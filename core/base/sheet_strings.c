/* Texts that the cells of a workbook share, by number.
 *
 * A workbook of a million people may hold hundreds of megabytes of them. The first few are kept in
 * memory, since texts that are used often come early; the others in a temporary file without a
 * name, of which one window is in memory. Cells ask for them mostly in order. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/sheet_inside.h"

enum { KEPT = 2 << 20, WINDOW = 65536 };
#define TEXT_MOST  (INT64_C(256) << 20)
#define COUNT_MOST (INT64_C(32) << 20)

/* Bytes that are first all written, then read anywhere. */
struct spool {
    const char *folder;
    struct text kept;
    int file; /* -1 until it is needed */
    int64_t size;
    char *window;      /* of the file: what waits to be written, or what was read */
    int64_t window_at; /* within the file */
    size_t window_length;
    bool is_read;
};

struct strings {
    struct spool texts, ends; /* one behind the other; the place where each ends */
    int64_t count;
    struct text answer;
};

/* ---- spools ---- */

static int file_open(const char *folder)
{
    char path[4096];
    int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0 || (size_t)snprintf(path, sizeof path, "%s/sheet-XXXXXX", folder) >= sizeof path)
        return file;
    file = mkostemp(path, O_CLOEXEC); /* a file system that knows no files without names */
    if (file >= 0)
        unlink(path);
    return file;
}

static int window_write(struct spool *spool, struct error *error)
{
    if (spool->file < 0)
        spool->file = file_open(spool->folder);
    for (size_t done = 0; done < spool->window_length;) {
        ssize_t put = spool->file < 0
                          ? -1
                          : pwrite(spool->file, spool->window + done, spool->window_length - done,
                                   spool->window_at + (int64_t)done);
        if (put <= 0)
            return error_set(error, errno == ENOSPC || errno == EDQUOT ? ERROR_FULL : ERROR_DISK,
                             NULL,
                             "There is no room for a temporary file beside this workbook. "
                             "Free some space, or save it as CSV.");
        done += (size_t)put;
    }
    spool->window_at += (int64_t)spool->window_length;
    spool->window_length = 0;
    return OK;
}

static int spool_add(struct spool *spool, struct str bytes, struct error *error)
{
    spool->size += (int64_t)bytes.len;
    size_t room = KEPT - spool->kept.len;
    size_t first = bytes.len < room ? bytes.len : room;
    text_add(&spool->kept, (struct str){bytes.ptr, first});
    for (size_t at = first; at < bytes.len;) {
        if (spool->window == NULL)
            spool->window = memory_take(WINDOW);
        size_t left = WINDOW - spool->window_length;
        size_t part = bytes.len - at < left ? bytes.len - at : left;
        memcpy(spool->window + spool->window_length, bytes.ptr + at, part);
        spool->window_length += part;
        at += part;
        int err = spool->window_length == WINDOW ? window_write(spool, error) : OK;
        if (err != OK)
            return err;
    }
    return OK;
}

/* What the window holds of the file at `at`; the window is moved there if it is elsewhere. */
static struct str window_read(struct spool *spool, int64_t at)
{
    bool is_inside =
        at >= spool->window_at && at < spool->window_at + (int64_t)spool->window_length;
    if (!is_inside) {
        if (!spool->is_read && window_write(spool, NULL) != OK)
            return (struct str){0};
        spool->is_read = true;
        ssize_t got = spool->file < 0 ? 0 : pread(spool->file, spool->window, WINDOW, at);
        spool->window_at = at;
        spool->window_length = got > 0 ? (size_t)got : 0;
    }
    size_t skip = (size_t)(at - spool->window_at);
    return (struct str){spool->window + skip, spool->window_length - skip};
}

static bool spool_read(struct spool *spool, int64_t at, size_t size, struct text *out)
{
    while (size > 0) {
        int64_t kept = (int64_t)spool->kept.len;
        struct str part = at < kept ? (struct str){spool->kept.ptr + at, (size_t)(kept - at)}
                                    : window_read(spool, at - kept);
        if (part.len == 0)
            return false;
        part.len = part.len < size ? part.len : size;
        text_add(out, part);
        at += (int64_t)part.len;
        size -= part.len;
    }
    return true;
}

static void spool_done(struct spool *spool)
{
    if (spool->file >= 0)
        close(spool->file);
    text_done(&spool->kept);
    free(spool->window);
}

/* ---- strings ---- */

struct strings *strings_new(const char *folder)
{
    struct strings *strings = memory_take(sizeof *strings);
    strings->texts.folder = strings->ends.folder = folder == NULL ? "/tmp" : folder;
    strings->texts.file = strings->ends.file = -1;
    return strings;
}

int strings_add(struct strings *strings, struct str text, struct sheet *sheet)
{
    if (strings->texts.size + (int64_t)text.len > TEXT_MOST || strings->count == COUNT_MOST)
        return sheet_fail(sheet, "The workbook holds more than 256 MiB of different texts. Save "
                                 "the sheet as CSV, and try again.");
    int err = spool_add(&strings->texts, text, sheet->error);
    int64_t end = strings->texts.size;
    if (err == OK)
        err = spool_add(&strings->ends, (struct str){(const char *)&end, sizeof end}, sheet->error);
    strings->count++;
    return err;
}

static bool end_read(struct strings *strings, int64_t number, int64_t *ret_end)
{
    *ret_end = 0;
    if (number < 0)
        return true; /* the first begins at 0 */
    text_clear(&strings->answer);
    if (!spool_read(&strings->ends, number * (int64_t)sizeof *ret_end, sizeof *ret_end,
                    &strings->answer))
        return false;
    memcpy(ret_end, strings->answer.ptr, sizeof *ret_end);
    return true;
}

bool strings_get(struct strings *strings, int64_t number, struct str *ret_text)
{
    int64_t start, end;
    *ret_text = (struct str){0};
    if (number < 0 || number >= strings->count || !end_read(strings, number - 1, &start) ||
        !end_read(strings, number, &end))
        return false;
    text_clear(&strings->answer);
    if (!spool_read(&strings->texts, start, (size_t)(end - start), &strings->answer))
        return false;
    *ret_text = text_str(&strings->answer);
    return true;
}

void strings_free(struct strings *strings)
{
    if (strings == NULL)
        return;
    spool_done(&strings->texts);
    spool_done(&strings->ends);
    text_done(&strings->answer);
    free(strings);
}
