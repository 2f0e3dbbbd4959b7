/* The state directory: made, locked, flushed. */
#include "store/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"

int directory_fail(int number, const char *path, const char *what, struct error *error)
{
    int code = number == ENOSPC || number == EDQUOT ? ERROR_FULL
               : number == ENOMEM                   ? ERROR_MEMORY
                                                    : ERROR_DISK;
    return error_set(error, code, NULL, "%s cannot be %s: %s.", path, what, strerror(number));
}

int directory_flush(const char *dir, struct error *error)
{
    int file = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) {
        return directory_fail(errno, dir, "opened", error);
    }
    int failed = fsync(file) == 0 ? 0 : errno;
    close(file);
    return failed ? directory_fail(failed, dir, "flushed to disk", error) : OK;
}

int directory_flush_of(const char *path, struct error *error)
{
    struct text copy = {0};
    text_add(&copy, str_of(path));
    int err = directory_flush(dirname(copy.ptr), error);
    text_done(&copy);
    return err;
}

int directory_make(const char *dir, struct error *error)
{
    if (mkdir(dir, 0700) == 0) {
        return directory_flush_of(dir, error);
    }
    return errno == EEXIST ? OK : directory_fail(errno, dir, "made", error);
}

int directory_give(const char *dir, int file, struct error *error)
{
    struct stat about;
    if (geteuid() != 0) {
        return OK;
    }
    bool given = stat(dir, &about) == 0 && fchown(file, about.st_uid, about.st_gid) == 0;
    return given ? OK : directory_fail(errno, dir, "given what was made in it", error);
}

int directory_lock(const char *dir, int *ret_lock, struct error *error)
{
    struct text path = {0};
    text_print(&path, "%s/lock", dir);
    int lock = open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int failed = lock < 0 ? errno : 0;
    int err = failed ? directory_fail(failed, path.ptr, "opened", error) : OK;
    err = err ? err : directory_give(dir, lock, error);
    if (!err && flock(lock, LOCK_EX | LOCK_NB) != 0) {
        failed = errno;
        err = failed == EWOULDBLOCK
                  ? error_set(error, ERROR_CLASH, NULL,
                              "Kith is already running on %s. Stop it first, or give another "
                              "state directory.",
                              dir)
                  : directory_fail(failed, path.ptr, "locked", error);
    }
    text_done(&path);
    if (err) {
        if (lock >= 0) {
            close(lock);
        }
        return err;
    }
    *ret_lock = lock;
    return OK;
}
