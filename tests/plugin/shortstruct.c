/* shortstruct: says that its description is shorter than any ever was. */
#include "plugin/tiny.h"

LYING_PLUGIN(ABOUT("shortstruct"), .size = 16, .start = tiny_start)
