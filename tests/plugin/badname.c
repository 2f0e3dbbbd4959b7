/* badname: calls itself what no plugin may be called. */
#include "plugin/tiny.h"

KITH_PLUGIN(ABOUT("Bad-Name"), .start = tiny_start)
