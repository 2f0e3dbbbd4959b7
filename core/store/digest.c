/* Digests of whole files. */
#include "store/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/directory.h"

enum { PIECE = 1 << 20 };

char *digest_path(const char *path)
{
    struct text text = {0};
    text_print(&text, "%s.blake2b", path);
    return text.ptr;
}

static bool write_all(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

static int pieces_read(const char *path, int file, int copy, struct secret_hasher *hasher,
                       struct error *error)
{
    char *piece = memory_take(PIECE);
    int err = OK;
    while (!err) {
        ssize_t length = read(file, piece, PIECE);
        if (length < 0 && errno == EINTR) {
            continue;
        }
        if (length < 0) {
            err = directory_fail(errno, path, "read", error);
        } else if (copy >= 0 && !write_all(copy, piece, (size_t)length)) {
            err = directory_fail(errno, path, "copied", error);
        }
        if (length <= 0) {
            break;
        }
        secret_hasher_add(hasher, (struct str){piece, (size_t)length});
    }
    free(piece);
    return err;
}

int digest_read(const char *path, int copy, struct secret_hash *ret_hash, struct error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return errno == ENOENT ? error_set(error, ERROR_MISSING, NULL, "There is no file %s.", path)
                               : directory_fail(errno, path, "opened", error);
    }
    struct secret_hasher hasher;
    secret_hasher_start(&hasher);
    int err = pieces_read(path, file, copy, &hasher, error);
    *ret_hash = secret_hasher_end(&hasher);
    close(file);
    return err;
}

/* "HEX  NAME\n", where NAME has no directory: the pair of files can be moved together. */
static void digest_print(const char *path, const struct secret_hash *hash, struct text *line)
{
    for (size_t i = 0; i < sizeof hash->bytes; i++) {
        text_print(line, "%02x", hash->bytes[i]);
    }
    struct text copy = {0};
    text_add(&copy, str_of(path));
    text_print(line, "  %s\n", basename(copy.ptr));
    text_done(&copy);
}

int digest_keep(const char *path, const struct secret_hash *hash, struct error *error)
{
    struct text line = {0};
    digest_print(path, hash, &line);
    char *beside = digest_path(path);
    int err = OK;
    int file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) {
        err = directory_fail(errno, beside, "made", error);
    } else if (!write_all(file, line.ptr, line.len) || fsync(file) != 0) {
        err = directory_fail(errno, beside, "written", error);
    }
    if (file >= 0) {
        close(file);
    }
    text_done(&line);
    free(beside);
    return err;
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool digest_parse(const char *line, struct secret_hash *ret_hash)
{
    for (size_t i = 0; i < sizeof ret_hash->bytes; i++) {
        int high = hex_value(line[2 * i]);
        int low = high < 0 ? -1 : hex_value(line[2 * i + 1]);
        if (low < 0) {
            return false;
        }
        ret_hash->bytes[i] = (unsigned char)(high << 4 | low);
    }
    return strncmp(line + 2 * sizeof ret_hash->bytes, "  ", 2) == 0;
}

int digest_kept(const char *path, struct secret_hash *ret_hash, struct error *error)
{
    char *beside = digest_path(path);
    char line[2 * SECRET_HASH_SIZE + 3] = {0};
    int err = OK;
    FILE *file = fopen(beside, "re");
    if (!file && errno != ENOENT) {
        err = directory_fail(errno, beside, "opened", error);
    } else if (!file || !fgets(line, sizeof line, file) || !digest_parse(line, ret_hash)) {
        err = error_set(error, ERROR_BROKEN, NULL,
                        "%s is missing or damaged, so nobody can tell whether the backup is "
                        "whole. Use another backup.",
                        beside);
    }
    if (file) {
        fclose(file);
    }
    free(beside);
    return err;
}
