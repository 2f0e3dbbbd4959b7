/* An SQLite VFS over the usual one that fails on demand, and records what reaches the disk.
 *
 * A plan says which kind of fault hits the n-th call that it can hit, and whether all later
 * ones fail too. A short read or write does half of its work before it fails. */
#ifndef TESTS_LIB_VFS_H
#define TESTS_LIB_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum vfs_fault {
    VFS_IO,    /* EIO, in any call */
    VFS_FULL,  /* ENOSPC, where files grow or are flushed */
    VFS_SHORT, /* half of a read or write, then EIO */
    VFS_FLUSH, /* a failing fsync */
    VFS_FAULTS
};

enum vfs_kind { VFS_OPENED, VFS_WRITTEN, VFS_TRUNCATED, VFS_SYNCED, VFS_DELETED, VFS_MARKED };

struct vfs_record {
    enum vfs_kind kind;
    int file;       /* index of its name */
    int64_t offset; /* of a write; the size after a truncation; the number of a mark */
    size_t size;
    unsigned char *bytes; /* of a write */
};

struct vfs;

struct vfs *vfs_install(const char *name); /* registers it; once for each program */

void vfs_fail(struct vfs *vfs, enum vfs_fault fault, int64_t nth, bool forever);
void vfs_heal(struct vfs *vfs);

struct vfs_counts {
    int64_t calls;          /* that the fault could hit */
    int64_t failures;       /* that it did hit */
    int64_t flush_failures; /* fsyncs among them */
};
struct vfs_counts vfs_counts(const struct vfs *vfs); /* since vfs_fail, in a forked child, too */

void vfs_record(struct vfs *vfs);               /* records from here on */
void vfs_mark(struct vfs *vfs, int64_t number); /* "this much was acknowledged by now" */
const struct vfs_record *vfs_records(const struct vfs *vfs, size_t *ret_count);
const char *vfs_file_name(const struct vfs *vfs, int file); /* without its directory; or NULL */
void vfs_forget(struct vfs *vfs); /* ends recording and frees the records */

#endif
