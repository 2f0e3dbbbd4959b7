/* The options of a transfer. Everything a caller gives is checked for line ends, since each of
 * these protocols ends its commands with one.
 *
 * "Public only" looks at the address of each socket that is opened, after names are resolved, so
 * no name can lead elsewhere. A kept connection opens no socket, so such a transfer always opens
 * a new one. */
#include "loop/transfer_setup.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loop/address.h"

enum { HEADERS_LIMIT = 256 << 10, CONNECT_TIMEOUT_MS = 10000 };

/* ---- checks ---- */

static const char *const schemes[] = {"http://",  "https://", "smtp://",
                                      "smtps://", "imap://",  "imaps://"};

static bool begins(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

static bool is_one_line(const char *text)
{
    return !text || !text[strcspn(text, "\r\n")];
}

static int check_url(const char *url, struct error *error)
{
    bool known = false;
    for (size_t i = 0; url && i < sizeof schemes / sizeof *schemes; i++)
        known = known || begins(url, schemes[i]);
    if (!known || !is_one_line(url))
        return error_set(error, ERROR_WRONG, "url",
                         "url: must begin with http://, https://, smtp://, smtps://, imap:// or "
                         "imaps://, in one line.");
    return OK;
}

static int check_mail(const struct transfer_request *request, struct error *error)
{
    if (!request->mail_from || strpbrk(request->mail_from, "<> \t"))
        return error_set(error, ERROR_WRONG, "mail_from",
                         "mail_from: must be one address without < and >, or empty.");
    if (!request->mail_to || !*request->mail_to || strpbrk(request->mail_to, "<> \t"))
        return error_set(error, ERROR_WRONG, "mail_to",
                         "mail_to: must be one address without < and >.");
    for (size_t i = 0; i < request->body.len; i++) {
        bool follows_return = i > 0 && request->body.ptr[i - 1] == '\r';
        if (request->body.ptr[i] == '\n' && !follows_return)
            return error_set(error, ERROR_WRONG, "body",
                             "body: each line of a message must end with CR LF.");
    }
    return OK;
}

int transfer_check(const struct transfer_request *request, struct error *error)
{
    const struct {
        const char *name, *text;
    } lines[] = {{"method", request->method},
                 {"mail_from", request->mail_from},
                 {"mail_to", request->mail_to},
                 {"username", request->username},
                 {"password", request->password}};

    int err = check_url(request->url, error);
    for (size_t i = 0; i < sizeof lines / sizeof *lines && !err; i++) {
        if (!is_one_line(lines[i].text))
            err = error_set(error, ERROR_WRONG, lines[i].name, "%s: must be one line.",
                            lines[i].name);
    }
    for (size_t i = 0; request->headers && request->headers[i] && !err; i++) {
        if (!is_one_line(request->headers[i]) || !strchr(request->headers[i], ':'))
            err = error_set(error, ERROR_WRONG, "headers",
                            "headers: each must be \"Name: value\" in one line.");
    }
    if (!err && begins(request->url, "smtp"))
        err = check_mail(request, error);
    return err;
}

/* ---- libcurl's callbacks ---- */

static size_t keep(struct text *text, size_t limit, const char *bytes, size_t count,
                   bool *ret_too_long)
{
    if (count > limit - text->len) {
        *ret_too_long = true;
        return 0; /* libcurl ends the transfer */
    }
    text_add(text, (struct str){bytes, count});
    return count;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *mine)
{
    struct transfer *transfer = mine;
    return keep(&transfer->reply_headers, HEADERS_LIMIT, bytes, size * count, &transfer->too_long);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *mine)
{
    struct transfer *transfer = mine;
    return keep(&transfer->reply_body, transfer->reply_limit, bytes, size * count,
                &transfer->too_long);
}

static size_t on_upload(char *into, size_t size, size_t count, void *mine)
{
    struct transfer *transfer = mine;
    size_t left = transfer->body.len - transfer->body_sent;
    size_t now = left < size * count ? left : size * count;
    if (now > 0)
        memcpy(into, transfer->body.ptr + transfer->body_sent, now);
    transfer->body_sent += now;
    return now;
}

static curl_socket_t on_open_socket(void *mine, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct transfer *transfer = mine;
    (void)purpose;
    if (transfer->public_only && !address_is_public(&to->addr)) {
        transfer->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* ---- a new transfer ---- */

static bool has_header(const struct transfer_request *request, const char *name)
{
    for (size_t i = 0; request->headers && request->headers[i]; i++) {
        if (begins(request->headers[i], name))
            return true;
    }
    return false;
}

/* libcurl adds headers of its own to a body, unless told not to by a name without a value. */
static void set_http(struct transfer *transfer, const struct transfer_request *request)
{
    const char *method = request->method ? request->method : "GET";
    CURL *easy = transfer->easy;
    for (size_t i = 0; request->headers && request->headers[i]; i++)
        transfer->headers = curl_slist_append(transfer->headers, request->headers[i]);
    if (request->body.len > 0 || strcmp(method, "POST") == 0) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)transfer->body.len);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer->body.ptr ? transfer->body.ptr : "");
        transfer->headers = curl_slist_append(transfer->headers, "Expect:");
        if (!has_header(request, "Content-Type:"))
            transfer->headers = curl_slist_append(transfer->headers, "Content-Type:");
    }
    if (strcmp(method, "HEAD") == 0)
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "kith");
}

static void set_smtp(struct transfer *transfer, const struct transfer_request *request)
{
    struct arena *arena = &transfer->arena;
    CURL *easy = transfer->easy;
    transfer->is_mail = true;
    transfer->recipients = curl_slist_append(NULL, arena_print(arena, "<%s>", request->mail_to));
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)transfer->body.len);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_upload);
    curl_easy_setopt(easy, CURLOPT_READDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, arena_print(arena, "<%s>", request->mail_from));
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, transfer->recipients);
}

static void set_limits(struct transfer *transfer, const struct transfer_request *request)
{
    CURL *easy = transfer->easy;
    transfer->timeout_ms = request->timeout_ms > 0 ? request->timeout_ms : TRANSFER_TIMEOUT_MS;
    transfer->reply_limit =
        request->reply_limit > 0 ? (size_t)request->reply_limit : TRANSFER_REPLY_LIMIT;
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)transfer->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps,imap,imaps");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
    transfer->public_only = request->flags & TRANSFER_PUBLIC_ONLY;
    if (transfer->public_only)
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    if (request->flags & TRANSFER_STARTTLS)
        curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
}

static void set_reply(struct transfer *transfer)
{
    CURL *easy = transfer->easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->said);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
}

struct transfer *transfer_new(const struct transfer_request *request)
{
    CURL *easy = curl_easy_init();
    if (!easy)
        return NULL;
    struct transfer *transfer = memory_take(sizeof *transfer);
    transfer->easy = easy;
    transfer->body = arena_str(&transfer->arena, request->body);
    set_limits(transfer, request);
    set_reply(transfer);
    curl_easy_setopt(easy, CURLOPT_URL, request->url);
    if (request->username)
        curl_easy_setopt(easy, CURLOPT_USERNAME, request->username);
    if (request->password)
        curl_easy_setopt(easy, CURLOPT_PASSWORD, request->password);
    if (begins(request->url, "http"))
        set_http(transfer, request);
    else if (begins(request->url, "smtp"))
        set_smtp(transfer, request);
    else if (request->method)
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
    return transfer;
}

/* ---- the answer ---- */

static const char *explain(struct transfer *transfer, CURLcode result)
{
    const char *said = transfer->said[0] ? transfer->said : curl_easy_strerror(result);
    size_t room = sizeof transfer->error;
    if (transfer->too_long)
        snprintf(transfer->error, room, "The answer was longer than %zu bytes.",
                 transfer->reply_limit);
    else if (transfer->refused)
        snprintf(transfer->error, room, "The address is not one of the public internet.");
    else if (result == CURLE_OPERATION_TIMEDOUT)
        snprintf(transfer->error, room, "There was no answer in time: %s.", said);
    else
        snprintf(transfer->error, room, "%s.", said);
    return transfer->error;
}

/* A mail server that says no ends the dialogue, which libcurl tells as a failure to send. */
void transfer_fill_reply(struct transfer *transfer, CURLcode result,
                         struct transfer_reply *ret_reply)
{
    long status = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    bool said_no = transfer->is_mail && status >= 400;
    *ret_reply = (struct transfer_reply){.status = (int)status,
                                         .headers = text_str(&transfer->reply_headers),
                                         .body = text_str(&transfer->reply_body)};
    if (result != CURLE_OK && !said_no)
        ret_reply->error = explain(transfer, result);
}

void transfer_free(struct transfer *transfer)
{
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    curl_slist_free_all(transfer->recipients);
    arena_done(&transfer->arena);
    text_done(&transfer->reply_headers);
    text_done(&transfer->reply_body);
    free(transfer);
}
