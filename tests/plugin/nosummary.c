/* nosummary: does not say what it is for. */
#include "plugin/tiny.h"

KITH_PLUGIN(.name = "nosummary", .version = "1.0", .licence = "MIT", .start = tiny_start)
