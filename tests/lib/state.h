/* State directories for tests: made empty in memory, opened as a store, removed. */
#ifndef TESTS_LIB_STATE_H
#define TESTS_LIB_STATE_H

#include "store/store.h"

extern const unsigned char state_keyring[8]; /* the name of the keyring that they are made with */

char *state_make(void); /* a new empty directory */
/* What is in one directory, and nothing else, is in the other from now on. */
void state_copy(const char *from, const char *to);
void state_remove(char *dir);                          /* with all in it; frees the name */
char *state_path(const char *dir, const char *name);   /* DIR/NAME; free it */
int64_t state_size(const char *dir, const char *name); /* of a file in bytes; -1 if absent */

/* Opens a store that must open: ends the program with the message otherwise. */
struct store *state_open(const char *dir, const struct store_options *options);

#endif
