/* An SQLite VFS over the usual one that fails on demand, and records what reaches the disk. */
#include "lib/vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/list.h"

enum call {
    CALL_OPEN,
    CALL_DELETE,
    CALL_ACCESS,
    CALL_READ,
    CALL_WRITE,
    CALL_TRUNCATE,
    CALL_SYNC,
    CALL_SIZE,
    CALL_LOCK,
    CALL_SHM_MAP,
    CALL_SHM_LOCK,
    CALLS
};

/* What a call answers under a fault; 0 where the fault cannot happen. */
static const int answers[CALLS][VFS_FAULTS] = {
    [CALL_OPEN] = {[VFS_IO] = SQLITE_CANTOPEN, [VFS_FULL] = SQLITE_CANTOPEN},
    [CALL_DELETE] = {[VFS_IO] = SQLITE_IOERR_DELETE},
    [CALL_ACCESS] = {[VFS_IO] = SQLITE_IOERR_ACCESS},
    [CALL_READ] = {[VFS_IO] = SQLITE_IOERR_READ, [VFS_SHORT] = SQLITE_IOERR_READ},
    [CALL_WRITE] =
        {[VFS_IO] = SQLITE_IOERR_WRITE, [VFS_FULL] = SQLITE_FULL, [VFS_SHORT] = SQLITE_IOERR_WRITE},
    [CALL_TRUNCATE] = {[VFS_IO] = SQLITE_IOERR_TRUNCATE},
    [CALL_SYNC] = {[VFS_IO] = SQLITE_IOERR_FSYNC,
                   [VFS_FULL] = SQLITE_IOERR_FSYNC,
                   [VFS_FLUSH] = SQLITE_IOERR_FSYNC},
    [CALL_SIZE] = {[VFS_IO] = SQLITE_IOERR_FSTAT},
    [CALL_LOCK] = {[VFS_IO] = SQLITE_IOERR_LOCK},
    [CALL_SHM_MAP] = {[VFS_IO] = SQLITE_IOERR_SHMMAP, [VFS_FULL] = SQLITE_IOERR_SHMSIZE},
    [CALL_SHM_LOCK] = {[VFS_IO] = SQLITE_IOERR_SHMLOCK},
};

struct vfs {
    sqlite3_vfs base; /* the first member: SQLite gives back a pointer to it */
    sqlite3_vfs *real;
    pthread_mutex_t mutex; /* the commit thread calls, too */
    bool is_failing, is_forever, is_recording;
    enum vfs_fault fault;
    int64_t nth;
    struct vfs_counts *counts; /* shared with children, so that they outlive them */
    LIST(struct vfs_record) records;
    LIST(char *) names;
};

struct vfs_file {
    sqlite3_file base;
    struct vfs *vfs;
    int name;           /* index among the names */
    sqlite3_file *real; /* lies behind this structure */
};

/* What this call answers under the plan, or SQLITE_OK if it is not hit. */
static int fate(struct vfs *vfs, enum call call)
{
    pthread_mutex_lock(&vfs->mutex);
    int answer = vfs->is_failing ? answers[call][vfs->fault] : SQLITE_OK;
    if (answer) {
        int64_t count = ++vfs->counts->calls;
        bool hit = count == vfs->nth || (vfs->is_forever && count > vfs->nth);
        answer = hit ? answer : SQLITE_OK;
        vfs->counts->failures += hit;
        vfs->counts->flush_failures += hit && call == CALL_SYNC;
    }
    pthread_mutex_unlock(&vfs->mutex);
    return answer;
}

static void note(struct vfs_file *file, enum vfs_kind kind, int64_t offset, const void *bytes,
                 size_t size)
{
    struct vfs *vfs = file->vfs;
    pthread_mutex_lock(&vfs->mutex);
    if (vfs->is_recording) {
        struct vfs_record *record = list_add(&vfs->records);
        *record =
            (struct vfs_record){.kind = kind, .file = file->name, .offset = offset, .size = size};
        if (size) {
            record->bytes = memory_take(size);
            memcpy(record->bytes, bytes, size);
        }
    }
    pthread_mutex_unlock(&vfs->mutex);
}

static const char *base_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path;
}

static int name_index(struct vfs *vfs, const char *path)
{
    const char *name = base_name(path ? path : "");
    pthread_mutex_lock(&vfs->mutex);
    size_t i = 0;
    while (i < vfs->names.count && strcmp(vfs->names.at[i], name) != 0) {
        i++;
    }
    if (i == vfs->names.count) {
        *list_add(&vfs->names) = strdup(name);
    }
    pthread_mutex_unlock(&vfs->mutex);
    return (int)i;
}

static struct vfs_file *file_of(sqlite3_file *base)
{
    return (struct vfs_file *)base;
}

static int file_close(sqlite3_file *base)
{
    sqlite3_file *real = file_of(base)->real;
    return real->pMethods->xClose(real);
}

static int file_read(sqlite3_file *base, void *bytes, int size, sqlite3_int64 offset)
{
    struct vfs_file *file = file_of(base);
    int answer = fate(file->vfs, CALL_READ);
    if (answer && file->vfs->fault == VFS_SHORT) {
        file->real->pMethods->xRead(file->real, bytes, size / 2, offset);
    }
    return answer ? answer : file->real->pMethods->xRead(file->real, bytes, size, offset);
}

static int file_write(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 offset)
{
    struct vfs_file *file = file_of(base);
    int answer = fate(file->vfs, CALL_WRITE);
    if (answer && file->vfs->fault == VFS_IO) {
        return answer;
    }
    int length = answer ? size / 2 : size;
    int result = file->real->pMethods->xWrite(file->real, bytes, length, offset);
    if (result == SQLITE_OK) {
        note(file, VFS_WRITTEN, offset, bytes, (size_t)length);
    }
    return answer ? answer : result;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct vfs_file *file = file_of(base);
    int answer = fate(file->vfs, CALL_TRUNCATE);
    if (answer) {
        return answer;
    }
    note(file, VFS_TRUNCATED, size, NULL, 0);
    return file->real->pMethods->xTruncate(file->real, size);
}

static int file_sync(sqlite3_file *base, int flags)
{
    struct vfs_file *file = file_of(base);
    int answer = fate(file->vfs, CALL_SYNC);
    if (answer) {
        return answer;
    }
    int result = file->real->pMethods->xSync(file->real, flags);
    note(file, VFS_SYNCED, 0, NULL, 0);
    return result;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *ret_size)
{
    struct vfs_file *file = file_of(base);
    int answer = fate(file->vfs, CALL_SIZE);
    return answer ? answer : file->real->pMethods->xFileSize(file->real, ret_size);
}

static int file_lock(sqlite3_file *base, int level)
{
    struct vfs_file *file = file_of(base);
    int answer = fate(file->vfs, CALL_LOCK);
    return answer ? answer : file->real->pMethods->xLock(file->real, level);
}

static int file_unlock(sqlite3_file *base, int level)
{
    sqlite3_file *real = file_of(base)->real;
    return real->pMethods->xUnlock(real, level);
}

static int file_check_reserved(sqlite3_file *base, int *ret_reserved)
{
    struct vfs_file *file = file_of(base);
    int answer = fate(file->vfs, CALL_LOCK);
    return answer ? answer : file->real->pMethods->xCheckReservedLock(file->real, ret_reserved);
}

static int file_control(sqlite3_file *base, int what, void *with)
{
    sqlite3_file *real = file_of(base)->real;
    return real->pMethods->xFileControl(real, what, with);
}

static int file_sector_size(sqlite3_file *base)
{
    sqlite3_file *real = file_of(base)->real;
    return real->pMethods->xSectorSize(real);
}

static int file_device(sqlite3_file *base)
{
    sqlite3_file *real = file_of(base)->real;
    return real->pMethods->xDeviceCharacteristics(real);
}

static int file_shm_map(sqlite3_file *base, int region, int size, int extend,
                        void volatile **ret_at)
{
    struct vfs_file *file = file_of(base);
    int answer = fate(file->vfs, CALL_SHM_MAP);
    return answer ? answer
                  : file->real->pMethods->xShmMap(file->real, region, size, extend, ret_at);
}

/* Giving back a lock does not fail in the real world either. */
static int file_shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
    struct vfs_file *file = file_of(base);
    int answer = flags & SQLITE_SHM_LOCK ? fate(file->vfs, CALL_SHM_LOCK) : SQLITE_OK;
    return answer ? answer : file->real->pMethods->xShmLock(file->real, offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *base)
{
    sqlite3_file *real = file_of(base)->real;
    real->pMethods->xShmBarrier(real);
}

static int file_shm_unmap(sqlite3_file *base, int remove)
{
    sqlite3_file *real = file_of(base)->real;
    return real->pMethods->xShmUnmap(real, remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* without mapped reads, which could not fail */
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_device,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int vfs_open(sqlite3_vfs *base, const char *path, sqlite3_file *out, int flags,
                    int *ret_flags)
{
    struct vfs *vfs = (struct vfs *)base;
    struct vfs_file *file = file_of(out);
    *file = (struct vfs_file){.vfs = vfs, .real = (sqlite3_file *)(file + 1)};
    int answer = fate(vfs, CALL_OPEN);
    if (!answer) {
        answer = vfs->real->xOpen(vfs->real, path, file->real, flags, ret_flags);
    }
    if (answer == SQLITE_OK) {
        file->base.pMethods = &methods;
        file->name = name_index(vfs, path);
        note(file, VFS_OPENED, 0, NULL, 0);
    }
    return answer;
}

static int vfs_delete(sqlite3_vfs *base, const char *path, int sync_directory)
{
    struct vfs *vfs = (struct vfs *)base;
    int answer = fate(vfs, CALL_DELETE);
    if (answer) {
        return answer;
    }
    struct vfs_file file = {.vfs = vfs, .name = name_index(vfs, path)};
    int result = vfs->real->xDelete(vfs->real, path, sync_directory);
    if (result == SQLITE_OK) {
        note(&file, VFS_DELETED, sync_directory, NULL, 0);
    }
    return result;
}

static int vfs_access(sqlite3_vfs *base, const char *path, int flags, int *ret_yes)
{
    struct vfs *vfs = (struct vfs *)base;
    int answer = fate(vfs, CALL_ACCESS);
    return answer ? answer : vfs->real->xAccess(vfs->real, path, flags, ret_yes);
}

static int vfs_full_path(sqlite3_vfs *base, const char *path, int room, char *ret_path)
{
    sqlite3_vfs *real = ((struct vfs *)base)->real;
    return real->xFullPathname(real, path, room, ret_path);
}

struct vfs *vfs_install(const char *name)
{
    struct vfs *vfs = memory_take(sizeof *vfs);
    vfs->real = sqlite3_vfs_find(NULL);
    vfs->counts =
        mmap(NULL, sizeof *vfs->counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!vfs->real || vfs->counts == MAP_FAILED) {
        abort();
    }
    pthread_mutex_init(&vfs->mutex, NULL);
    vfs->base = *vfs->real; /* randomness, sleep and time stay as they are */
    vfs->base.zName = name;
    vfs->base.pNext = NULL;
    vfs->base.szOsFile = (int)sizeof(struct vfs_file) + vfs->real->szOsFile;
    vfs->base.xOpen = vfs_open;
    vfs->base.xDelete = vfs_delete;
    vfs->base.xAccess = vfs_access;
    vfs->base.xFullPathname = vfs_full_path;
    sqlite3_vfs_register(&vfs->base, 0);
    return vfs;
}

void vfs_fail(struct vfs *vfs, enum vfs_fault fault, int64_t nth, bool forever)
{
    vfs->fault = fault;
    vfs->nth = nth;
    vfs->is_forever = forever;
    *vfs->counts = (struct vfs_counts){0};
    vfs->is_failing = true;
}

void vfs_heal(struct vfs *vfs)
{
    vfs->is_failing = false;
}

struct vfs_counts vfs_counts(const struct vfs *vfs)
{
    return *vfs->counts;
}

void vfs_record(struct vfs *vfs)
{
    vfs->is_recording = true;
}

void vfs_mark(struct vfs *vfs, int64_t number)
{
    struct vfs_file none = {.vfs = vfs, .name = -1};
    note(&none, VFS_MARKED, number, NULL, 0);
}

const struct vfs_record *vfs_records(const struct vfs *vfs, size_t *ret_count)
{
    *ret_count = vfs->records.count;
    return vfs->records.at;
}

const char *vfs_file_name(const struct vfs *vfs, int file)
{
    return file >= 0 && (size_t)file < vfs->names.count ? vfs->names.at[file] : NULL;
}

void vfs_forget(struct vfs *vfs)
{
    vfs->is_recording = false;
    for (size_t i = 0; i < vfs->records.count; i++) {
        free(vfs->records.at[i].bytes);
    }
    list_done(&vfs->records);
    for (size_t i = 0; i < vfs->names.count; i++) {
        free(vfs->names.at[i]);
    }
    list_done(&vfs->names);
}
