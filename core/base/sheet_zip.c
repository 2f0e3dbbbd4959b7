/* The parts of a zip file, one read at a time, through minizip over a descriptor.
 *
 * minizip walks the directory of a zip without keeping it, so memory stays the same. What unpacks
 * to far more than any spreadsheet is refused. */
#include <minizip/unzip.h>

#include "base/sheet_inside.h"

enum { PARTS_MOST = 10000, RATIO_MOST = 400, RATIO_FROM = 16 << 20, IS_LOCKED = 1 };
#define UNPACKED_MOST (INT64_C(4) << 30)

struct zip {
    struct sheet *sheet;
    unzFile file;
    int64_t at; /* minizip's place in the file */
    bool failed, is_inside;
    int64_t done, packed, total; /* of the part being read: bytes */
};

/* ---- minizip's file ---- */

static voidpf file_open(voidpf self, const void *name, int mode)
{
    (void)name, (void)mode;
    return self;
}

static uLong file_read(voidpf self, voidpf stream, void *bytes, uLong size)
{
    (void)stream;
    struct zip *zip = self;
    int64_t got = sheet_pread(zip->sheet, bytes, size, zip->at);
    zip->failed = zip->failed || got < 0;
    zip->at += got > 0 ? got : 0;
    return got > 0 ? (uLong)got : 0;
}

static uLong file_write(voidpf self, voidpf stream, const void *bytes, uLong size)
{
    (void)self, (void)stream, (void)bytes, (void)size;
    return 0;
}

static ZPOS64_T file_tell(voidpf self, voidpf stream)
{
    (void)stream;
    return (ZPOS64_T)((const struct zip *)self)->at;
}

static long file_seek(voidpf self, voidpf stream, ZPOS64_T offset, int origin)
{
    (void)stream;
    struct zip *zip = self;
    int64_t size = zip->sheet->size;
    int64_t from = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                   : origin == ZLIB_FILEFUNC_SEEK_END ? size
                                                      : zip->at;
    if (offset > (ZPOS64_T)(size - from))
        return -1;
    zip->at = from + (int64_t)offset;
    return 0;
}

static int file_close(voidpf self, voidpf stream)
{
    (void)self, (void)stream;
    return 0;
}

static int file_error(voidpf self, voidpf stream)
{
    (void)stream;
    return ((const struct zip *)self)->failed;
}

/* ---- parts ---- */

static int damaged(struct zip *zip)
{
    if (zip->failed)
        return zip->sheet->error->code;
    if (zip->sheet->number > 0)
        return sheet_fail(zip->sheet, "The XLSX file is damaged after row %zu. " SAVE_AGAIN,
                          zip->sheet->number);
    return sheet_fail(zip->sheet, "The XLSX file is damaged: part of it is missing. " SAVE_AGAIN);
}

int zip_open(struct sheet *sheet, struct zip **ret_zip)
{
    struct zip *zip = memory_take(sizeof *zip);
    zlib_filefunc64_def with = {file_open, file_read,  file_write, file_tell,
                                file_seek, file_close, file_error, zip};
    unz_global_info64 info;
    zip->sheet = sheet;
    *ret_zip = zip;
    zip->file = unzOpen2_64("", &with);
    if (zip->file == NULL || unzGetGlobalInfo64(zip->file, &info) != UNZ_OK)
        return damaged(zip);
    if (info.number_entry > PARTS_MOST)
        return sheet_fail(sheet, "The XLSX file has more parts than any spreadsheet. " SAVE_AGAIN);
    return OK;
}

bool zip_has(struct zip *zip, const char *part)
{
    return unzLocateFile(zip->file, part, 2 /* whatever its case */) == UNZ_OK;
}

static void leave(struct zip *zip)
{
    if (zip->is_inside)
        unzCloseCurrentFile(zip->file);
    zip->is_inside = false;
}

int zip_enter(struct zip *zip, const char *part)
{
    unz_file_info64 info;
    leave(zip);
    if (!zip_has(zip, part) ||
        unzGetCurrentFileInfo64(zip->file, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK)
        return damaged(zip);
    if (info.flag & IS_LOCKED)
        return sheet_fail(zip->sheet, "The file has a password. Save it without one.");
    if (unzOpenCurrentFile(zip->file) != UNZ_OK)
        return damaged(zip);
    zip->is_inside = true;
    zip->done = 0;
    zip->packed = (int64_t)info.compressed_size;
    if (zip->packed < 1 || zip->packed > zip->sheet->size)
        zip->packed = zip->packed < 1 ? 1 : zip->sheet->size;
    zip->total = (int64_t)info.uncompressed_size;
    return OK;
}

static bool is_a_bomb(const struct zip *zip)
{
    return zip->done > UNPACKED_MOST ||
           (zip->done > RATIO_FROM && zip->done / zip->packed > RATIO_MOST);
}

int zip_read(struct zip *zip, void *bytes, size_t size)
{
    if (!zip->is_inside)
        return 0;
    int got = unzReadCurrentFile(zip->file, bytes, (unsigned)size);
    if (got < 0)
        return damaged(zip);
    zip->done += got;
    if (is_a_bomb(zip))
        return sheet_fail(zip->sheet, "The XLSX file unpacks to far more than a spreadsheet has. "
                                      "Save it as CSV, and try again.");
    if (got > 0)
        return got;
    zip->is_inside = false;
    return unzCloseCurrentFile(zip->file) == UNZ_OK ? 0 : damaged(zip);
}

void zip_progress(const struct zip *zip, int64_t *ret_done, int64_t *ret_total)
{
    *ret_total = zip->total > 0 && zip->total < UNPACKED_MOST ? zip->total : 0;
    *ret_done = zip->done;
}

void zip_close(struct zip *zip)
{
    if (zip == NULL)
        return;
    if (zip->file != NULL) {
        leave(zip);
        unzClose(zip->file);
    }
    free(zip);
}
