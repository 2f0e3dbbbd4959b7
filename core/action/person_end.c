/* person.erase, person.merge: the end of what is held of somebody, or of one of two records. */
#include "action/call.h"
#include "action/core.h"
#include "action/erasing.h"
#include "model/merge.h"

static kith_err merge_run(void *self, struct kith_call *call)
{
    (void)self;
    call_subject(call, call_int(call, "into"));
    return merge_people(&call->model, call_int(call, "from"), call_int(call, "into"));
}

/* ---- fields ---- */

static const kith_field erase_takes[] = {
    {.name = "person", .type = KITH_ID, .limits = "person", .summary = "Whom: yourself."},
    {.name = "reason",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "3..400",
     .summary = "Who asked for it and how, if an administrator does it. The journal keeps it: name "
                "no names."},
    {0},
};

static const kith_field erase_gives[] = {
    {.name = "erased_on", .type = KITH_DATE, .summary = "The day from which they are erased."},
    {0},
};

static const kith_field erase_left_gives[] = {
    {.name = "erased", .type = KITH_INT, .summary = "How many people were erased."},
    {0},
};

static const kith_field merge_takes[] = {
    {.name = "from",
     .type = KITH_ID,
     .limits = "person",
     .summary = "The record that ends; all it holds goes over."},
    {.name = "into", .type = KITH_ID, .limits = "person", .summary = "The record that stays."},
    {0},
};

const kith_action person_end_actions[] = {
    {.name = "person.erase",
     .summary = "Erases a person: what is held of them goes, and cannot come back.",
     .may = "self",
     .flags = KITH_WRITES | KITH_LONG | KITH_IS_PERSONAL,
     .takes = erase_takes,
     .gives = erase_gives,
     .run = person_erase_run,
     .since = "0.1",
     .help = "Their data key is destroyed, so that nothing sealed under it opens again; "
             "memberships end, and what they did in a network is a stranger's from then on; mail "
             "that waits for them is dropped. What was counted and decided stands, and the "
             "journal's chain stays whole. The ledger `erased` beside the database makes a "
             "restored backup erase them again. If the employer's staff file still names them, it "
             "adds them anew: as somebody who never joined anything."},
    {.name = "person.merge",
     .summary = "Makes one of two records of the same person.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = merge_takes,
     .run = merge_run,
     .since = "0.1",
     .help = "What the staying record lacks it takes over; where both say something, it keeps its "
             "own. The person signs in anew. Nothing is told of what either belongs to."},
    {.name = "person.erase_left",
     .summary = "Erases people who left their employer long ago; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES | KITH_LONG,
     .gives = erase_left_gives,
     .run = person_erase_left_run,
     .since = "0.1",
     .help = "The setting `keep_left_people` says how long ago. Whoever has a verified address of "
             "their own stays."},
    {0},
};
