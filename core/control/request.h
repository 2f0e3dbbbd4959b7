/* One line of the control door, read strictly: what is asked, for whom, under which key. */
#ifndef CONTROL_REQUEST_H
#define CONTROL_REQUEST_H

#include "base/error.h"
#include "base/json.h"

struct request {
    struct json *json;     /* what everything below is part of */
    const struct json *id; /* NULL if it could not be read */
    struct str action;
    const struct json *with; /* NULL if absent */
    int64_t as;              /* a person; 0 if absent */
    struct str key, token;   /* empty if absent */
    int64_t files;           /* how many were passed along */
    bool dry_run;
};

/* WRONG names the member at fault. Even then `id` is there if the line had a good one, and
 * request_done is due. */
int request_parse(struct str line, struct request *ret_request, struct error *error);
void request_done(struct request *request);

#endif
