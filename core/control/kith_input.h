/* Input: files that are read or passed on, and questions to the person at the terminal. */
#ifndef CONTROL_KITH_INPUT_H
#define CONTROL_KITH_INPUT_H

#include "base/list.h"
#include "control/kith_argument.h"

struct input {
    LIST(int) passed; /* descriptors, in the order of their numbers */
    bool stdin_used;
    bool says_yes; /* to all questions, without asking */
};

/* What arguments_write needs, over this input. */
struct argument_reader input_reader(struct input *input);
/* The passed files from their start again, before a second sending. */
void input_rewind(struct input *input);
void input_done(struct input *input);

/* A token file's first line. */
int input_read_token(const char *file, struct arena *arena, struct str *ret_token,
                     struct error *error);

#endif
