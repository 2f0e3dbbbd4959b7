/* How the values of an export are written into an open object: what is empty is left out. */
#ifndef MODEL_EXPORTED_H
#define MODEL_EXPORTED_H

#include "base/json.h"

void exported_text(struct json_writer *writer, const char *name, struct str text);
void exported_id(struct json_writer *writer, const char *name, int64_t id);
void exported_day(struct json_writer *writer, const char *name, int32_t day);
void exported_time(struct json_writer *writer, const char *name, int64_t at_ms);
void exported_yes(struct json_writer *writer, const char *name, bool is_so); /* "yes", or nothing */

#endif
