/* Colours: "#005f73", and which text can be read on them (WCAG 2.2, success criterion 1.4.3). */
#ifndef BASE_COLOUR_H
#define BASE_COLOUR_H

#include "base/text.h"

struct colour {
    uint8_t red, green, blue;
};

enum { COLOUR_READABLE = 45 }; /* 4.5 to 1 */

/* "#rrggbb" in either case. */
bool colour_parse(struct str text, struct colour *ret_colour);
/* The contrast of two colours in tenths, rounded down: 10 (none) to 210. */
int colour_contrast(struct colour one, struct colour other);
/* Is black text easier to read on it than white text? */
bool colour_wants_black(struct colour colour, int *ret_contrast);

#endif
