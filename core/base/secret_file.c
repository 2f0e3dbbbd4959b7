/* Small files of the folder `secret` of a state: written whole, read, destroyed. */
#include "base/secret_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"

enum { FILE_MOST = 256 };

static int disk_fail(struct error *error, const char *what, const char *name)
{
    int code = errno == ENOSPC || errno == EDQUOT ? ERROR_FULL : ERROR_DISK;
    return error_set(error, code, NULL, "%s secret/%s did not work: %s.", what, name,
                     strerror(errno));
}

/* The folder, made if it is not there: where the master key is a credential there may be none. */
static int folder_open(const char *state_dir, const char *name, int *ret_folder,
                       struct error *error)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/secret", state_dir);
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return disk_fail(error, "Making the folder of", name);
    *ret_folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *ret_folder < 0 ? disk_fail(error, "Opening the folder of", name) : OK;
}

static bool write_all(int file, struct str bytes)
{
    for (size_t done = 0; done < bytes.len;) {
        ssize_t more = write(file, bytes.ptr + done, bytes.len - done);
        if (more < 0 && errno != EINTR)
            return false;
        done += more > 0 ? (size_t)more : 0;
    }
    return fsync(file) == 0;
}

/* Written under another name first, which nobody reads; a crash may leave that. */
static int write_in(int folder, const char *name, struct str bytes, struct error *error)
{
    char new_name[NAME_MAX];
    snprintf(new_name, sizeof new_name, "%s.new", name);
    unlinkat(folder, new_name, 0);
    int file = openat(folder, new_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return disk_fail(error, "Making", name);
    bool written = write_all(file, bytes);
    int err = written ? OK : disk_fail(error, "Writing", name);
    close(file);
    if (err == OK && linkat(folder, new_name, folder, name, 0) != 0)
        err = errno == EEXIST
                  ? error_set(error, ERROR_CLASH, NULL, "secret/%s is there already.", name)
                  : disk_fail(error, "Naming", name);
    unlinkat(folder, new_name, 0);
    if (err == OK && fsync(folder) != 0)
        err = disk_fail(error, "Writing", name);
    return err;
}

int secret_file_write(const char *state_dir, const char *name, struct str bytes,
                      struct error *error)
{
    int folder = -1;
    int err = folder_open(state_dir, name, &folder, error);
    if (err != OK)
        return err;
    err = write_in(folder, name, bytes, error);
    close(folder);
    return err;
}

static int file_open(const char *state_dir, const char *name, int how)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/secret/%s", state_dir, name);
    return open(path, how | O_CLOEXEC | O_NOFOLLOW);
}

int secret_file_read(const char *state_dir, const char *name, void *out, size_t size,
                     struct error *error)
{
    char bytes[FILE_MOST + 1];
    int file = file_open(state_dir, name, O_RDONLY);
    if (file < 0)
        return errno == ENOENT ? error_set(error, ERROR_MISSING, NULL, "secret/%s is gone.", name)
                               : disk_fail(error, "Opening", name);
    ssize_t got = read(file, bytes, sizeof bytes);
    int err = got < 0 ? disk_fail(error, "Reading", name) : OK; /* not damaged, for all we know */
    close(file);
    if (err != OK)
        return err;
    bool is_whole = got >= 0 && (size_t)got == size;
    if (is_whole)
        memcpy(out, bytes, size);
    secret_wipe(bytes, sizeof bytes);
    return is_whole ? OK : error_set(error, ERROR_BROKEN, NULL, "secret/%s is damaged.", name);
}

int secret_file_each(const char *state_dir, const char *prefix,
                     int (*each)(void *self, const char *name), void *self, struct error *error)
{
    char path[PATH_MAX];
    const struct dirent *entry;
    int err = OK;
    snprintf(path, sizeof path, "%s/secret", state_dir);
    DIR *folder = opendir(path);
    if (folder == NULL)
        return errno == ENOENT ? OK : disk_fail(error, "Listing", prefix);
    while (err == OK && (entry = readdir(folder)) != NULL)
        if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0)
            err = each(self, entry->d_name);
    closedir(folder);
    return err;
}

bool secret_file_is_there(const char *state_dir, const char *name)
{
    int file = file_open(state_dir, name, O_RDONLY);
    if (file >= 0)
        close(file);
    return file >= 0 || errno != ENOENT;
}

static bool write_over(int file)
{
    static const char nothing[512];
    struct stat about;
    if (fstat(file, &about) != 0)
        return false;
    for (off_t at = 0; at < about.st_size; at += (off_t)sizeof nothing) {
        off_t left = about.st_size - at;
        size_t size = left < (off_t)sizeof nothing ? (size_t)left : sizeof nothing;
        if (pwrite(file, nothing, size, at) < 0)
            return false;
    }
    return fsync(file) == 0;
}

int secret_file_destroy(const char *state_dir, const char *name, struct error *error)
{
    int folder = -1, err = OK;
    int file = file_open(state_dir, name, O_WRONLY);
    if (file < 0)
        return errno == ENOENT ? OK : disk_fail(error, "Opening", name);
    if (!write_over(file))
        err = disk_fail(error, "Overwriting", name);
    close(file);
    if (err == OK)
        err = folder_open(state_dir, name, &folder, error);
    if (err != OK)
        return err;
    if (unlinkat(folder, name, 0) != 0 || fsync(folder) != 0)
        err = disk_fail(error, "Removing", name);
    close(folder);
    return err;
}
