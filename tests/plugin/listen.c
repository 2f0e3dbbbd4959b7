/* listen: greets whoever connects to its socket. */
#include <sys/socket.h>
#include <unistd.h>

#include "plugin/tiny.h"

static int32_t sockets[4], count;

static const kith_field options[] = {
    {.name = "address", .type = KITH_TEXT, .summary = "Where it listens."}, {0}};

static void greet(void *self, int32_t descriptor, int32_t what)
{
    int peer = accept(descriptor, NULL, NULL);
    (void)self;
    (void)what;
    if (peer < 0)
        return;
    if (write(peer, "hello\n", 6) != 6)
        api->log(core, KITH_LOG_ERROR, "it has gone");
    close(peer);
}

static kith_err start(const kith_api *given_api, kith *given_core, void **ret_self)
{
    char address[108] = "";
    tiny_start(given_api, given_core, ret_self);
    kith_str option = api->option_text(core, "address");
    memcpy(address, option.ptr, option.len < sizeof address ? option.len : sizeof address - 1);
    count = api->listen(core, "greeter", address, sockets, 4);
    if (count < 0)
        return count;
    for (int32_t i = 0; i < count; i++)
        api->watch(core, sockets[i], KITH_READABLE, greet);
    return KITH_OK;
}

static void stop(void *self)
{
    (void)self;
    for (int32_t i = 0; i < count; i++)
        close(sockets[i]);
}

KITH_PLUGIN(ABOUT("listen"), .options = options, .start = start, .stop = stop)
