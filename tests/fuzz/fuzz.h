/* What the fuzz targets share: one input, and how a broken promise ends the process. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/text.h"

/* Called by libFuzzer, or by replay.c, once for each input. Gives 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A promise of the code under test. A sanitizer or libFuzzer shows the stack of the abort. */
#define PROMISE(holds)                                                                             \
    do {                                                                                           \
        if (!(holds)) {                                                                            \
            fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #holds);            \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* Whatever came in, a refusal can be shown to a person: text, in UTF-8, without control bytes. */
static inline void promise_readable(const struct error *error)
{
    struct str message = str_of(error->message);
    PROMISE(error->code < 0);
    PROMISE(message.len > 0);
    PROMISE(str_is_utf8(message) && !str_has_control(message));
    PROMISE(str_is_utf8(str_of(error->field)));
}

#endif
