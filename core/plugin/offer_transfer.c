/* Transfers: what the plugin wants fetched or sent, handed to the loop's one libcurl handle. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "loop/transfer.h"
#include "plugin/offer.h"
#include "plugin/plugin.h"

struct sending {
    struct errand errand;
    struct transfer *transfer;
    void (*done)(void *self, void *mine, const kith_transferred *answer);
};

static void sending_tell(struct sending *sending, const struct transfer_reply *reply)
{
    struct kith *plugin = sending->errand.plugin;
    if (sending->done == NULL)
        return;
    struct frame *frame = frame_open(plugin, NULL);
    const char *error =
        reply->error == NULL ? NULL : arena_copy(&frame->arena, str_of(reply->error));
    kith_transferred answer = {.size = sizeof answer,
                               .status = reply->status,
                               .headers = str_to_kith(lend(&frame->lent, reply->headers)),
                               .body = str_to_kith(lend(&frame->lent, reply->body)),
                               .error = error};
    sending->done(plugin->self, sending->errand.mine, &answer);
    frame_close(frame);
}

static void sending_done(void *mine, const struct transfer_reply *reply)
{
    struct sending *sending = mine;
    if (errand_tell(&sending->errand))
        sending_tell(sending, reply);
    errand_end(&sending->errand);
}

static void sending_stopped(struct errand *errand)
{
    struct sending *sending = (struct sending *)errand;
    struct transfer_reply reply = {.error = error_sentence(ERROR_STOPPED)};
    transfer_cancel(sending->transfer);
    sending_tell(sending, &reply);
    errand_end(errand);
}

/* What the plugin was compiled with may be shorter than what is known here. */
static struct transfer_request request_of(const kith_transfer *theirs)
{
    kith_transfer transfer = {0};
    memcpy(&transfer, theirs, theirs->size < sizeof transfer ? theirs->size : sizeof transfer);
    return (struct transfer_request){.method = transfer.method,
                                     .url = transfer.url,
                                     .headers = transfer.headers,
                                     .body = str_from(transfer.body),
                                     .mail_from = transfer.mail_from,
                                     .mail_to = transfer.mail_to,
                                     .username = transfer.username,
                                     .password = transfer.password,
                                     .flags = transfer.flags,
                                     .timeout_ms = transfer.timeout_ms,
                                     .reply_limit = transfer.reply_limit};
}

kith_err offer_transfer(kith *plugin, const kith_transfer *transfer,
                        void (*done)(void *self, void *mine, const kith_transferred *answer),
                        void *mine)
{
    struct error error = {0};
    if (frame_here(plugin, "transfer") == NULL || atomic_load(&plugin->ending))
        return ERROR_STOPPED;
    if (transfer->size <= sizeof transfer->size || transfer->size > 4096) {
        log_error(plugin->name, "transfer got no size: set `.size = sizeof(kith_transfer)`.");
        return ERROR_WRONG;
    }
    struct transfer_request request = request_of(transfer);
    struct sending *sending = memory_take(sizeof *sending);
    sending->done = done;
    sending->errand.stopped = sending_stopped;
    errand_begin(plugin, &sending->errand, mine);
    sending->transfer =
        transfer_start(plugin->plugins->loop, &request, sending_done, sending, &error);
    if (sending->transfer != NULL)
        return OK;
    errand_end(&sending->errand);
    log_warning(plugin->name, "%s", error.message);
    return error.code;
}
