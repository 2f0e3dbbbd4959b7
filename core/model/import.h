/* Imports: memberships that come in from a file, hidden until the last of them is there.
 *
 * Each row of the file becomes a membership of its own handle that `member` does not show; one
 * change of the import's row shows all of them at once, however many they are. What was staged by
 * a job that was stopped or failed never shows, and is cleared away bit by bit. */
#ifndef MODEL_IMPORT_H
#define MODEL_IMPORT_H

#include "model/membership.h"

struct import {
    int64_t id, network, job;
    int64_t space; /* open or closed; 0: into the network alone */
    bool is_shown;
    int64_t schedule, reached;
};

enum { IMPORT_STEP = 500 }; /* rows of the network that one step of settling looks at */

/* Begins the one of this network, space and job, or finds what an earlier run of it began. BUSY
 * while another is under way in the network; STOPPED if the job was ended. */
int import_begin(struct model *in, struct import *import);
/* The membership of this person, and their place in the space, hidden. Who has these already keeps
 * them, and is only noted, to be told. An ally does not come into a space for members. */
int import_stage(struct model *in, const struct import *import, int64_t person,
                 struct membership *membership);
/* Shows all that was staged. STOPPED if the job was ended: then nothing shows. */
int import_show(struct model *in, struct import *import);
int import_read(struct model *in, int64_t id, struct import *ret_import); /* MISSING */
/* Its job has ended: what it has staged is cleared away now rather than within a minute. */
int import_hasten(struct model *in, int64_t job);

/* One step of telling people, or of clearing away. `tell` is called for members of an import that
 * shows. Sets when the next step is due, 0 once there is none: then the import is gone. */
int import_settle(struct model *in, struct import *import,
                  int (*tell)(void *self, struct membership *membership), void *self,
                  int64_t *ret_next_at);

#endif
