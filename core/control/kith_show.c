/* Shows a reply: labelled lines for a record, a table for a list. */
#include "control/kith_show.h"

#include <string.h>

enum { GAP = 2, DEEPEST = 8 };

/* What every step of the showing needs. */
struct showing {
    struct layout_view view;
    struct arena *arena;
    struct text *out;
};

/* One part of a reply: what is said of it, and what came. */
struct part {
    struct str name;
    const struct known_field *field; /* NULL if it is not described */
    const struct json *value;
};

struct parts {
    struct part *at;
    size_t count;
};

static const struct json *member_of(const struct json *object, struct arena *arena, struct str name)
{
    return json_member(object, arena_copy(arena, name));
}

/* The described parts in their order, then the others as they came. */
static struct parts parts_of(struct known_fields fields, const struct json *object,
                             struct arena *arena)
{
    size_t room = fields.count + 1;
    struct parts parts = {0};

    for (const struct json *member = json_first(object); member; member = json_next(member))
        room++;
    parts.at = arena_take(arena, room * sizeof *parts.at);
    for (size_t i = 0; i < fields.count; i++) {
        const struct json *value = member_of(object, arena, fields.at[i].name);

        if (value && json_type(value) != JSON_NULL)
            parts.at[parts.count++] = (struct part){fields.at[i].name, &fields.at[i], value};
    }
    for (const struct json *member = json_first(object); member; member = json_next(member)) {
        struct str name = json_name(member);

        if (!known_field_find(fields, name) && json_type(member) != JSON_NULL)
            parts.at[parts.count++] = (struct part){name, NULL, member};
    }
    return parts;
}

/* "work_email" as "work email"; in capitals for the head of a column. */
static struct str label_of(struct arena *arena, struct str name, bool capitals)
{
    struct text safe = {0};
    struct str label;

    layout_add(&safe, name);
    for (size_t i = 0; i < safe.len; i++) {
        char c = safe.ptr[i];

        if (c == '_' || c == '-')
            safe.ptr[i] = ' ';
        else if (capitals && c >= 'a' && c <= 'z')
            safe.ptr[i] = (char)(c - 'a' + 'A');
    }
    label = arena_str(arena, text_str(&safe));
    text_done(&safe);
    return label;
}

/* The columns of a list: as described, or the members of its rows if nothing is. */
static struct known_fields columns_of(const struct known_field *field, const struct json *list,
                                      struct arena *arena)
{
    const struct json *first = json_first(list);
    struct known_field *columns;
    size_t count = 0;

    if (field && field->parts.count)
        return field->parts;
    if (!first || json_type(first) != JSON_OBJECT)
        return (struct known_fields){0};
    for (const struct json *member = json_first(first); member; member = json_next(member))
        count++;
    columns = arena_take(arena, (count + 1) * sizeof *columns);
    count = 0;
    for (const struct json *member = json_first(first); member; member = json_next(member))
        columns[count++] = (struct known_field){.name = json_name(member)};
    return (struct known_fields){columns, count};
}

static unsigned column_flags(const struct known_field *column)
{
    if (column->type == KNOWN_INT || column->type == KNOWN_MONEY)
        return COLUMN_TO_RIGHT;
    return column->type == KNOWN_ID ? COLUMN_WHOLE : 0;
}

/* A column that may be absent, and is so in every row, is left out. */
static bool column_is_empty(const struct known_field *column, const struct json *list,
                            struct arena *arena)
{
    if (!(column->flags & KNOWN_OPTIONAL))
        return false;
    for (const struct json *row = json_first(list); row; row = json_next(row)) {
        const struct json *value =
            json_type(row) == JSON_OBJECT ? member_of(row, arena, column->name) : NULL;

        if (value && json_type(value) != JSON_NULL)
            return false;
    }
    return true;
}

static void add_row(struct table *table, struct known_fields columns, const bool *left_out,
                    const struct json *row)
{
    struct text cell = {0};

    for (size_t c = 0; c < columns.count; c++) {
        const struct json *value =
            json_type(row) == JSON_OBJECT ? member_of(row, table->arena, columns.at[c].name) : NULL;

        if (left_out[c])
            continue;
        text_clear(&cell);
        if (value)
            show_value(&columns.at[c], value, 0, &cell);
        table_add_cell(table, text_str(&cell));
    }
    text_done(&cell);
}

static void show_plain_items(const struct showing *showing, const struct known_field *field,
                             const struct json *list)
{
    for (const struct json *item = json_first(list); item; item = json_next(item)) {
        show_value(field, item, SHOW_ZONE, showing->out);
        text_add_char(showing->out, '\n');
    }
}

static void show_table(const struct showing *showing, const struct known_field *field,
                       const struct json *list)
{
    struct known_fields columns = columns_of(field, list, showing->arena);
    bool *left_out = arena_take(showing->arena, columns.count + 1);
    struct table table = {.arena = showing->arena};

    if (!json_first(list)) {
        text_add(showing->out, STR("Nothing to show.\n"));
        return;
    }
    if (columns.count == 0) {
        show_plain_items(showing, field, list);
        return;
    }
    for (size_t c = 0; c < columns.count; c++) {
        left_out[c] = column_is_empty(&columns.at[c], list, showing->arena);
        if (!left_out[c])
            table_add_column(&table, label_of(showing->arena, columns.at[c].name, true),
                             column_flags(&columns.at[c]));
    }
    for (const struct json *row = json_first(list); row; row = json_next(row))
        add_row(&table, columns, left_out, row);
    table_print(&table, showing->view, showing->out);
    table_done(&table);
}

static bool is_table(const struct part *part)
{
    const struct json *first;

    if (json_type(part->value) != JSON_LIST)
        return false;
    if (part->field && part->field->type == KNOWN_LIST)
        return true;
    first = json_first(part->value);
    return first && json_type(first) == JSON_OBJECT;
}

static bool is_block(const struct part *part)
{
    return json_type(part->value) == JSON_OBJECT;
}

static void show_parts(const struct showing *showing, struct parts parts, size_t indent, int depth);

/* A record within: its label alone, then its parts further in. */
static void show_block(const struct showing *showing, const struct part *part, struct str label,
                       size_t indent, int depth)
{
    struct known_fields fields = part->field ? part->field->parts : (struct known_fields){0};

    layout_bold(showing->out, label, showing->view);
    text_add_char(showing->out, '\n');
    show_parts(showing, parts_of(fields, part->value, showing->arena), indent + GAP, depth + 1);
}

/* Text of several lines keeps them; all else is one line. */
static void show_line(const struct showing *showing, const struct part *part, size_t column)
{
    struct text value = {0};

    if (json_type(part->value) == JSON_TEXT &&
        (!part->field || part->field->type == KNOWN_TEXT || part->field->type == KNOWN_MARKDOWN)) {
        layout_wrap(showing->out, json_text(part->value), column, showing->view.width);
    } else {
        show_value(part->field, part->value, SHOW_ZONE, &value);
        layout_wrap(showing->out, text_str(&value), column, showing->view.width);
    }
    text_add_char(showing->out, '\n');
    text_done(&value);
}

static void show_parts(const struct showing *showing, struct parts parts, size_t indent, int depth)
{
    size_t widest = 0;

    for (size_t i = 0; i < parts.count; i++) {
        size_t wide = str_columns(label_of(showing->arena, parts.at[i].name, false));

        if (wide > widest && !is_block(&parts.at[i]) && !(depth == 0 && is_table(&parts.at[i])))
            widest = wide;
    }
    for (size_t i = 0; i < parts.count; i++) {
        struct str label = label_of(showing->arena, parts.at[i].name, false);

        if (depth == 0 && is_table(&parts.at[i]))
            continue;
        layout_pad(showing->out, indent);
        if (is_block(&parts.at[i]) && depth < DEEPEST) {
            show_block(showing, &parts.at[i], label, indent, depth);
            continue;
        }
        layout_bold(showing->out, label, showing->view);
        if (str_columns(label) < widest)
            layout_pad(showing->out, widest - str_columns(label));
        layout_pad(showing->out, GAP);
        show_line(showing, &parts.at[i], indent + widest + GAP);
    }
}

/* Tables stand after the lines, each under its label unless it is all there is. */
static void show_tables(const struct showing *showing, struct parts parts)
{
    for (size_t i = 0; i < parts.count; i++) {
        if (!is_table(&parts.at[i]))
            continue;
        if (parts.count > 1) {
            text_print(showing->out, "%s", showing->out->len ? "\n" : "");
            layout_bold(showing->out, label_of(showing->arena, parts.at[i].name, false),
                        showing->view);
            text_add_char(showing->out, '\n');
        }
        show_table(showing, parts.at[i].field, parts.at[i].value);
    }
}

/* Only an action that takes a cursor gives one: elsewhere, `next` is a part like any other. */
static bool is_paged(const struct known_action *action)
{
    return known_field_find(action->takes, STR("after")) != NULL;
}

const struct json *reply_next(const struct known_action *action, const struct json *reply)
{
    const struct json *next = json_type(reply) == JSON_OBJECT ? json_member(reply, "next") : NULL;

    if (!next || !is_paged(action) || (json_type(next) != JSON_TEXT && json_type(next) != JSON_INT))
        return NULL;
    return json_type(next) == JSON_TEXT && json_text(next).len == 0 ? NULL : next;
}

static struct parts without_next(struct parts parts)
{
    size_t kept = 0;

    for (size_t i = 0; i < parts.count; i++) {
        if (!str_is(parts.at[i].name, "next"))
            parts.at[kept++] = parts.at[i];
    }
    parts.count = kept;
    return parts;
}

static bool show_proposal(const struct showing *showing, const struct known_action *action,
                          const struct json *reply)
{
    const struct json *proposal = json_member(reply, "proposal");

    if (!proposal || known_field_find(action->gives, STR("proposal")))
        return false;
    text_add(showing->out, STR("This needs the network's consent. Proposal "));
    show_value(NULL, proposal, 0, showing->out);
    text_add(showing->out, STR(" was made.\n"));
    return true;
}

void show_reply(const struct known_action *action, const struct json *reply,
                struct layout_view view, struct arena *arena, struct text *out)
{
    struct showing showing = {.view = view, .arena = arena, .out = out};
    struct parts parts;

    if (json_type(reply) != JSON_OBJECT) {
        show_value(NULL, reply, SHOW_ZONE, out);
        text_add_char(out, '\n');
        return;
    }
    if (show_proposal(&showing, action, reply))
        return;
    parts = parts_of(action->gives, reply, arena);
    if (is_paged(action))
        parts = without_next(parts);
    if (parts.count == 0) {
        text_add(out, action->writes ? STR("Done.\n") : STR("Nothing to show.\n"));
        return;
    }
    show_parts(&showing, parts, 0, 0);
    show_tables(&showing, parts);
}
