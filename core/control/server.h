/* The control door: a Unix socket, one JSON call a line, answers as they come.
 *
 *   → {"id":1,"action":"place.add","with":{…},"as":"…","key":"…","dry_run":true,"token":"…",
 *      "files":1}
 *   ← {"id":1,"ok":{…}}  or  {"id":1,"error":{"name":"clash","field":"name","message":"…"}}
 *   ← {"id":1,"progress":{"done":120,"total":1000,"note":"…"}}   before a job's answer
 *
 * `id` is any whole number or text of at most 64 bytes, given back as it came; null for a line that
 * could not be read. `field` is left out if no argument is at fault. `files` tells how many
 * descriptors come with the line; a file argument is a place among them, from 0. Peer credentials
 * decide: root, the daemon's own account and the configured group are the administrator; others
 * are anonymous until they show a token from `person.link`. */
#ifndef CONTROL_SERVER_H
#define CONTROL_SERVER_H

#include "action/engine.h"
#include "loop/stream.h"

struct server;

struct server_options {
    struct loop *loop;
    struct engine *engine;
    const char *path;  /* of the socket */
    const char *group; /* whose members are administrators; NULL for none */
};

int server_open(struct server **ret_server, const struct server_options *options,
                struct error *error);
/* Takes no new connections and removes the socket; calls that come or are under way are still
 * answered. For the time in which the engine comes to rest. */
void server_stop_listening(struct server *server);
void server_close(struct server *server); /* closes all connections; takes NULL */

#endif
