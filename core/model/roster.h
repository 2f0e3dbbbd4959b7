/* Rosters: the members of a network, or of a space, as far as one viewer may see them.
 *
 * Who is not seen leaves no trace in a page: neither a gap, nor a shorter page, nor a cursor. */
#ifndef MODEL_ROSTER_H
#define MODEL_ROSTER_H

#include "model/sight.h"
#include "model/space.h"

struct roster {
    int64_t network;
    const struct space *space; /* NULL: the network itself */
    enum viewer viewer;
    int64_t own_handle; /* the viewer's; 0 if none */
};

struct roster_row {
    int64_t handle, person;
    struct str kind; /* "member", "ally" */
    struct str name, place;
};

/* In the order of their random handles. Of a confidential space nobody. */
int roster_page(struct model *in, const struct roster *roster, struct page *page,
                void (*each)(void *self, const struct roster_row *row), void *self);

#endif
