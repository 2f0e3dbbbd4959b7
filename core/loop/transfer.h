/* Transfers: HTTP requests, mails sent by SMTP, messages fetched by IMAP, all through one libcurl
 * handle on the loop.
 *
 * Connections are kept and used again. Redirects are not followed, proxies of the environment are
 * not used, certificates are checked, answers are not unpacked. libcurl is started by the first
 * transfer, so a daemon without any pays nothing for it. */
#ifndef LOOP_TRANSFER_H
#define LOOP_TRANSFER_H

#include "loop/loop.h"

enum {
    TRANSFER_PUBLIC_ONLY = 1 << 0, /* connects to addresses of the public internet only */
    TRANSFER_STARTTLS = 1 << 1     /* SMTP, IMAP: fails if the server does not offer it */
};

enum { TRANSFER_TIMEOUT_MS = 30000, TRANSFER_REPLY_LIMIT = 1 << 20 };

struct transfer_request {
    const char *method;         /* of HTTP; NULL: GET. IMAP: a command, or NULL to fetch the URL */
    const char *url;            /* http, https, smtp, smtps, imap, imaps */
    const char *const *headers; /* "Name: value", NULL-terminated; NULL for none */
    struct str body;            /* of HTTP; of SMTP the whole message, lines ended by CR LF */
    const char *mail_from;      /* SMTP: one envelope; empty for a bounce */
    const char *mail_to;        /* SMTP: one recipient */
    const char *username, *password; /* NULL for none */
    uint32_t flags;
    int64_t timeout_ms;  /* of the whole; 0: TRANSFER_TIMEOUT_MS */
    int64_t reply_limit; /* bytes kept of the answer's body; 0: TRANSFER_REPLY_LIMIT */
};

struct transfer_reply {
    int status;               /* HTTP or SMTP status; 0 if none came */
    struct str headers, body; /* headers: as they came; of SMTP and IMAP the dialogue's answers */
    /* A sentence; NULL if an answer came, even if it says no. An SMTP status of 354 with an error:
     * the message was sent, and nobody knows whether it was taken. */
    const char *error;
};

struct transfer;

/* What the request points to is copied. `done` is called once, in a later turn; the reply is lent
 * until it returns. NULL and WRONG, naming the field, for a request that cannot be made. */
struct transfer *transfer_start(struct loop *loop, const struct transfer_request *request,
                                void (*done)(void *mine, const struct transfer_reply *reply),
                                void *mine, struct error *error);
void transfer_cancel(struct transfer *transfer); /* before `done`, which is then not called */

#endif
