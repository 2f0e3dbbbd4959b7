/* What an XLSX workbook says about one of its sheets: where it lies, its shared texts, its styles.
 */
#include "base/sheet_workbook.h"

enum {
    NAMES_MOST = 1000,
    FORMATS_MOST = 1000,
    STYLES_MOST = 70000,
    TEXT_MOST = SHEET_ROW_MOST + 1
};

struct name {
    struct str name;
    const char *relation;
    bool is_hidden;
};

struct format {
    int64_t id;
    struct number_style style;
};

/* What is being read: one part after another. */
struct reading {
    struct sheet *sheet;
    struct workbook *book;
    const char *relation;                     /* of the chosen sheet */
    const char *main, *texts, *styles, *rows; /* parts, as they are found */
    LIST(struct name) names;
    LIST(struct format) formats;
    struct text text; /* a shared text */
    bool in_text, in_sound, in_formats, in_styles;
};

static bool ends(const char *text, const char *with)
{
    size_t length = strlen(text), tail = strlen(with);
    return length >= tail && strcmp(text + length - tail, with) == 0;
}

static const char *keep(struct reading *reading, const char *text)
{
    return arena_copy(&reading->sheet->arena, str_of(text));
}

/* A relation's target: from the root, or beside the part that names it. */
static const char *target_part(struct reading *reading, const char *beside, const char *target)
{
    const char *slash = strrchr(beside, '/');
    if (target[0] == '/')
        return keep(reading, target + 1);
    while (strncmp(target, "./", 2) == 0)
        target += 2;
    int length = slash == NULL ? 0 : (int)(slash + 1 - beside);
    return arena_print(&reading->sheet->arena, "%.*s%s", length, beside, target);
}

/* ---- relations ---- */

static int root_relation(void *self, const char *name, const char *const *attributes)
{
    struct reading *reading = self;
    const char *type = xml_attribute(attributes, "Type");
    const char *target = xml_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") == 0 && type != NULL && target != NULL &&
        ends(type, "/officeDocument"))
        reading->main = target_part(reading, "", target);
    return OK;
}

static int book_relation(void *self, const char *name, const char *const *attributes)
{
    struct reading *reading = self;
    const char *type = xml_attribute(attributes, "Type"), *id = xml_attribute(attributes, "Id");
    const char *target = xml_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0 || type == NULL || target == NULL || id == NULL)
        return OK;
    if (ends(type, "/sharedStrings"))
        reading->texts = target_part(reading, reading->main, target);
    else if (ends(type, "/styles"))
        reading->styles = target_part(reading, reading->main, target);
    else if (ends(type, "/worksheet") && strcmp(id, reading->relation) == 0)
        reading->rows = target_part(reading, reading->main, target);
    return OK;
}

static const char *relations_part(struct reading *reading, const char *part)
{
    const char *slash = strrchr(part, '/');
    int length = slash == NULL ? 0 : (int)(slash + 1 - part);
    return arena_print(&reading->sheet->arena, "%.*s_rels/%s.rels", length, part, part + length);
}

/* ---- sheets ---- */

static int book_open(void *self, const char *name, const char *const *attributes)
{
    struct reading *reading = self;
    if (strcmp(name, "workbookPr") == 0) {
        const char *from = xml_attribute(attributes, "date1904");
        reading->book->from_1904 =
            from != NULL && (strcmp(from, "1") == 0 || strcmp(from, "true") == 0);
    }
    if (strcmp(name, "sheet") != 0 || reading->names.count >= NAMES_MOST)
        return OK;
    const char *called = xml_attribute(attributes, "name"), *id = xml_attribute(attributes, "id");
    const char *state = xml_attribute(attributes, "state");
    if (called == NULL || id == NULL)
        return OK;
    *list_add(&reading->names) = (struct name){str_of(keep(reading, called)), keep(reading, id),
                                               state != NULL && strcmp(state, "visible") != 0};
    return OK;
}

static int no_such_sheet(struct reading *reading)
{
    struct text known = {0};
    for (size_t i = 0; i < reading->names.count && known.len < 200; i++)
        text_print(&known, "%s\"%.*s\"", i > 0 ? ", " : "", STR_ARGS(reading->names.at[i].name));
    int err = error_set(reading->sheet->error, ERROR_WRONG, "sheet",
                        "The workbook has no sheet called \"%.*s\". Its sheets are: %s.",
                        STR_ARGS(reading->sheet->options.name), known.len > 0 ? known.ptr : "none");
    text_done(&known);
    return err;
}

static int sheet_choose(struct reading *reading)
{
    const struct str wanted = reading->sheet->options.name;
    const struct name *chosen = NULL;
    for (size_t i = reading->names.count; i-- > 0;) {
        const struct name *name = &reading->names.at[i];
        if (wanted.len > 0 ? str_equal(name->name, wanted) : chosen == NULL || !name->is_hidden)
            chosen = name;
    }
    if (chosen == NULL && wanted.len > 0)
        return no_such_sheet(reading);
    if (chosen == NULL)
        return sheet_fail(reading->sheet, "The workbook has no sheet. " SAVE_AGAIN);
    reading->relation = chosen->relation;
    reading->book->sheet_name = chosen->name;
    return OK;
}

/* ---- shared texts ---- */

static int texts_open(void *self, const char *name, const char *const *attributes)
{
    (void)attributes;
    struct reading *reading = self;
    if (strcmp(name, "si") == 0)
        text_clear(&reading->text);
    else if (strcmp(name, "rPh") == 0)
        reading->in_sound = true;
    else if (strcmp(name, "t") == 0)
        reading->in_text = !reading->in_sound;
    return OK;
}

static int texts_close(void *self, const char *name)
{
    struct reading *reading = self;
    if (strcmp(name, "si") == 0)
        return strings_add(reading->book->strings, text_str(&reading->text), reading->sheet);
    if (strcmp(name, "rPh") == 0)
        reading->in_sound = false;
    else if (strcmp(name, "t") == 0)
        reading->in_text = false;
    return OK;
}

static int texts_text(void *self, struct str text)
{
    struct reading *reading = self;
    size_t room = TEXT_MOST - reading->text.len;
    if (reading->in_text)
        text_add(&reading->text, (struct str){text.ptr, text.len < room ? text.len : room});
    return OK;
}

/* ---- styles ---- */

static void style_add(struct reading *reading, int64_t id)
{
    struct number_style style = number_style_builtin(id);
    for (size_t i = 0; i < reading->formats.count; i++)
        if (reading->formats.at[i].id == id)
            style = reading->formats.at[i].style;
    if (reading->book->styles.count < STYLES_MOST)
        *list_add(&reading->book->styles) = style;
}

static int styles_open(void *self, const char *name, const char *const *attributes)
{
    struct reading *reading = self;
    const char *said = xml_attribute(attributes, "numFmtId");
    int64_t id = 0;
    if (said != NULL)
        str_to_int(str_of(said), &id);
    if (strcmp(name, "numFmts") == 0) {
        reading->in_formats = true;
    } else if (strcmp(name, "cellXfs") == 0) {
        reading->in_styles = true;
    } else if (strcmp(name, "xf") == 0 && reading->in_styles) {
        style_add(reading, id);
    } else if (strcmp(name, "numFmt") == 0 && reading->in_formats) {
        const char *code = xml_attribute(attributes, "formatCode");
        if (code != NULL && reading->formats.count < FORMATS_MOST)
            *list_add(&reading->formats) = (struct format){id, number_style_read(code)};
    }
    return OK;
}

static int styles_close(void *self, const char *name)
{
    struct reading *reading = self;
    if (strcmp(name, "numFmts") == 0)
        reading->in_formats = false;
    else if (strcmp(name, "cellXfs") == 0)
        reading->in_styles = false;
    return OK;
}

/* ---- one after another ---- */

static int part_read(struct reading *reading, const char *part, const struct xml_events *events)
{
    return xml_read(reading->sheet, reading->book->zip, part, events, reading);
}

/* A zip that is no workbook: what else it may be. */
static const struct {
    const char *part, *reason;
} strangers[] = {
    {"xl/workbook.bin", "This is a binary Excel workbook (.xlsb). Save it as XLSX or CSV."},
    {"content.xml", "This is an OpenDocument file. Save it as XLSX or CSV."},
    {"Index/Document.iwa", "This is a Numbers file. Export it as XLSX or CSV."},
    {"word/document.xml", "This is a Word document. Put its table in a spreadsheet, and save that "
                          "as XLSX or CSV."},
};

static int main_find(struct reading *reading)
{
    static const struct xml_events events = {root_relation, NULL, NULL};
    struct zip *zip = reading->book->zip;
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++)
        if (zip_has(zip, strangers[i].part))
            return sheet_fail(reading->sheet, "%s", strangers[i].reason);
    reading->main = "xl/workbook.xml";
    int err = zip_has(zip, "_rels/.rels") ? part_read(reading, "_rels/.rels", &events) : OK;
    if (err == OK && !zip_has(zip, reading->main))
        return sheet_fail(reading->sheet, "This is a zip file with no workbook in it. Unpack it, "
                                          "and give the file that is inside.");
    return err;
}

static int parts_find(struct reading *reading)
{
    static const struct xml_events book_events = {book_open, NULL, NULL};
    static const struct xml_events relation_events = {book_relation, NULL, NULL};
    int err = main_find(reading);
    if (err == OK)
        err = part_read(reading, reading->main, &book_events);
    if (err == OK)
        err = sheet_choose(reading);
    if (err == OK)
        err = part_read(reading, relations_part(reading, reading->main), &relation_events);
    if (err == OK && reading->rows == NULL)
        err = sheet_fail(reading->sheet,
                         "The sheet \"%.*s\" has no rows: it is a chart, or it is "
                         "missing from the file.",
                         STR_ARGS(reading->book->sheet_name));
    reading->book->sheet_part = reading->rows;
    return err;
}

static int parts_read(struct reading *reading)
{
    static const struct xml_events text_events = {texts_open, texts_close, texts_text};
    static const struct xml_events style_events = {styles_open, styles_close, NULL};
    struct zip *zip = reading->book->zip;
    int err = parts_find(reading);
    if (err == OK && reading->texts != NULL && zip_has(zip, reading->texts))
        err = part_read(reading, reading->texts, &text_events);
    if (err == OK && reading->styles != NULL && zip_has(zip, reading->styles))
        err = part_read(reading, reading->styles, &style_events);
    return err;
}

int workbook_open(struct sheet *sheet, struct workbook *book)
{
    struct reading reading = {.sheet = sheet, .book = book};
    book->strings = strings_new(sheet->options.folder);
    int err = zip_open(sheet, &book->zip);
    if (err == OK)
        err = parts_read(&reading);
    list_done(&reading.names);
    list_done(&reading.formats);
    text_done(&reading.text);
    return err;
}

void workbook_close(struct workbook *book)
{
    zip_close(book->zip);
    strings_free(book->strings);
    list_done(&book->styles);
}
