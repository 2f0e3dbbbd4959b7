/* A growing array of any type: `LIST(struct thing) things = {0};`
 *
 * Pointers into it are lost when it grows. */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define LIST(type)                                                                                 \
    struct {                                                                                       \
        type *at;                                                                                  \
        size_t count, room;                                                                        \
    }

/* Adds one zeroed item and gives a pointer to it. */
#define list_add(list)                                                                             \
    ((list)->count == (list)->room                                                                 \
         ? ((list)->room = (list)->room ? (list)->room * 2 : 8,                                    \
            (list)->at = memory_grow((list)->at, (list)->room * sizeof *(list)->at))               \
         : (void *)0,                                                                              \
     memset(&(list)->at[(list)->count], 0, sizeof *(list)->at), &(list)->at[(list)->count++])

#define list_remove(list, i)                                                                       \
    (memmove(&(list)->at[i], &(list)->at[(i) + 1],                                                 \
             ((list)->count - 1 - (i)) * sizeof *(list)->at),                                      \
     (list)->count--)

#define list_done(list) (free((list)->at), (list)->at = NULL, (list)->count = (list)->room = 0)

#endif
