/* The ledger of erasures: a file that is only appended to, locked while it is, and flushed. */
#include "store/erased.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "store/connection.h"
#include "store/directory.h"

static char *path_of(const char *dir)
{
    struct text path = {0};
    text_print(&path, "%s/erased", dir);
    return path.ptr;
}

bool erased_is_there(const char *dir)
{
    char *path = path_of(dir);
    bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

static int read_all(int file, const char *path, struct text *ret_text, struct error *error)
{
    char piece[16384];
    ssize_t got;
    while ((got = read(file, piece, sizeof piece)) > 0)
        text_add(ret_text, (struct str){piece, (size_t)got});
    return got < 0 ? directory_fail(errno, path, "read", error) : OK;
}

int erased_read(const char *dir, struct text *ret_text, struct error *error)
{
    char *path = path_of(dir);
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), err;
    if (file >= 0)
        err = read_all(file, path, ret_text, error);
    else if (errno == ENOENT)
        err = error_set(error, ERROR_MISSING, NULL, "There is no file %s.", path);
    else
        err = directory_fail(errno, path, "opened", error);
    if (file >= 0)
        close(file);
    free(path);
    return err;
}

/* Where the next line begins: after the last whole one. What lies behind it is the beginning of a
 * line that a crash cut short, unless it is longer than a line can be: then it is left alone. */
static int end_find(int file, const char *path, off_t *ret_end, struct error *error)
{
    char tail[ERASED_LINE];
    struct stat about;
    if (fstat(file, &about) != 0)
        return directory_fail(errno, path, "looked at", error);
    off_t from = about.st_size > ERASED_LINE ? about.st_size - ERASED_LINE : 0;
    ssize_t got = pread(file, tail, sizeof tail, from);
    if (got < 0)
        return directory_fail(errno, path, "read", error);
    const char *newline = memrchr(tail, '\n', (size_t)got);
    *ret_end = newline != NULL ? from + (newline - tail) + 1 : from;
    if (newline == NULL && from > 0) {
        *ret_end = about.st_size + 1;
        return pwrite(file, "\n", 1, about.st_size) == 1
                   ? OK
                   : directory_fail(errno, path, "written", error);
    }
    if (*ret_end != about.st_size && ftruncate(file, *ret_end) != 0)
        return directory_fail(errno, path, "mended", error);
    return OK;
}

static int write_all(int file, const char *path, struct str lines, struct error *error)
{
    off_t end = 0;
    int err = end_find(file, path, &end, error);
    if (err != OK)
        return err; /* nothing was begun */
    for (size_t put = 0; put < lines.len && err == OK;) {
        ssize_t wrote = pwrite(file, lines.ptr + put, lines.len - put, end + (off_t)put);
        if (wrote < 0 && errno != EINTR)
            err = directory_fail(errno, path, "written", error);
        put += wrote > 0 ? (size_t)wrote : 0;
    }
    if (err != OK) {
        int failed = ftruncate(file, end); /* what was begun goes at the next append at latest */
        (void)failed;
        return err;
    }
    /* As with the database: after a failed flush only a new start can tell what the disk holds. */
    if (fsync(file) != 0)
        err = connection_error(SQLITE_IOERR_FSYNC);
    return err;
}

int erased_append(const char *dir, struct str lines, struct error *error)
{
    char *path = path_of(dir);
    bool is_new = access(path, F_OK) != 0;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int err = file < 0 ? directory_fail(errno, path, "opened", error) : OK;
    if (err == OK && flock(file, LOCK_EX) != 0)
        err = directory_fail(errno, path, "locked", error);
    if (err == OK)
        err = write_all(file, path, lines, error);
    if (err == OK && is_new)
        err = directory_flush(dir, error);
    if (file >= 0)
        close(file); /* which unlocks it */
    free(path);
    return err;
}
