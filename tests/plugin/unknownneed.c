/* unknownneed: needs a plugin that nobody has. */
#include "plugin/tiny.h"

static const char *const needs[] = {"core", "unicorn", NULL};

KITH_PLUGIN(ABOUT("unknownneed"), .needs = needs, .start = tiny_start)
