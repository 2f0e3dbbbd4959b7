/* Actions for tests of how any action is called: each of a kind that the core's own are not.
 *
 *   tea.pour     writes a place called "tea", in a network's lane
 *   tea.spill    the same, then fails as a clash of the field "cup"
 *   tea.share    is given two networks
 *   tea.compare  is given two networks, and may cross from one to the other
 *   tea.order    calls another action in its own savepoint, and spills if it is told to
 *   tea.brew     is LATER: `world->brewing` is ended by the test */
#ifndef TESTS_LIB_TEA_H
#define TESTS_LIB_TEA_H

#include "kith.h"

extern const kith_action tea_actions[];

#endif
