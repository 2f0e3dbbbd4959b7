/* Pictures: is this a PNG or a JPEG, and how large; and bytes as base64 for whoever shows them.
 *
 * Only what stands at the front is read: the kind by its signature, the size by its header. */
#ifndef BASE_PICTURE_H
#define BASE_PICTURE_H

#include "base/arena.h"

struct picture {
    const char *kind; /* "png", "jpeg" */
    int64_t width, height;
};

bool picture_read(struct str bytes, struct picture *ret_picture);
struct str picture_base64(struct str bytes, struct arena *arena); /* RFC 4648, section 4 */

#endif
