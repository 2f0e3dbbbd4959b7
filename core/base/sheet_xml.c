/* XML of one part of a zip file, through expat, which tells what it reads as it goes.
 *
 * A document type is refused, and with it every entity of a file's own; so are elements in elements
 * beyond any spreadsheet, and a mark that is longer than one can be. */
#include <expat.h>

#include "base/sheet_inside.h"

enum { PIECE = 16384, DEPTH_MOST = 64, MARK_MOST = 1 << 20, STRANGE = 1 };

struct xml {
    struct sheet *sheet;
    struct zip *zip;
    const struct xml_events *events;
    void *self;
    XML_Parser parser;
    int depth;
    size_t unseen; /* bytes since expat told anything */
    bool is_paused;
    int outcome; /* of the events; STRANGE: the file has what no spreadsheet has */
};

static const char *local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strcmp(local_name(attributes[i]), name) == 0)
            return attributes[i + 1];
    return NULL;
}

static void end_with(struct xml *xml, int outcome)
{
    if (outcome == OK || xml->outcome != OK)
        return;
    xml->outcome = outcome;
    XML_StopParser(xml->parser, XML_FALSE);
}

static void XMLCALL on_open(void *self, const char *name, const char **attributes)
{
    struct xml *xml = self;
    xml->unseen = 0;
    if (++xml->depth > DEPTH_MOST)
        end_with(xml, STRANGE);
    else if (xml->outcome == OK)
        end_with(xml,
                 xml->events->open(xml->self, local_name(name), (const char *const *)attributes));
}

static void XMLCALL on_close(void *self, const char *name)
{
    struct xml *xml = self;
    xml->unseen = 0;
    xml->depth--;
    if (xml->outcome == OK && xml->events->close != NULL)
        end_with(xml, xml->events->close(xml->self, local_name(name)));
}

static void XMLCALL on_text(void *self, const char *text, int length)
{
    struct xml *xml = self;
    xml->unseen = 0;
    if (xml->outcome == OK && xml->events->text != NULL)
        end_with(xml, xml->events->text(xml->self, (struct str){text, (size_t)length}));
}

static void XMLCALL on_document_type(void *self, const char *name, const char *system_id,
                                     const char *public_id, int has_subset)
{
    (void)name, (void)system_id, (void)public_id, (void)has_subset;
    end_with(self, STRANGE);
}

int xml_open(struct sheet *sheet, struct zip *zip, const char *part,
             const struct xml_events *events, void *self, struct xml **ret_xml)
{
    int err = zip_enter(zip, part);
    if (err != OK)
        return err;
    struct xml *xml = memory_take(sizeof *xml);
    *xml = (struct xml){.sheet = sheet, .zip = zip, .events = events, .self = self};
    xml->parser = XML_ParserCreate(NULL);
    if (xml->parser == NULL)
        memory_end();
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_open, on_close);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_document_type);
    *ret_xml = xml;
    return OK;
}

static int failed(struct xml *xml)
{
    if (XML_GetErrorCode(xml->parser) == XML_ERROR_NO_MEMORY)
        memory_end();
    if (xml->outcome < 0)
        return xml->outcome;
    return sheet_fail(xml->sheet, "The XLSX file %s after row %zu. " SAVE_AGAIN,
                      xml->outcome == STRANGE ? "has what no spreadsheet has," : "is damaged",
                      xml->sheet->number);
}

/* Gives expat one more piece, or lets it go on with the last. */
static int piece_parse(struct xml *xml, enum XML_Status *ret_status)
{
    if (xml->is_paused) {
        xml->is_paused = false;
        *ret_status = XML_ResumeParser(xml->parser);
        return OK;
    }
    void *piece = XML_GetBuffer(xml->parser, PIECE);
    if (piece == NULL)
        memory_end();
    int got = zip_read(xml->zip, piece, PIECE);
    if (got < 0)
        return got;
    xml->unseen += (size_t)got;
    *ret_status = XML_ParseBuffer(xml->parser, got, got == 0);
    return OK;
}

int xml_run(struct xml *xml)
{
    for (;;) {
        enum XML_Status status;
        XML_ParsingStatus now;
        int err = piece_parse(xml, &status);
        if (err != OK)
            return err;
        if (xml->unseen > MARK_MOST && xml->outcome == OK)
            xml->outcome = STRANGE;
        if (status == XML_STATUS_ERROR || xml->outcome != OK)
            return failed(xml);
        if (status == XML_STATUS_SUSPENDED)
            return 1;
        XML_GetParsingStatus(xml->parser, &now);
        if (now.parsing == XML_FINISHED)
            return 0;
    }
}

void xml_pause(struct xml *xml)
{
    xml->is_paused = true;
    XML_StopParser(xml->parser, XML_TRUE);
}

void xml_close(struct xml *xml)
{
    if (xml == NULL)
        return;
    XML_ParserFree(xml->parser);
    free(xml);
}

int xml_read(struct sheet *sheet, struct zip *zip, const char *part,
             const struct xml_events *events, void *self)
{
    struct xml *xml;
    int err = xml_open(sheet, zip, part, events, self, &xml);
    if (err != OK)
        return err;
    err = xml_run(xml);
    xml_close(xml);
    return err;
}
