/* Sets text out in terminal columns: wrapped paragraphs and aligned tables. */
#include "control/kith_layout.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_GAP = 2, COLUMN_LEAST = 6 };

#define ELLIPSIS STR("…")

/* The character at the front, or one byte if that is not valid text. */
static struct str front_character(struct str text)
{
    unsigned char lead = (unsigned char)text.ptr[0];
    size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

    if (size > text.len || !str_is_utf8((struct str){text.ptr, size}))
        size = 1;
    return (struct str){text.ptr, size};
}

/* Line and paragraph separators, marks and overrides of direction: they can make a line read
 * as something it is not. */
static bool is_direction_change(struct str character)
{
    unsigned char second, third;

    if (character.len != 3 || (unsigned char)character.ptr[0] != 0xE2)
        return false;
    second = (unsigned char)character.ptr[1];
    third = (unsigned char)character.ptr[2];
    return (second == 0x80 &&
            (third == 0x8E || third == 0x8F || (third >= 0xA8 && third <= 0xAE))) ||
           (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

static bool is_safe(struct str character)
{
    if (character.len == 1 && !str_is_utf8(character))
        return false;
    if (character.ptr[0] == '\n' || character.ptr[0] == '\t')
        return true;
    return !str_has_control(character) && !is_direction_change(character);
}

static void safe_add(struct text *out, struct str text, bool one_line)
{
    while (text.len) {
        struct str character = front_character(text);

        if (!is_safe(character))
            text_add_char(out, '?');
        else if (character.ptr[0] == '\t' || (one_line && character.ptr[0] == '\n'))
            text_add_char(out, ' ');
        else
            text_add(out, character);
        text.ptr += character.len;
        text.len -= character.len;
    }
}

void layout_add(struct text *out, struct str text)
{
    safe_add(out, text, true);
}

void layout_pad(struct text *out, size_t columns)
{
    while (columns--)
        text_add_char(out, ' ');
}

/* How many bytes fit into so many columns; marks stay with the character they belong to. */
static size_t bytes_that_fit(struct str text, size_t columns)
{
    size_t bytes = 0, used = 0;

    while (bytes < text.len) {
        struct str character = front_character((struct str){text.ptr + bytes, text.len - bytes});
        size_t wide = str_columns(character);

        if (used + wide > columns)
            break;
        used += wide;
        bytes += character.len;
    }
    return bytes;
}

void layout_cut(struct text *out, struct str text, size_t columns)
{
    if (str_columns(text) <= columns) {
        text_add(out, text);
        return;
    }
    if (columns == 0)
        return;
    text_add(out, (struct str){text.ptr, bytes_that_fit(text, columns - 1)});
    text_add(out, ELLIPSIS);
}

static void wrap_line(struct text *out, struct str line, size_t indent, size_t width)
{
    size_t column = indent;
    bool first = true;

    while (line.len) {
        const char *space = memchr(line.ptr, ' ', line.len);
        struct str word = {line.ptr, space ? (size_t)(space - line.ptr) : line.len};
        size_t wide = str_columns(word);

        line.ptr += word.len + (space ? 1 : 0);
        line.len -= word.len + (space ? 1 : 0);
        if (!first && width && column + 1 + wide > width) {
            text_add_char(out, '\n');
            layout_pad(out, indent);
            column = indent;
        } else if (!first) {
            text_add_char(out, ' ');
            column++;
        }
        text_add(out, word);
        column += wide;
        first = false;
    }
}

void layout_wrap(struct text *out, struct str text, size_t indent, size_t width)
{
    struct text safe = {0};
    struct str left;

    safe_add(&safe, str_trim(text), false);
    left = text_str(&safe);
    while (left.len) {
        const char *end = memchr(left.ptr, '\n', left.len);
        struct str line = {left.ptr, end ? (size_t)(end - left.ptr) : left.len};

        wrap_line(out, line, indent, width);
        left.ptr += line.len + (end ? 1 : 0);
        left.len -= line.len + (end ? 1 : 0);
        if (!end)
            break;
        text_add_char(out, '\n');
        if (left.len && left.ptr[0] != '\n')
            layout_pad(out, indent);
    }
    text_done(&safe);
}

void layout_bold(struct text *out, struct str text, struct layout_view view)
{
    if (view.colour)
        text_add(out, STR("\033[1m"));
    layout_add(out, text);
    if (view.colour)
        text_add(out, STR("\033[0m"));
}

void layout_add_json(struct text *out, struct str json)
{
    while (json.len) {
        struct str character = front_character(json);

        if (is_safe(character) || character.len == 1)
            text_add(out, character.ptr[0] == '\x7F' ? STR("\\u007f") : character);
        else if (character.len == 2)
            text_print(out, "\\u%04x", (unsigned char)character.ptr[1]);
        else
            text_print(out, "\\u%04x",
                       0x2000 | ((unsigned char)character.ptr[1] & 0x3F) << 6 |
                           ((unsigned char)character.ptr[2] & 0x3F));
        json.ptr += character.len;
        json.len -= character.len;
    }
}

void table_add_column(struct table *table, struct str title, unsigned flags)
{
    struct table_column *column = list_add(&table->columns);

    *column = (struct table_column){.title = title, .flags = flags};
}

void table_add_cell(struct table *table, struct str text)
{
    struct text safe = {0};
    struct str *cell = list_add(&table->cells);

    layout_add(&safe, str_trim(text));
    *cell = arena_str(table->arena, text_str(&safe));
    text_done(&safe);
}

static size_t rows_of(const struct table *table)
{
    return table->columns.count ? table->cells.count / table->columns.count : 0;
}

static void measure_columns(const struct table *table, size_t *ret_widths)
{
    for (size_t c = 0; c < table->columns.count; c++)
        ret_widths[c] = str_columns(table->columns.at[c].title);
    for (size_t i = 0; i < rows_of(table) * table->columns.count; i++) {
        size_t wide = str_columns(table->cells.at[i]);
        size_t *width = &ret_widths[i % table->columns.count];

        if (wide > *width)
            *width = wide;
    }
}

/* Takes columns off the widest until the table fits, or nothing more can be taken: then false. */
static bool narrow_columns(const struct table *table, size_t limit, size_t *widths)
{
    size_t total = 0;

    for (size_t c = 0; c < table->columns.count; c++)
        total += widths[c] + (c ? COLUMN_GAP : 0);
    while (total > limit) {
        size_t widest = SIZE_MAX;

        for (size_t c = 0; c < table->columns.count; c++) {
            if (!(table->columns.at[c].flags & COLUMN_WHOLE) && widths[c] > COLUMN_LEAST &&
                (widest == SIZE_MAX || widths[c] > widths[widest]))
                widest = c;
        }
        if (widest == SIZE_MAX)
            return false;
        widths[widest]--;
        total--;
    }
    return true;
}

struct printing {
    const struct table *table;
    struct layout_view view;
    size_t *widths;   /* of the columns */
    struct str *left; /* of the row's cells */
    bool *goes_on;    /* a cell's first line is printed */
    bool wraps;
};

static struct str cut_cell(struct arena *arena, struct str text, size_t width)
{
    struct text cut = {0};

    layout_cut(&cut, text, width);
    text = arena_str(arena, text_str(&cut));
    text_done(&cut);
    return text;
}

/* The front of what is left of a cell, as far as it fits its column. Sentences and commands go on
 * in the lines below, broken between words where that can be; one long word is cut. */
static struct str take_line(const struct printing *printing, size_t column)
{
    const struct str text = printing->left[column];
    const size_t width = printing->widths[column], fits = bytes_that_fit(text, width);
    const bool is_word =
        !printing->goes_on[column] && !(text.len && memchr(text.ptr, ' ', text.len));
    size_t end = fits;

    printing->left[column] = (struct str){0};
    if (fits == text.len || !printing->wraps || is_word)
        return cut_cell(printing->table->arena, text, width);
    while (end > 0 && text.ptr[end] != ' ')
        end--;
    if (end == 0)
        end = fits ? fits : front_character(text).len;
    printing->goes_on[column] = true;
    printing->left[column] = str_trim((struct str){text.ptr + end, text.len - end});
    return (struct str){text.ptr, end};
}

static void print_cell(struct text *line, struct str cell, size_t width, bool to_right)
{
    size_t wide = str_columns(cell);
    size_t spare = wide < width ? width - wide : 0;

    if (to_right)
        layout_pad(line, spare);
    text_add(line, cell);
    if (!to_right)
        layout_pad(line, spare);
}

/* One line of a row, from what is left of its cells. Is there more of them? */
static bool print_line(const struct printing *printing, struct text *ret_line)
{
    const struct table *table = printing->table;
    bool more = false;

    for (size_t c = 0; c < table->columns.count; c++) {
        const struct str cell = take_line(printing, c);

        if (c)
            layout_pad(ret_line, COLUMN_GAP);
        print_cell(ret_line, cell, printing->widths[c],
                   table->columns.at[c].flags & COLUMN_TO_RIGHT);
        more = more || printing->left[c].len > 0;
    }
    while (ret_line->len && ret_line->ptr[ret_line->len - 1] == ' ')
        ret_line->ptr[--ret_line->len] = '\0';
    return more;
}

static void print_row(const struct printing *printing, size_t row, struct text *out)
{
    const struct table *table = printing->table;
    const size_t columns = table->columns.count, width = printing->view.width;
    struct text line = {0}, cut = {0};
    bool more = true;

    for (size_t c = 0; c < columns; c++) {
        printing->left[c] =
            row == SIZE_MAX ? table->columns.at[c].title : table->cells.at[row * columns + c];
        printing->goes_on[c] = false;
    }
    while (more) {
        text_clear(&line);
        text_clear(&cut);
        more = print_line(printing, &line);
        layout_cut(&cut, text_str(&line), width ? width : SIZE_MAX);
        if (row == SIZE_MAX)
            layout_bold(out, text_str(&cut), printing->view);
        else
            text_add(out, text_str(&cut));
        text_add_char(out, '\n');
    }
    text_done(&line);
    text_done(&cut);
}

void table_print(const struct table *table, struct layout_view view, struct text *out)
{
    const size_t columns = table->columns.count + 1;
    struct printing printing = {
        .table = table,
        .view = view,
        .widths = arena_take(table->arena, columns * sizeof *printing.widths),
        .left = arena_take(table->arena, columns * sizeof *printing.left),
        .goes_on = arena_take(table->arena, columns * sizeof *printing.goes_on),
    };

    measure_columns(table, printing.widths);
    printing.wraps = view.width && narrow_columns(table, view.width, printing.widths);
    for (size_t row = SIZE_MAX; row == SIZE_MAX || row < rows_of(table); row++)
        print_row(&printing, row, out);
}

void table_done(struct table *table)
{
    list_done(&table->columns);
    list_done(&table->cells);
}
