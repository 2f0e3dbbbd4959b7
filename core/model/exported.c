/* How the values of an export are written into an open object: what is empty is left out. */
#include "model/exported.h"

#include "base/clock.h"
#include "base/ident.h"

void exported_text(struct json_writer *writer, const char *name, struct str text)
{
    if (text.len == 0)
        return;
    json_key(writer, name);
    json_put_text(writer, text);
}

void exported_id(struct json_writer *writer, const char *name, int64_t id)
{
    char text[IDENT_LENGTH + 1];
    ident_print(id, text);
    exported_text(writer, name, id == 0 ? (struct str){0} : str_of(text));
}

void exported_day(struct json_writer *writer, const char *name, int32_t day)
{
    char text[11];
    if (day == 0)
        return;
    date_print(day, text);
    exported_text(writer, name, str_of(text));
}

void exported_time(struct json_writer *writer, const char *name, int64_t at_ms)
{
    char text[25];
    if (at_ms == 0)
        return;
    time_print(at_ms, text);
    exported_text(writer, name, str_of(text));
}

void exported_yes(struct json_writer *writer, const char *name, bool is_so)
{
    exported_text(writer, name, is_so ? STR("yes") : (struct str){0});
}
