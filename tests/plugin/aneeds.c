/* aneeds: needs the plugin fail, which stands behind it in the alphabet. */
#include "plugin/tiny.h"

static const char *const needs[] = {"core", "fail", NULL};

KITH_PLUGIN(ABOUT("aneeds"), .needs = needs, .start = tiny_start)
