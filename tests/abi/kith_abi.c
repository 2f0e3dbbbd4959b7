/* Names the types of kith.h in one exported function, so that abidw can describe their layout.
 * Nothing loads it. What is reachable from kith_plugin and kith_api is the whole ABI; constants
 * are found because it is compiled with the debug information of types that it does not use. */
#include "kith.h"

KITH_EXPORT const kith_plugin *kith_abi(const kith_api *api, const kith_event *event,
                                        const kith_effect *effect, kith_plugin_entry entry);
const kith_plugin *kith_abi(const kith_api *api, const kith_event *event, const kith_effect *effect,
                            kith_plugin_entry entry)
{
    (void)api;
    (void)event;
    (void)effect;
    return entry();
}
