/* Fuzzes JSON: what is read prints as JSON that reads and prints the same. */
#include <string.h>

#include "base/json.h"
#include "fuzz/fuzz.h"

static void print(const struct json *json, struct text *out)
{
    struct json_writer writer = {.out = out};
    json_put(&writer, json);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct error error = {0};
    struct json *json = json_parse((struct str){(const char *)bytes, size}, &error);
    if (!json) {
        promise_readable(&error);
        return 0;
    }
    struct text first = {0}, second = {0};
    print(json, &first);
    struct json *again = json_parse(text_str(&first), &error);
    PROMISE(again);
    print(again, &second);
    PROMISE(str_equal(text_str(&first), text_str(&second)));
    text_done(&first);
    text_done(&second);
    json_free(again);
    json_free(json);
    return 0;
}
