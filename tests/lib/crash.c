/* Crash images: what a disk may hold after a power cut, built from a record of a VFS. */
#include "lib/crash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"

enum { SECTOR = 512 };

struct content {
    unsigned char *bytes;
    size_t size, room;
};

struct crash_file {
    bool exists;
    bool may_be_gone; /* deleted, but its directory was not flushed since */
    struct content flushed;
    LIST(size_t) pending; /* records of this file since its last flush */
};

struct crash {
    const struct vfs *vfs;
    const struct vfs_record *records;
    size_t count, position;
    int64_t mark;
    LIST(struct crash_file) files;
};

static void content_resize(struct content *content, size_t size)
{
    if (size > content->room) {
        content->bytes = memory_grow(content->bytes, size * 2);
        content->room = size * 2;
    }
    if (size > content->size) {
        memset(content->bytes + content->size, 0, size - content->size);
    }
    content->size = size;
}

static void content_put(struct content *content, size_t offset, const unsigned char *bytes,
                        size_t size)
{
    if (offset + size > content->size) {
        content_resize(content, offset + size);
    }
    memcpy(content->bytes + offset, bytes, size);
}

static void content_apply(struct content *content, const struct vfs_record *record)
{
    if (record->kind == VFS_TRUNCATED) {
        content_resize(content, (size_t)record->offset);
    } else if (record->size) {
        content_put(content, (size_t)record->offset, record->bytes, record->size);
    }
}

static uint64_t random_next(uint64_t *seed)
{
    *seed += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */
    uint64_t z = *seed;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* A write of which each sector of the file is there or not. */
static void content_tear(struct content *content, const struct vfs_record *record, uint64_t *seed)
{
    size_t done = 0;
    while (done < record->size) {
        size_t at = (size_t)record->offset + done;
        size_t length = SECTOR - at % SECTOR;
        length = length < record->size - done ? length : record->size - done;
        if (random_next(seed) & 1) {
            content_put(content, at, record->bytes + done, length);
        }
        done += length;
    }
}

struct crash *crash_new(const struct vfs *vfs)
{
    struct crash *crash = memory_take(sizeof *crash);
    crash->vfs = vfs;
    crash->records = vfs_records(vfs, &crash->count);
    while (vfs_file_name(vfs, (int)crash->files.count)) {
        (void)list_add(&crash->files);
    }
    return crash;
}

void crash_free(struct crash *crash)
{
    for (size_t i = 0; i < crash->files.count; i++) {
        free(crash->files.at[i].flushed.bytes);
        list_done(&crash->files.at[i].pending);
    }
    list_done(&crash->files);
    free(crash);
}

static void file_flush(struct crash *crash, struct crash_file *file)
{
    for (size_t i = 0; i < file->pending.count; i++) {
        content_apply(&file->flushed, &crash->records[file->pending.at[i]]);
    }
    list_done(&file->pending);
}

static void file_forget(struct crash_file *file)
{
    file->exists = file->may_be_gone = false;
    file->flushed.size = 0;
    list_done(&file->pending);
}

static void record_take(struct crash *crash, size_t position)
{
    const struct vfs_record *record = &crash->records[position];
    if (record->kind == VFS_MARKED) {
        crash->mark = record->offset;
        return;
    }
    struct crash_file *file = &crash->files.at[record->file];
    switch (record->kind) {
    case VFS_OPENED:
        if (file->may_be_gone) {
            file_forget(file);
        }
        file->exists = true;
        break;
    case VFS_SYNCED:
        file_flush(crash, file);
        break;
    case VFS_DELETED:
        if (record->offset) {
            file_forget(file);
        } else {
            file->may_be_gone = true;
        }
        break;
    default:
        *list_add(&file->pending) = position;
        break;
    }
}

void crash_advance(struct crash *crash, size_t count)
{
    count = count < crash->count ? count : crash->count;
    for (; crash->position < count; crash->position++) {
        record_take(crash, crash->position);
    }
}

int64_t crash_mark(const struct crash *crash)
{
    return crash->mark;
}

static void pending_apply(const struct crash *crash, const struct crash_file *file,
                          enum crash_loss loss, uint64_t *seed, struct content *content)
{
    size_t count = file->pending.count;
    for (size_t i = 0; i < count; i++) {
        size_t which = loss == CRASH_REORDER ? random_next(seed) % count : i;
        const struct vfs_record *record = &crash->records[file->pending.at[which]];
        bool is_there = loss == CRASH_KEEP || random_next(seed) & 1;
        if (loss == CRASH_TEAR && record->kind == VFS_WRITTEN) {
            content_tear(content, record, seed);
        } else if (loss != CRASH_DROP && is_there) {
            content_apply(content, record);
        }
    }
}

static void file_write(const char *dir, const char *name, const struct content *content)
{
    struct text path = {0};
    text_print(&path, "%s/%s", dir, name);
    FILE *file = fopen(path.ptr, "w");
    if (!file || fwrite(content->bytes, 1, content->size, file) != content->size ||
        fclose(file) != 0) {
        perror(path.ptr);
        exit(EXIT_FAILURE);
    }
    text_done(&path);
}

void crash_write(const struct crash *crash, const char *dir, enum crash_loss loss, uint64_t seed)
{
    for (size_t i = 0; i < crash->files.count; i++) {
        const struct crash_file *file = &crash->files.at[i];
        const char *name = vfs_file_name(crash->vfs, (int)i);
        if (!file->exists || (file->may_be_gone && random_next(&seed) & 1) || !*name) {
            continue;
        }
        struct content content = {.bytes = memory_take(1), .room = 1};
        content_resize(&content, file->flushed.size);
        if (file->flushed.size) {
            memcpy(content.bytes, file->flushed.bytes, file->flushed.size);
        }
        pending_apply(crash, file, loss, &seed, &content);
        file_write(dir, name, &content);
        free(content.bytes);
    }
}
