/* Actions for tests of how any action is called. Their `self` is the world. */
#include "lib/tea.h"

#include "lib/world.h"
#include "model/place.h"

static kith_err pour_run(void *self, struct kith_call *call)
{
    struct place place = {.kind = STR("host"), .name = STR("tea")};
    (void)self;
    int err = place_add(&call->model, &place);
    if (err == OK)
        call_put_int(call, "place", place.id);
    return err;
}

static kith_err spill_run(void *self, struct kith_call *call)
{
    kith_err err = pour_run(self, call);
    return err != OK ? err : call_fail(call, ERROR_CLASH, "cup", "The cup is full.");
}

static kith_err order_run(void *self, struct kith_call *call)
{
    struct str reply = {0};
    (void)self;
    kith_err err = call_ask(call, arena_copy(&call->arena, call_text(call, "action")),
                            call_text(call, "with"), &reply);
    if (err == OK)
        call_put_text(call, "reply", reply);
    if (err != OK && call_int(call, "shrug"))
        return OK;
    return err == OK && call_int(call, "spill")
               ? call_fail(call, ERROR_CLASH, "cup", "The cup is full.")
               : err;
}

static kith_err brew_run(void *self, struct kith_call *call)
{
    ((struct world *)self)->brewing = call;
    return OK;
}

#define NETWORK .type = KITH_ID, .limits = "network", .summary = "Which network."

static const kith_field one_network[] = {{.name = "network", NETWORK}, {0}};
static const kith_field two_networks[] = {
    {.name = "one", NETWORK}, {.name = "other", NETWORK}, {0}};

static const kith_field one_place[] = {
    {.name = "place", .type = KITH_ID, .limits = "place", .summary = "The place."}, {0}};

static const kith_field order_takes[] = {
    {.name = "network", NETWORK},
    {.name = "action", .type = KITH_TEXT, .summary = "What to call."},
    {.name = "with", .type = KITH_TEXT, .limits = "2..1000", .summary = "Its arguments, as JSON."},
    {.name = "spill", .type = KITH_BOOL, .preset = "false", .summary = "Fail after it."},
    {.name = "shrug", .type = KITH_BOOL, .preset = "false", .summary = "Go on if it fails."},
    {0}};

static const kith_field order_gives[] = {{.name = "reply",
                                          .type = KITH_MARKDOWN,
                                          .flags = KITH_OPTIONAL,
                                          .summary = "What it answered."},
                                         {0}};

const kith_action tea_actions[] = {{.name = "tea.pour",
                                    .summary = "Pours tea.",
                                    .may = "administrator",
                                    .flags = KITH_WRITES,
                                    .takes = one_network,
                                    .gives = one_place,
                                    .run = pour_run},
                                   {.name = "tea.spill",
                                    .summary = "Pours tea, and spills it.",
                                    .may = "administrator",
                                    .flags = KITH_WRITES,
                                    .takes = one_network,
                                    .gives = one_place,
                                    .run = spill_run},
                                   {.name = "tea.share",
                                    .summary = "Shares tea between two networks.",
                                    .may = "anyone",
                                    .flags = KITH_WRITES,
                                    .takes = two_networks,
                                    .gives = one_place,
                                    .run = pour_run},
                                   {.name = "tea.compare",
                                    .summary = "Compares the tea of two networks.",
                                    .may = "anyone",
                                    .flags = KITH_WRITES | KITH_CROSSES,
                                    .takes = two_networks,
                                    .gives = one_place,
                                    .run = pour_run},
                                   {.name = "tea.order",
                                    .summary = "Has another action done.",
                                    .may = "anyone",
                                    .flags = KITH_WRITES,
                                    .takes = order_takes,
                                    .gives = order_gives,
                                    .run = order_run},
                                   {.name = "tea.brew",
                                    .summary = "Takes its time.",
                                    .may = "anyone",
                                    .flags = KITH_WRITES | KITH_LATER,
                                    .takes = one_network,
                                    .run = brew_run},
                                   {0}};
