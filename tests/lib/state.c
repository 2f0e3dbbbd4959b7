/* State directories for tests: made empty in memory, opened as a store, removed. */
#include "lib/state.h"

#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"

const unsigned char state_keyring[8] = "keyring";

char *state_make(void)
{
    secret_start();
    const char *parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    char *dir = state_path(parent, "kith-test-XXXXXX");
    if (!mkdtemp(dir)) {
        perror(dir);
        exit(EXIT_FAILURE);
    }
    return dir;
}

void state_copy(const char *from, const char *to)
{
    char *words[] = {"cp", "-aT", "--remove-destination", (char *)from, (char *)to, NULL};
    pid_t child = -1;
    int status = -1;
    if (posix_spawnp(&child, "cp", NULL, NULL, words, environ) != 0 ||
        waitpid(child, &status, 0) != child || status != 0) {
        fprintf(stderr, "%s cannot be copied to %s\n", from, to);
        exit(EXIT_FAILURE);
    }
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about;
    (void)kind;
    (void)walk;
    return remove(path);
}

void state_remove(char *dir)
{
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(dir);
}

char *state_path(const char *dir, const char *name)
{
    struct text path = {0};
    text_print(&path, "%s/%s", dir, name);
    return path.ptr;
}

int64_t state_size(const char *dir, const char *name)
{
    char *path = state_path(dir, name);
    struct stat about;
    int64_t size = stat(path, &about) == 0 ? (int64_t)about.st_size : -1;
    free(path);
    return size;
}

struct store *state_open(const char *dir, const struct store_options *options)
{
    struct error error = {0};
    struct store *store = NULL;
    if (store_open(&store, dir, state_keyring, options, &error) != OK) {
        fprintf(stderr, "%s does not open: %s\n", dir, error.message);
        exit(EXIT_FAILURE);
    }
    return store;
}
