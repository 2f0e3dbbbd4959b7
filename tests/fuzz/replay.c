/* Runs a fuzz target over files instead of libFuzzer: `fuzz_json FILE…`.
 *
 * So every input that was ever worth keeping is a test of each build, with any compiler. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/fuzz.h"

enum { INPUT_MOST = 1024 * 1024 };

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    uint8_t *bytes = malloc(INPUT_MOST);
    size_t size = bytes ? fread(bytes, 1, INPUT_MOST, file) : 0;
    int failed = !bytes || ferror(file);
    fclose(file);
    if (failed) {
        fprintf(stderr, "%s: cannot be read\n", path);
        free(bytes);
        return 1;
    }
    /* Of exactly its size, so that the sanitizer sees a byte read past the end. */
    uint8_t *input = realloc(bytes, size ? size : 1);
    if (input) {
        LLVMFuzzerTestOneInput(input, size);
        printf("%s\n", path);
    }
    free(input ? input : bytes);
    return !input;
}

int main(int count, char **paths)
{
    int failed = count < 2;
    if (failed)
        fprintf(stderr, "usage: %s FILE…\n", paths[0]);
    for (int i = 1; i < count && !failed; i++)
        failed = replay(paths[i]);
    return failed;
}
