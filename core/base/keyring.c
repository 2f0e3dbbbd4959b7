/* The master key: where it is kept, how it is first made, and the keys made from it.
 *
 * A database whose key is lost cannot be read by anyone. So a key is only ever made where no
 * database stands, is on the disk before it is used, and is never written over.
 * The file holds 32 bytes, or the text of an export: so an export can be copied back as it is. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"

enum {
    KEY_ABSENT = 1, /* no error yet: the next place is tried */
    KEY_TEXT_MOST = 255,
    KEY_HEX = SECRET_KEY_SIZE * 2,
    CHECK_SIZE = 4,
};

static const char use_context[] = "kithkeys"; /* part of the format */
static const char key_name[] = "master.key", key_new_name[] = "master.key.new";

_Static_assert(sizeof use_context == crypto_kdf_CONTEXTBYTES + 1, "a context is 8 bytes");
_Static_assert(crypto_kdf_KEYBYTES == SECRET_KEY_SIZE, "the master key is used as it is");

/* Eight digits that tell a key copied wrongly. */
static void check_print(const unsigned char master[SECRET_KEY_SIZE], char out[CHECK_SIZE * 2 + 1])
{
    unsigned char hash[SECRET_HASH_SIZE];
    crypto_generichash(hash, sizeof hash, master, SECRET_KEY_SIZE, NULL, 0);
    sodium_bin2hex(out, CHECK_SIZE * 2 + 1, hash, CHECK_SIZE);
}

static bool key_parse(struct str text, unsigned char ret_master[SECRET_KEY_SIZE])
{
    if (text.len == SECRET_KEY_SIZE) {
        memcpy(ret_master, text.ptr, SECRET_KEY_SIZE);
        return true;
    }
    size_t size;
    if (text.len < KEY_HEX ||
        sodium_hex2bin(ret_master, SECRET_KEY_SIZE, text.ptr, KEY_HEX, NULL, &size, NULL) != 0)
        return false;
    struct str rest = str_trim((struct str){text.ptr + KEY_HEX, text.len - KEY_HEX});
    char line[32], check[CHECK_SIZE * 2 + 1];
    check_print(ret_master, check);
    snprintf(line, sizeof line, "check %s", check);
    return size == SECRET_KEY_SIZE && (rest.len == 0 || str_is(rest, line));
}

static ssize_t file_read(int file, char *out, size_t size)
{
    size_t got = 0;
    while (got < size) {
        ssize_t more = read(file, out + got, size - got);
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return -1;
        if (more == 0)
            break;
        got += (size_t)more;
    }
    return (ssize_t)got;
}

static bool file_write(int file, const void *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t more = write(file, (const char *)bytes + done, size - done);
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return false;
        done += (size_t)more;
    }
    return fsync(file) == 0;
}

static int disk_error(struct error *error, const char *what, const char *path)
{
    int code = errno == ENOSPC || errno == EDQUOT ? ERROR_FULL : ERROR_DISK;
    return error_set(error, code, NULL, "%s %s did not work: %s.", what, path, strerror(errno));
}

static int master_read(int file, const char *path, unsigned char ret_master[SECRET_KEY_SIZE],
                       struct error *error)
{
    char text[KEY_TEXT_MOST + 1];
    ssize_t size = file_read(file, text, sizeof text);
    int err = OK;
    if (size < 0)
        err = disk_error(error, "Reading the key", path);
    else if (!key_parse((struct str){text, (size_t)size}, ret_master))
        err = error_set(error, ERROR_REFUSED, NULL,
                        "%s is not a key: it must hold 32 bytes, or the text of a key export. "
                        "Copy your key export over it.",
                        path);
    sodium_memzero(text, sizeof text);
    return err;
}

/* systemd guards what it hands over, sometimes by an access list that looks like a group's
 * permission: so its mode is not judged. */
static int credential_read(unsigned char ret_master[SECRET_KEY_SIZE], struct error *error)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    if (!folder || !*folder)
        return KEY_ABSENT;
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/kith.key", folder);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? KEY_ABSENT : disk_error(error, "Opening the key", path);
    int err = master_read(file, path, ret_master, error);
    close(file);
    return err;
}

static int privacy_check(int file, const char *path, const char *mode, struct error *error)
{
    struct stat about;
    if (fstat(file, &about) != 0)
        return disk_error(error, "Looking at", path);
    if (about.st_mode & (S_IRWXG | S_IRWXO))
        return error_set(error, ERROR_REFUSED, NULL,
                         "Others on this machine may look into %s, which holds the key. "
                         "Close it with: chmod %s %s",
                         path, mode, path);
    return OK;
}

static int secret_folder_open(const char *path, bool create, struct error *error, int *ret_folder)
{
    if (create && mkdir(path, 0700) != 0 && errno != EEXIST)
        return disk_error(error, "Making the folder", path);
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return errno == ENOENT ? KEY_ABSENT : disk_error(error, "Opening the folder", path);
    int err = privacy_check(folder, path, "700", error);
    if (err)
        close(folder);
    else
        *ret_folder = folder;
    return err;
}

static int master_file_read(int folder, const char *path, unsigned char ret_master[SECRET_KEY_SIZE],
                            struct error *error)
{
    int file = openat(folder, key_name, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? KEY_ABSENT : disk_error(error, "Opening the key", path);
    int err = privacy_check(file, path, "600", error);
    if (!err)
        err = master_read(file, path, ret_master, error);
    close(file);
    return err;
}

static int folder_sync(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return -1;
    int result = fsync(folder);
    close(folder);
    return result;
}

/* The key is whole and on the disk before it has its name. */
static int master_make(int folder, const char *path, const char *state_dir,
                       unsigned char ret_master[SECRET_KEY_SIZE], struct error *error)
{
    unlinkat(folder, key_new_name, 0); /* left by a start that was cut short; never used */
    int file = openat(folder, key_new_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return disk_error(error, "Making the key", path);
    crypto_kdf_keygen(ret_master);
    bool written = file_write(file, ret_master, SECRET_KEY_SIZE);
    int errno_of_write = errno;
    close(file);
    if (!written) {
        unlinkat(folder, key_new_name, 0);
        errno = errno_of_write;
        return disk_error(error, "Writing the key", path);
    }
    if (renameat(folder, key_new_name, folder, key_name) != 0 || fsync(folder) != 0 ||
        folder_sync(state_dir) != 0)
        return disk_error(error, "Writing the key", path);
    return OK;
}

static bool database_exists(const char *state_dir)
{
    char path[PATH_MAX];
    struct stat about;
    snprintf(path, sizeof path, "%s/kith.db", state_dir);
    return lstat(path, &about) == 0;
}

static int key_missing(const char *path, struct error *error)
{
    return error_set(error, ERROR_MISSING, NULL,
                     "The key %s is not there, and without it nothing can be read. Bring it back "
                     "from your key export, as the account that owns the state: install -m 600 "
                     "YOUR-EXPORT %s",
                     path, path);
}

static int master_of_state(const char *state_dir, bool create,
                           unsigned char ret_master[SECRET_KEY_SIZE], struct error *error)
{
    char folder_path[PATH_MAX - 16], path[PATH_MAX];
    int length = snprintf(folder_path, sizeof folder_path, "%s/secret", state_dir);
    if (length < 0 || length >= (int)sizeof folder_path)
        return error_set(error, ERROR_WRONG, "state", "The path of the state folder is too long.");
    snprintf(path, sizeof path, "%s/%s", folder_path, key_name);
    bool may_make = create && !database_exists(state_dir);
    int folder = -1;
    int err = secret_folder_open(folder_path, may_make, error, &folder);
    if (err)
        return err == KEY_ABSENT ? key_missing(path, error) : err;
    if (may_make)
        flock(folder, LOCK_EX); /* two first starts at once must agree on one key */
    err = master_file_read(folder, path, ret_master, error);
    if (err == KEY_ABSENT)
        err = may_make ? master_make(folder, path, state_dir, ret_master, error)
                       : key_missing(path, error);
    close(folder);
    return err;
}

static int master_find(const char *state_dir, bool create,
                       unsigned char ret_master[SECRET_KEY_SIZE], struct error *error)
{
    int err = credential_read(ret_master, error);
    return err == KEY_ABSENT ? master_of_state(state_dir, create, ret_master, error) : err;
}

struct keyring *keyring_from(const unsigned char master[SECRET_KEY_SIZE])
{
    struct keyring *keyring = secret_take(sizeof *keyring);
    /* Number 0 is no use: it makes the name, and stands where a use was forgotten. */
    for (uint64_t use = 0; use < SECRET_USES; use++)
        crypto_kdf_derive_from_key(keyring->use[use], SECRET_KEY_SIZE, use, use_context, master);
    unsigned char hash[SECRET_HASH_SIZE];
    crypto_generichash(hash, sizeof hash, keyring->use[0], SECRET_KEY_SIZE, NULL, 0);
    memcpy(keyring->name, hash, sizeof keyring->name);
    sodium_mprotect_readonly(keyring);
    return keyring;
}

struct keyring *keyring_open(const char *state_dir, bool create, struct error *error)
{
    unsigned char master[SECRET_KEY_SIZE];
    int err = master_find(state_dir, create, master, error);
    struct keyring *keyring = err ? NULL : keyring_from(master);
    sodium_memzero(master, sizeof master);
    return keyring;
}

void keyring_close(struct keyring *keyring)
{
    secret_give_back(keyring);
}

/* So that a loss of power just after "exported" does not lose the name of the new file. */
static bool parent_sync(const char *path)
{
    char parent[PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (!slash)
        return folder_sync(".") == 0;
    snprintf(parent, sizeof parent, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    return folder_sync(parent) == 0;
}

/* Gives a file its name, unless the name is taken; some file systems can only look first. */
static bool file_name(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    struct stat about;
    if (lstat(to, &about) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(from, to) == 0;
}

/* The file has its name once it is whole: half an export would only be found out when needed. */
static int export_write(const char *path, const char *text, struct error *error)
{
    char part[PATH_MAX];
    int length = snprintf(part, sizeof part, "%s.part", path);
    if (length < 0 || length >= (int)sizeof part)
        return error_set(error, ERROR_WRONG, "path", "The path is too long.");
    unlink(part); /* left by an export that was cut short */
    int file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        int at_fault = error_of_folder(errno, path, error);
        return at_fault != OK ? at_fault : disk_error(error, "Making the file", path);
    }
    bool done = file_write(file, text, strlen(text)) && file_name(part, path);
    int err = done || errno == EEXIST ? OK : disk_error(error, "Writing the key to", path);
    close(file);
    if (done && !parent_sync(path)) {
        err = disk_error(error, "Writing the key to", path);
        unlink(path); /* so that it can be tried again under this name */
        return err;
    }
    if (!done)
        unlink(part);
    if (done || err)
        return err;
    return error_set(error, ERROR_CLASH, "path",
                     "There is already a file %s. Choose a name that is not taken.", path);
}

int keyring_export(const char *state_dir, const char *path, struct error *error)
{
    unsigned char master[SECRET_KEY_SIZE];
    char hex[KEY_HEX + 1], check[CHECK_SIZE * 2 + 1], text[KEY_TEXT_MOST + 1];
    int err = master_find(state_dir, false, master, error);
    if (err)
        return err;
    check_print(master, check);
    sodium_bin2hex(hex, sizeof hex, master, sizeof master);
    snprintf(text, sizeof text, "%s\ncheck %s\n", hex, check);
    err = export_write(path, text, error);
    sodium_memzero(master, sizeof master);
    sodium_memzero(hex, sizeof hex);
    sodium_memzero(text, sizeof text);
    return err;
}
