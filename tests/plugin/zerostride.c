/* zerostride: does not say how long its rows are. */
#include "plugin/tiny.h"

static const kith_field options[] = {FIELD("size", KITH_INT, KITH_OPTIONAL), {0}};

LYING_PLUGIN(ABOUT("zerostride"), .size = sizeof(kith_plugin), .field_size = 0, .options = options,
             .start = tiny_start)
