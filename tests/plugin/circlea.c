/* circlea: needs circleb, which needs it. */
#include "plugin/tiny.h"

static const char *const needs[] = {"circleb", NULL};

KITH_PLUGIN(ABOUT("circlea"), .needs = needs, .start = tiny_start)
