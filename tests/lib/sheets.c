/* Spreadsheet files made on the spot, in memory. */
#include "lib/sheets.h"

#include <minizip/zip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int file_new(void)
{
    int file = memfd_create("sheet", MFD_CLOEXEC);
    if (file < 0) {
        perror("memfd_create");
        exit(2);
    }
    return file;
}

int file_of(struct str bytes)
{
    int file = file_new();
    for (size_t done = 0; done < bytes.len;) {
        ssize_t put = write(file, bytes.ptr + done, bytes.len - done);
        if (put <= 0) {
            perror("write");
            exit(2);
        }
        done += (size_t)put;
    }
    return file;
}

int zip_of(const struct part *parts, size_t count)
{
    char path[64];
    int file = file_new();
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    zipFile zip = zipOpen64(path, APPEND_STATUS_CREATE);
    int failed = zip == NULL;
    for (size_t i = 0; i < count && !failed; i++) {
        const zip_fileinfo info = {0};
        failed =
            zipOpenNewFileInZip64(zip, parts[i].name, &info, NULL, 0, NULL, 0, NULL, Z_DEFLATED,
                                  Z_DEFAULT_COMPRESSION, 0) != ZIP_OK ||
            zipWriteInFileInZip(zip, parts[i].bytes.ptr, (unsigned)parts[i].bytes.len) != ZIP_OK ||
            zipCloseFileInZip(zip) != ZIP_OK;
    }
    if (failed || zipClose(zip, NULL) != ZIP_OK) {
        fprintf(stderr, "A zip file cannot be made.\n");
        exit(2);
    }
    return file;
}

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define MAIN   "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

static const char root_relations[] =
    "<Relationships><Relationship Id='rId1' Type='" OFFICE "/officeDocument' "
    "Target='xl/workbook.xml'/></Relationships>";
static const char book_relations[] =
    "<Relationships>"
    "<Relationship Id='rId7' Type='" OFFICE "/worksheet' Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='rId8' Type='" OFFICE "/sharedStrings' Target='/xl/sharedStrings.xml'/>"
    "<Relationship Id='rId9' Type='" OFFICE "/styles' Target='styles.xml'/></Relationships>";
static const char book[] = "<workbook " MAIN " xmlns:r='" OFFICE "'><workbookPr/><sheets>"
                           "<sheet name='People' sheetId='1' r:id='rId7'/></sheets></workbook>";
static const char plain_styles[] = "<cellXfs><xf numFmtId='0'/></cellXfs>";

int workbook_of(const char *rows, const char *texts, const char *styles)
{
    struct text sheet = {0}, shared = {0}, style = {0};
    text_print(&sheet,
               "<?xml version='1.0'?><worksheet " MAIN "><sheetData>%s</sheetData>"
               "</worksheet>",
               rows);
    text_print(&shared, "<sst " MAIN ">%s</sst>", texts == NULL ? "" : texts);
    text_print(&style, "<styleSheet " MAIN ">%s</styleSheet>",
               styles == NULL ? plain_styles : styles);
    const struct part parts[] = {
        {"_rels/.rels", STR(root_relations)},
        {"xl/workbook.xml", STR(book)},
        {"xl/_rels/workbook.xml.rels", STR(book_relations)},
        {"xl/worksheets/sheet1.xml", text_str(&sheet)},
        {"xl/sharedStrings.xml", text_str(&shared)},
        {"xl/styles.xml", text_str(&style)},
    };
    int file = zip_of(parts, sizeof parts / sizeof parts[0]);
    text_done(&sheet);
    text_done(&shared);
    text_done(&style);
    return file;
}

static void row_add(const struct sheet_row *row, struct text *out)
{
    if (row->fault != NULL) {
        text_print(out, "%zu!%s;", row->number, row->fault);
        return;
    }
    text_print(out, "%zu:", row->number);
    for (size_t i = 0; i < row->count; i++) {
        text_add(out, i > 0 ? STR("|") : STR(""));
        text_add(out, row->cells[i]);
    }
    text_add_char(out, ';');
}

int rows_of(int file, const struct sheet_options *options, struct text *out, struct error *error)
{
    static const struct sheet_options none = {0};
    struct sheet *sheet;
    struct sheet_row row;
    int got = sheet_open(file, options == NULL ? &none : options, &sheet, error);
    if (got == OK) {
        while ((got = sheet_next(sheet, &row)) > 0)
            row_add(&row, out);
        sheet_close(sheet);
    }
    close(file);
    return got;
}
