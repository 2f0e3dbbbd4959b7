/* Colours: "#005f73", and which text can be read on them (WCAG 2.2, success criterion 1.4.3).
 *
 * A colour's relative luminance is 0.2126 R + 0.7152 G + 0.0722 B of its linear parts; the
 * contrast of two is (brighter + 0.05) / (darker + 0.05). Here in whole numbers, of 10^-10. */
#include "base/colour.h"

/* The linear part of an sRGB part, times 1,000,000: c / 12.92 up to 0.04045 (IEC 61966-2-1; WCAG
 * prints 0.03928, which no part of 8 bits can tell from it), above it ((c + 0.055) / 1.055)^2.4. */
static const int32_t linear[256] = {
    0,      304,    607,    911,     1214,   1518,   1821,   2125,   2428,   2732,   3035,   3347,
    3677,   4025,   4391,   4777,    5182,   5605,   6049,   6512,   6995,   7499,   8023,   8568,
    9134,   9721,   10330,  10960,   11612,  12286,  12983,  13702,  14444,  15209,  15996,  16807,
    17642,  18500,  19382,  20289,   21219,  22174,  23153,  24158,  25187,  26241,  27321,  28426,
    29557,  30713,  31896,  33105,   34340,  35601,  36889,  38204,  39546,  40915,  42311,  43735,
    45186,  46665,  48172,  49707,   51269,  52861,  54480,  56128,  57805,  59511,  61246,  63010,
    64803,  66626,  68478,  70360,   72272,  74214,  76185,  78187,  80220,  82283,  84376,  86500,
    88656,  90842,  93059,  95307,   97587,  99899,  102242, 104616, 107023, 109462, 111932, 114435,
    116971, 119538, 122139, 124772,  127438, 130136, 132868, 135633, 138432, 141263, 144128, 147027,
    149960, 152926, 155926, 158961,  162029, 165132, 168269, 171441, 174647, 177888, 181164, 184475,
    187821, 191202, 194618, 198069,  201556, 205079, 208637, 212231, 215861, 219526, 223228, 226966,
    230740, 234551, 238398, 242281,  246201, 250158, 254152, 258183, 262251, 266356, 270498, 274677,
    278894, 283149, 287441, 291771,  296138, 300544, 304987, 309469, 313989, 318547, 323143, 327778,
    332452, 337164, 341914, 346704,  351533, 356400, 361307, 366253, 371238, 376262, 381326, 386429,
    391572, 396755, 401978, 407240,  412543, 417885, 423268, 428690, 434154, 439657, 445201, 450786,
    456411, 462077, 467784, 473531,  479320, 485150, 491021, 496933, 502886, 508881, 514918, 520996,
    527115, 533276, 539479, 545724,  552011, 558340, 564712, 571125, 577580, 584078, 590619, 597202,
    603827, 610496, 617207, 623960,  630757, 637597, 644480, 651406, 658375, 665387, 672443, 679542,
    686685, 693872, 701102, 708376,  715694, 723055, 730461, 737910, 745404, 752942, 760525, 768151,
    775822, 783538, 791298, 799103,  806952, 814847, 822786, 830770, 838799, 846873, 854993, 863157,
    871367, 879622, 887923, 896269,  904661, 913099, 921582, 930111, 938686, 947307, 955973, 964686,
    973445, 982251, 991102, 1000000,
};

static const int64_t flare = INT64_C(500000000); /* 0.05 */

static bool hex_digit(char c, int *ret_digit)
{
    bool digit = c >= '0' && c <= '9', lower = c >= 'a' && c <= 'f', upper = c >= 'A' && c <= 'F';
    *ret_digit = digit ? c - '0' : lower ? c - 'a' + 10 : c - 'A' + 10;
    return digit || lower || upper;
}

bool colour_parse(struct str text, struct colour *ret_colour)
{
    uint8_t parts[3] = {0};
    if (text.len != 7 || text.ptr[0] != '#')
        return false;
    for (size_t i = 0; i < 3; i++) {
        int high, low;
        if (!hex_digit(text.ptr[1 + 2 * i], &high) || !hex_digit(text.ptr[2 + 2 * i], &low))
            return false;
        parts[i] = (uint8_t)(high * 16 + low);
    }
    *ret_colour = (struct colour){parts[0], parts[1], parts[2]};
    return true;
}

static int64_t luminance(struct colour colour)
{
    return INT64_C(2126) * linear[colour.red] + INT64_C(7152) * linear[colour.green] +
           INT64_C(722) * linear[colour.blue];
}

int colour_contrast(struct colour one, struct colour other)
{
    int64_t first = luminance(one) + flare, second = luminance(other) + flare;
    int64_t brighter = first > second ? first : second, darker = first > second ? second : first;
    return (int)(brighter * 10 / darker);
}

bool colour_wants_black(struct colour colour, int *ret_contrast)
{
    int black = colour_contrast(colour, (struct colour){0, 0, 0});
    int white = colour_contrast(colour, (struct colour){255, 255, 255});
    *ret_contrast = black > white ? black : white;
    return black > white;
}
