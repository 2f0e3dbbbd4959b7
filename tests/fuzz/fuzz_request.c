/* Fuzzes a line of the control door: what is taken is within bounds, what is not says why. */
#include "control/request.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct error error = {0};
    struct request request;
    int err = request_parse((struct str){(const char *)bytes, size}, &request, &error);
    if (err != OK) {
        promise_readable(&error);
        PROMISE(err == error.code);
    } else {
        PROMISE(request.action.len > 0);
        PROMISE(request.as >= 0 && request.files >= 0);
        PROMISE(request.with == NULL || json_type(request.with) == JSON_OBJECT);
    }
    if (request.id != NULL)
        PROMISE(json_type(request.id) == JSON_INT || json_type(request.id) == JSON_TEXT);
    request_done(&request);
    return 0;
}
