/* Fuzzes arguments: what is read keeps its limits, and prints as what reads and prints the same,
 * as JSON and as text. The table has every type. */
#include <string.h>

#include "action/field.h"
#include "fuzz/fuzz.h"

#define OPTIONAL .flags = KITH_OPTIONAL, .summary = "A field."
#define MANY     .flags = KITH_OPTIONAL | KITH_MANY, .summary = "A field."

static const kith_field parts[] = {
    {.name = "quorum", .type = KITH_FRACTION, .limits = "1/10..1", .summary = "A field."},
    {.name = "words", .type = KITH_ONE_OF, .limits = "open|closed", MANY},
    {0}};
static const kith_field fields[] = {
    {.name = "bool", .type = KITH_BOOL, OPTIONAL},
    {.name = "int", .type = KITH_INT, OPTIONAL},
    {.name = "small", .type = KITH_INT, .limits = "-5..100", .preset = "7", OPTIONAL},
    {.name = "text", .type = KITH_TEXT, OPTIONAL},
    {.name = "name", .type = KITH_TEXT, .limits = "1..8", MANY},
    {.name = "markdown", .type = KITH_MARKDOWN, OPTIONAL},
    {.name = "money", .type = KITH_MONEY, OPTIONAL},
    {.name = "date", .type = KITH_DATE, OPTIONAL},
    {.name = "time", .type = KITH_TIME, OPTIONAL},
    {.name = "local_time", .type = KITH_LOCAL_TIME, OPTIONAL},
    {.name = "duration", .type = KITH_DURATION, OPTIONAL},
    {.name = "fraction", .type = KITH_FRACTION, OPTIONAL},
    {.name = "id", .type = KITH_ID, .limits = "place", OPTIONAL},
    {.name = "one_of", .type = KITH_ONE_OF, .limits = "open|closed|moved", OPTIONAL},
    {.name = "file", .type = KITH_FILE, .limits = "0..100", OPTIONAL},
    {.name = "record", .type = KITH_RECORD, .parts = parts, OPTIONAL},
    {.name = "records", .type = KITH_RECORD, .parts = parts, MANY},
    {.name = "list", .type = KITH_LIST, .parts = parts, OPTIONAL},
    {0}};

/* One value from its text form, which must be what was printed. */
static void text_again(const struct value *value, struct arena *arena)
{
    struct text first = {0}, second = {0};
    struct error error = {0};
    struct value *again;
    value_print_text(value, &first);
    PROMISE(field_parse_text(value->field, text_str(&first), arena, &again, &error) == OK);
    if (value->field->flags & KITH_MANY)
        again = again->first;
    PROMISE(again->number == value->number && again->other == value->other);
    value_print_text(again, &second);
    PROMISE(str_equal(text_str(&first), text_str(&second)));
    text_done(&first);
    text_done(&second);
}

/* What is taken reads as what it is. */
static void nothing_turns(const struct value *record)
{
    for (const struct value *part = record->first; part; part = part->next)
        if (part->given && part->field->type == KITH_TEXT && !(part->field->flags & KITH_MANY))
            PROMISE(!str_has_turn(part->text));
        else if (part->given && part->field->type == KITH_MARKDOWN)
            PROMISE(!str_has_override(part->text));
}

static void texts_again(const struct value *record, struct arena *arena)
{
    for (const struct value *part = record->first; part; part = part->next)
        if (part->given && !part->field->parts && !(part->field->flags & KITH_MANY))
            text_again(part, arena);
}

static void print(const struct value *record, struct text *out)
{
    struct json_writer writer = {.out = out};
    value_print_json(record, 0, &writer);
}

static void record_again(const struct value *record, struct arena *arena)
{
    struct text first = {0}, second = {0};
    struct error error = {0};
    struct value *again;
    print(record, &first);
    struct json *json = json_parse(text_str(&first), &error);
    PROMISE(json);
    PROMISE(fields_parse(fields, json, arena, &again, &error) == OK);
    json_free(json);
    print(again, &second);
    PROMISE(str_equal(text_str(&first), text_str(&second)));
    text_done(&first);
    text_done(&second);
}

/* The same bytes as the text form of each field, as on a command line. */
static void as_text(struct str bytes, struct arena *arena)
{
    for (const kith_field *field = fields; field->name; field++) {
        struct error error = {0};
        struct value *value;
        if (field_parse_text(field, bytes, arena, &value, &error))
            promise_readable(&error);
        else
            text_again(field->flags & KITH_MANY ? value->first : value, arena);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct str input = {(const char *)bytes, size};
    struct arena arena = {0};
    struct error error = {0};
    struct value *record;
    struct json *json = json_parse(input, &error);
    if (!json) {
        as_text(input, &arena);
    } else if (fields_parse(fields, json, &arena, &record, &error)) {
        promise_readable(&error);
        PROMISE(error.field[0] || json_type(json) != JSON_OBJECT);
    } else {
        PROMISE(value_check(record, fields, &error) == OK);
        nothing_turns(record);
        record_again(record, &arena);
        texts_again(record, &arena);
    }
    json_free(json);
    arena_done(&arena);
    return 0;
}
