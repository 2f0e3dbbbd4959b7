/* One transfer: checked, dressed as a libcurl handle, and its answer read back. */
#ifndef LOOP_TRANSFER_SETUP_H
#define LOOP_TRANSFER_SETUP_H

#include <curl/curl.h>

#include "base/arena.h"
#include "loop/transfer.h"

struct transfers;

struct transfer {
    struct transfers *transfers;
    struct transfer *before, *next;
    void (*done)(void *mine, const struct transfer_reply *reply);
    void *mine;

    CURL *easy;
    struct arena arena; /* what the handle points to */
    struct curl_slist *headers, *recipients;
    struct str body;
    size_t body_sent;
    bool is_mail, public_only;
    int64_t timeout_ms;

    struct text reply_headers, reply_body;
    size_t reply_limit;
    bool too_long; /* the answer passed its limit */
    bool refused;  /* an address was not public */
    char said[CURL_ERROR_SIZE];
    char error[CURL_ERROR_SIZE + 64];
};

int transfer_check(const struct transfer_request *request, struct error *error);
struct transfer *transfer_new(const struct transfer_request *request); /* NULL: no memory */
void transfer_fill_reply(struct transfer *transfer, CURLcode result,
                         struct transfer_reply *ret_reply);
void transfer_free(struct transfer *transfer);

#endif
