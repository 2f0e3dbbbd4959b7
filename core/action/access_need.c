/* access_need: what a person needs to take part; told to organisers as needs, never why.
 *
 * No action here leaves a journal entry, since a need may tell of a disability. */
#include "model/access_need.h"

#include "action/call.h"
#include "action/core.h"

const struct noun access_need_noun = {
    .name = "access_need",
    .plural = "access_needs",
    .summary = "What you need to take part. Organisers are told the need, never why.",
};

/* ---- handlers ---- */

static kith_err set_run(void *self, struct kith_call *call)
{
    (void)self;
    const struct value *needs = call_value(call, "needs");
    struct str texts[ACCESS_NEEDS_MOST];
    size_t count = 0;
    if (needs->count > ACCESS_NEEDS_MOST)
        return call_fail(call, ERROR_LIMIT, "needs", "needs: at most %d can be kept.",
                         ACCESS_NEEDS_MOST);
    for (const struct value *need = needs->first; need != NULL; need = need->next)
        texts[count++] = need->text;
    return access_need_set(&call->model, call->actor.person, texts, count);
}

static kith_err clear_run(void *self, struct kith_call *call)
{
    (void)self;
    return access_need_erase(&call->model, call->actor.person);
}

static int put_need(void *self, struct str need)
{
    call_put_text(self, "needs", need);
    return OK;
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    return access_need_read(&call->model, call->actor.person, put_need, call);
}

/* ---- fields ---- */

static const kith_field set_takes[] = {
    {.name = "needs",
     .type = KITH_TEXT,
     .flags = KITH_SPECIAL | KITH_MANY,
     .limits = "1..160",
     .summary = "What you need: \"step-free way in\", \"large print\". In place of those before."},
    {0},
};

static const kith_field show_gives[] = {
    {.name = "needs",
     .type = KITH_TEXT,
     .flags = KITH_SPECIAL | KITH_MANY | KITH_OPTIONAL,
     .summary = "What you need."},
    {0},
};

const kith_action access_need_actions[] = {
    {.name = "access_need.set",
     .summary = "Says what you need to take part; the organiser of what you sign up for is told.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNLOGGED,
     .takes = set_takes,
     .run = set_run,
     .since = "0.1",
     .help = "Asked once, so that nobody asks each time. Say what you need, not why."},
    {.name = "access_need.clear",
     .summary = "Takes back what you said you need.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNLOGGED,
     .run = clear_run,
     .since = "0.1"},
    {.name = "access_need.show",
     .summary = "Shows what you said you need.",
     .may = "person",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {0},
};
