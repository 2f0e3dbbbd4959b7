/* Crash images: what a disk may hold after a power cut, built from a record of a VFS.
 *
 * What was flushed is there. What was written since the last flush of its file may be there,
 * or not, or in another order, or in part (torn at 512 bytes). */
#ifndef TESTS_LIB_CRASH_H
#define TESTS_LIB_CRASH_H

#include "lib/vfs.h"

enum crash_loss {
    CRASH_DROP,    /* nothing that was not flushed is there */
    CRASH_KEEP,    /* everything is */
    CRASH_SOME,    /* each write is there or not */
    CRASH_REORDER, /* some of them, and later ones may lie under earlier ones */
    CRASH_TEAR,    /* each 512 bytes of each write are there or not */
    CRASH_LOSSES
};

struct crash;

struct crash *crash_new(const struct vfs *vfs);
void crash_free(struct crash *crash);

/* Goes on to the state after `count` records; only forwards. */
void crash_advance(struct crash *crash, size_t count);
int64_t crash_mark(const struct crash *crash); /* the newest mark so far; 0 if none */

/* Writes the files as they may be after a power cut now into `dir`. `seed` decides what of it
 * is lost: the same seed gives the same image. */
void crash_write(const struct crash *crash, const char *dir, enum crash_loss loss, uint64_t seed);

#endif
