/* Reads files and asks questions.
 *
 * A passed file is always a regular one at its start: the daemon must never wait for a pipe. So
 * what comes from a pipe is first gathered in memory. */
#include "control/kith_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/kith_prompt.h"

enum { TEXT_MOST = 16 * 1024 * 1024, READ_SIZE = 65536 };

static int open_input(struct input *input, const char *path, const char *file, int *ret_descriptor,
                      struct error *error)
{
    if (strcmp(file, "-") != 0) {
        *ret_descriptor = open(file, O_RDONLY | O_CLOEXEC);
        if (*ret_descriptor < 0)
            return error_set(error, ERROR_MISSING, path, "the file %s cannot be read: %s.", file,
                             strerror(errno));
        return OK;
    }
    if (input->stdin_used)
        return error_set(error, ERROR_WRONG, path,
                         "standard input (-) was read for another field already.");
    input->stdin_used = true;
    *ret_descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    if (*ret_descriptor < 0)
        return error_set(error, ERROR_MISSING, path, "there is no standard input.");
    return OK;
}

static int unreadable(const char *path, const char *file, int number, struct error *error)
{
    return error_set(error, ERROR_MISSING, path, "%s cannot be read: %s.",
                     strcmp(file, "-") ? file : "standard input", strerror(number));
}

static int read_text(void *self, const char *path, const char *file, struct arena *arena,
                     struct str *ret_text, struct error *error)
{
    struct text text = {0};
    int descriptor = -1, result = open_input(self, path, file, &descriptor, error);
    char room[READ_SIZE];
    ssize_t size;

    if (result)
        return result;
    while ((size = read(descriptor, room, sizeof room)) > 0 && text.len < TEXT_MOST)
        text_add(&text, (struct str){room, (size_t)size});
    if (size < 0)
        result = unreadable(path, file, errno, error);
    else if (text.len >= TEXT_MOST)
        result = error_set(error, ERROR_WRONG, path, "%s is too long for a text.", file);
    else
        *ret_text = arena_str(arena, text_str(&text));
    close(descriptor);
    text_done(&text);
    return result;
}

static bool write_all(int descriptor, const char *bytes, size_t size)
{
    while (size) {
        ssize_t done = write(descriptor, bytes, size);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        bytes += done;
        size -= (size_t)done;
    }
    return true;
}

/* A copy in memory of what cannot be read twice. */
static int gather(int descriptor, const char *path, const char *file, int *ret_copy,
                  struct error *error)
{
    int copy = memfd_create("kith", MFD_CLOEXEC);
    char room[READ_SIZE];
    ssize_t size = 0;

    if (copy < 0)
        return unreadable(path, file, errno, error);
    while ((size = read(descriptor, room, sizeof room)) > 0) {
        if (!write_all(copy, room, (size_t)size)) {
            size = -1;
            break;
        }
    }
    if (size < 0 || lseek(copy, 0, SEEK_SET) != 0) {
        int number = errno;

        close(copy);
        return unreadable(path, file, number, error);
    }
    *ret_copy = copy;
    return OK;
}

static int pass_file(void *self, const char *path, const char *file, int64_t *ret_index,
                     struct error *error)
{
    struct input *input = self;
    struct stat facts;
    int descriptor = -1, *passed, result = open_input(input, path, file, &descriptor, error);

    if (result)
        return result;
    if (fstat(descriptor, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        close(descriptor);
        return error_set(error, ERROR_WRONG, path, "%s is a folder; name a file.", file);
    }
    if (!S_ISREG(facts.st_mode) || lseek(descriptor, 0, SEEK_CUR) != 0) {
        int original = descriptor;

        result = gather(original, path, file, &descriptor, error);
        close(original);
        if (result)
            return result;
    }
    passed = list_add(&input->passed);
    *passed = descriptor;
    *ret_index = (int64_t)input->passed.count - 1;
    return OK;
}

static int ask_secret(void *self, const char *path, struct str summary, struct arena *arena,
                      struct str *ret_text, struct error *error)
{
    const char *typed = name_as_typed(arena, str_of(path));
    struct text answer = {0};

    (void)self;
    if (!prompt_secret(typed, summary, &answer))
        return error_set(error, ERROR_WRONG, path,
                         "is needed, and there is no terminal to ask for it. Name a file that "
                         "holds it: --%s-file FILE.",
                         typed);
    *ret_text = arena_str(arena, text_str(&answer));
    explicit_bzero(answer.ptr, answer.room);
    text_done(&answer);
    return OK;
}

static int ask_yes(void *self, const char *path, struct str summary, bool *ret_yes,
                   struct error *error)
{
    const struct input *input = self;

    *ret_yes = true;
    if (input->says_yes)
        return OK;
    if (!prompt_yes(path, summary, ret_yes))
        return error_set(error, ERROR_WRONG, path,
                         "is needed, yes or no, and there is no terminal to ask. Add the option, "
                         "or --yes to say yes.");
    return OK;
}

struct argument_reader input_reader(struct input *input)
{
    return (struct argument_reader){.self = input,
                                    .read_text = read_text,
                                    .pass_file = pass_file,
                                    .ask_secret = ask_secret,
                                    .ask_yes = ask_yes};
}

void input_rewind(struct input *input)
{
    for (size_t i = 0; i < input->passed.count; i++)
        (void)lseek(input->passed.at[i], 0, SEEK_SET);
}

void input_done(struct input *input)
{
    for (size_t i = 0; i < input->passed.count; i++)
        close(input->passed.at[i]);
    list_done(&input->passed);
}

int input_read_token(const char *file, struct arena *arena, struct str *ret_token,
                     struct error *error)
{
    struct input input = {0};
    struct str text = {0};
    const char *end;
    int result = read_text(&input, NULL, file, arena, &text, error);

    if (result)
        return result;
    end = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
    *ret_token = str_trim((struct str){text.ptr, end ? (size_t)(end - text.ptr) : text.len});
    if (ret_token->len == 0 || !str_is_utf8(*ret_token))
        return error_set(error, ERROR_WRONG, NULL, "--token-file: %s holds no token.", file);
    return OK;
}
