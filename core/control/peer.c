/* The administrator is decided by the kernel's word on the peer and the system's groups. A process
 * shows only its current group there, so membership is looked up by its user. */
#include "control/peer.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

enum { RECORD_ROOM = 1 << 16, GROUPS_ROOM = 1024 };

int peer_find_group(const char *name, int64_t *ret_group, struct error *error)
{
    struct group record, *found = NULL;
    *ret_group = PEER_NO_GROUP;
    if (!name)
        return OK;
    char *room = memory_take(RECORD_ROOM);
    getgrnam_r(name, &record, room, RECORD_ROOM, &found);
    if (found)
        *ret_group = found->gr_gid;
    free(room);
    if (*ret_group == PEER_NO_GROUP)
        return error_set(error, ERROR_WRONG, "group",
                         "group: this machine has no group called %s. Make it with `groupadd %s`, "
                         "or name another one in the configuration.",
                         name, name);
    return OK;
}

static bool user_is_in(uid_t user, gid_t group)
{
    struct passwd record, *found = NULL;
    bool is_in = false;
    char *room = memory_take(RECORD_ROOM);
    gid_t *groups = memory_take(GROUPS_ROOM * sizeof *groups);
    int count = GROUPS_ROOM;
    getpwuid_r(user, &record, room, RECORD_ROOM, &found);
    if (found && getgrouplist(found->pw_name, found->pw_gid, groups, &count) >= 0) {
        for (int i = 0; i < count && !is_in; i++)
            is_in = groups[i] == group;
    }
    free(groups);
    free(room);
    return is_in;
}

bool peer_is_administrator(const struct stream_peer *peer, int64_t group)
{
    if (peer->user < 0)
        return false;
    if (peer->user == 0 || peer->user == geteuid())
        return true;
    if (group == PEER_NO_GROUP)
        return false;
    return peer->group == group || user_is_in((uid_t)peer->user, (gid_t)group);
}
