/* The side of transfers that deals with libcurl's multi handle and the loop.
 *
 * libcurl says which sockets and which moment it waits for, and is told when they come. The
 * number of a closed socket is soon used again, so each socket gets a poll of its own, which is
 * stopped at once and freed when libuv lets go of it. libcurl must not be called from within its
 * own callbacks: those here only start and stop polls and the timer. */
#include "loop/transfer.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "loop/inside.h"
#include "loop/transfer_setup.h"

enum { CONNECTIONS_KEPT = 16, CONNECTIONS_PER_HOST = 16 };

struct transfers {
    struct loop *loop;
    CURLM *multi;
    uv_timer_t *timer;
    struct transfer *first;
};

/* One socket of libcurl. */
struct socket_poll {
    uv_poll_t uv;
    struct transfers *transfers;
    curl_socket_t descriptor;
};

/* ---- ends ---- */

static void unlink_transfer(struct transfer *transfer)
{
    struct transfers *transfers = transfer->transfers;
    if (transfer->before)
        transfer->before->next = transfer->next;
    else
        transfers->first = transfer->next;
    if (transfer->next)
        transfer->next->before = transfer->before;
}

void transfer_cancel(struct transfer *transfer)
{
    unlink_transfer(transfer);
    curl_multi_remove_handle(transfer->transfers->multi, transfer->easy);
    transfer_free(transfer);
}

static void finish(struct transfer *transfer, CURLcode result)
{
    struct transfer_reply reply;
    unlink_transfer(transfer);
    curl_multi_remove_handle(transfer->transfers->multi, transfer->easy);
    transfer_fill_reply(transfer, result, &reply);
    transfer->done(transfer->mine, &reply);
    transfer_free(transfer);
}

static void finish_done(struct transfers *transfers)
{
    int left;
    const CURLMsg *message;
    while ((message = curl_multi_info_read(transfers->multi, &left))) {
        struct transfer *transfer;
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode result = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
        finish(transfer, result);
    }
}

/* ---- sockets and the timer ---- */

static void on_socket_ready(uv_poll_t *uv, int status, int events)
{
    const struct socket_poll *poll = uv->data;
    struct transfers *transfers = poll->transfers;
    int running;
    int what = status < 0 ? CURL_CSELECT_ERR : 0;
    if (events & UV_READABLE)
        what |= CURL_CSELECT_IN;
    if (events & UV_WRITABLE)
        what |= CURL_CSELECT_OUT;
    transfers->loop->happened = true;
    curl_multi_socket_action(transfers->multi, poll->descriptor, what, &running);
    finish_done(transfers);
}

static int on_socket(CURL *easy, curl_socket_t descriptor, int what, void *mine, void *of_socket)
{
    struct transfers *transfers = mine;
    struct socket_poll *poll = of_socket;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (poll) {
            uv_poll_stop(&poll->uv);
            uv_close((uv_handle_t *)&poll->uv, loop_free_handle);
            curl_multi_assign(transfers->multi, descriptor, NULL);
        }
        return 0;
    }
    if (!poll) {
        poll = memory_take(sizeof *poll);
        poll->transfers = transfers;
        poll->descriptor = descriptor;
        poll->uv.data = poll;
        if (uv_poll_init(&transfers->loop->uv, &poll->uv, descriptor)) {
            free(poll);
            return -1;
        }
        curl_multi_assign(transfers->multi, descriptor, poll);
    }
    uv_poll_start(&poll->uv,
                  (what & CURL_POLL_IN ? UV_READABLE : 0) |
                      (what & CURL_POLL_OUT ? UV_WRITABLE : 0),
                  on_socket_ready);
    return 0;
}

static void on_time(uv_timer_t *timer)
{
    struct transfers *transfers = timer->data;
    int running;
    transfers->loop->happened = true;
    curl_multi_socket_action(transfers->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    finish_done(transfers);
}

static int on_time_wanted(CURLM *multi, long timeout_ms, void *mine)
{
    struct transfers *transfers = mine;
    (void)multi;
    if (timeout_ms < 0) {
        uv_timer_stop(transfers->timer);
        return 0;
    }
    uv_update_time(&transfers->loop->uv);
    uv_timer_start(transfers->timer, on_time, (uint64_t)timeout_ms, 0);
    return 0;
}

/* ---- libcurl's start and end ---- */

static void free_timer(uv_handle_t *timer)
{
    free(timer);
}

static void close_transfers(void *self)
{
    struct transfers *transfers = self;
    while (transfers->first)
        transfer_cancel(transfers->first);
    curl_multi_cleanup(transfers->multi);
    curl_global_cleanup();
    uv_close((uv_handle_t *)transfers->timer, free_timer);
    transfers->loop->transfers = NULL;
    free(transfers);
}

static struct transfers *transfers_of(struct loop *loop)
{
    if (loop->transfers)
        return loop->transfers;
    CURLM *multi = curl_global_init(CURL_GLOBAL_DEFAULT) ? NULL : curl_multi_init();
    if (!multi)
        return NULL;
    struct transfers *transfers = memory_take(sizeof *transfers);
    transfers->loop = loop;
    transfers->multi = multi;
    transfers->timer = memory_take(sizeof *transfers->timer);
    uv_timer_init(&loop->uv, transfers->timer);
    transfers->timer->data = transfers;
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, transfers);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_time_wanted);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, transfers);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
    curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS_PER_HOST);
    loop->transfers = transfers;
    loop_remember(loop, transfers, close_transfers);
    return transfers;
}

struct transfer *transfer_start(struct loop *loop, const struct transfer_request *request,
                                void (*done)(void *mine, const struct transfer_reply *reply),
                                void *mine, struct error *error)
{
    struct transfer *transfer = NULL;
    if (transfer_check(request, error))
        return NULL;
    struct transfers *transfers = transfers_of(loop);
    if (transfers)
        transfer = transfer_new(request);
    if (!transfer) {
        error_set(error, ERROR_MEMORY, NULL, "libcurl could not start: %s",
                  error_sentence(ERROR_MEMORY));
        return NULL;
    }
    transfer->transfers = transfers;
    transfer->done = done;
    transfer->mine = mine;
    transfer->next = transfers->first;
    if (transfer->next)
        transfer->next->before = transfer;
    transfers->first = transfer;
    curl_multi_add_handle(transfers->multi, transfer->easy);
    return transfer;
}
