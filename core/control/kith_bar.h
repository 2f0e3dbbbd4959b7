/* The bar: how far a job has come, on standard error. */
#ifndef CONTROL_KITH_BAR_H
#define CONTROL_KITH_BAR_H

#include "base/json.h"
#include "control/kith_layout.h"

struct bar {
    struct layout_view view; /* of standard error; width 0: plain lines, seldom */
    int64_t shown_ms;        /* ticks of the last showing; 0: never */
    bool drawn;              /* a bar stands on the terminal's last line */
};

/* `progress` is {"done","total","note"}. */
void bar_show(struct bar *bar, const struct json *progress);
void bar_clear(struct bar *bar);

/* What bar_show draws: at most `view.width` columns, without a line end. */
void bar_draw(const struct json *progress, struct layout_view view, struct text *out);

#endif
