/* Layout: text made safe and set out in terminal columns.
 *
 * Whatever comes from the daemon goes through here before it is printed: characters that a
 * terminal would obey (controls, escapes, changes of writing direction) become '?'. Widths are
 * terminal cells: marks take none, wide characters two. */
#ifndef CONTROL_KITH_LAYOUT_H
#define CONTROL_KITH_LAYOUT_H

#include "base/list.h"

struct layout_view {
    size_t width; /* columns of the terminal; 0: not a terminal, nothing is cut or wrapped */
    bool colour;
};

/* Safe, and on one line: line ends and tabs become spaces. */
void layout_add(struct text *out, struct str text);
void layout_pad(struct text *out, size_t columns);
/* At most `columns` wide, with an ellipsis for what is left out. `text` must be safe. */
void layout_cut(struct text *out, struct str text, size_t columns);
/* Safe, with its own line ends kept and words wrapped at `width` (0: not wrapped). The first
 * line starts where the caller stands; the others are indented. No line end is added last. */
void layout_wrap(struct text *out, struct str text, size_t indent, size_t width);
void layout_bold(struct text *out, struct str text, struct layout_view view);
/* JSON on which a terminal takes no orders: what is unsafe is escaped, and means the same. */
void layout_add_json(struct text *out, struct str json);

enum {
    COLUMN_TO_RIGHT = 1 << 0,
    COLUMN_WHOLE = 1 << 1, /* never made narrower: an id that is cut is no use */
};

struct table_column {
    struct str title;
    unsigned flags;
};

/* Cells are given row by row. */
struct table {
    struct arena *arena;
    LIST(struct table_column) columns;
    LIST(struct str) cells;
};

void table_add_column(struct table *table, struct str title, unsigned flags);
void table_add_cell(struct table *table, struct str text);
void table_print(const struct table *table, struct layout_view view, struct text *out);
void table_done(struct table *table);

#endif
