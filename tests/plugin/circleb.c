/* circleb: needs circlea, which needs it. */
#include "plugin/tiny.h"

static const char *const needs[] = {"circlea", NULL};

KITH_PLUGIN(ABOUT("circleb"), .needs = needs, .start = tiny_start)
