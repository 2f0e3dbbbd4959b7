/* What the files of sponsors share. */
#ifndef ACTION_SPONSOR_H
#define ACTION_SPONSOR_H

#include "model/sponsor.h"

#define SPONSOR_NAME_FIELD                                                                         \
    {                                                                                              \
        .name = "name", .type = KITH_TEXT, .flags = KITH_PERSONAL, .limits = "1..80",              \
        .summary = "Their name, as it shall stand on the ballot paper."                            \
    }
#define SPONSOR_POST_FIELD                                                                         \
    {                                                                                              \
        .name = "post", .type = KITH_TEXT, .flags = KITH_PERSONAL, .limits = "1..120",             \
        .summary = "Their post: \"Chief nurse\"."                                                  \
    }

#endif
