/* othername: its file is called otherwise than it calls itself. */
#include "plugin/tiny.h"

KITH_PLUGIN(ABOUT("hello"), .start = tiny_start)
