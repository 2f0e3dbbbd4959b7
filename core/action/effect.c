/* effect: what must leave the daemon. Administrators see what is stuck, and not whom it is for: who
 * watches mail leave knows when somebody joins. */
#include "model/effect.h"

#include <string.h>

#include "action/call.h"
#include "action/core.h"
#include "action/state.h"

static int effect_locate(struct model *in, const struct actor *actor, int64_t id,
                         struct location *ret_location)
{
    struct effect effect;
    int err = effect_read(in, id, &effect);
    bool may_know = actor->kind == ACTOR_SYSTEM;
    if (err == OK && actor->kind == ACTOR_ADMINISTRATOR)
        may_know = effect_is_shown(in, &effect);
    *ret_location = (struct location){.visible = err == OK && may_know};
    return err;
}

const struct noun effect_noun = {
    .name = "effect",
    .plural = "effects",
    .summary = "What must leave the daemon: mail, messages, calls of other services.",
    .locate = effect_locate,
};

/* Other services name whom they refuse: the words with an address are left out. */
static struct str answer_without_addresses(struct arena *arena, struct str answer)
{
    struct text text = {0};
    for (size_t at = 0; at < answer.len;) {
        size_t end = at;
        while (end < answer.len && answer.ptr[end] != ' ')
            end++;
        struct str word = {answer.ptr + at, end - at};
        bool is_address = memchr(word.ptr, '@', word.len) != NULL;
        text_add(&text, is_address ? STR("(an address)") : word);
        if (end < answer.len)
            text_add(&text, STR(" "));
        at = end + 1;
    }
    struct str kept = arena_str(arena, text_str(&text));
    text_done(&text);
    return kept;
}

static int64_t day_of(int64_t time_ms)
{
    return time_ms - time_ms % ((int64_t)24 * 3600 * 1000);
}

static void put_effect(struct kith_call *call, const struct effect *effect)
{
    call_put_int(call, "effect", effect->id);
    call_put_text(call, "kind", effect->kind);
    call_put_text(call, "state", effect->state);
    call_put_int(call, "attempts", effect->attempts);
    call_put_int(call, "next_at", day_of(effect->next_at));
    call_put_text_if(call, "answer", answer_without_addresses(&call->arena, effect->answer));
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct effect effect;
    int err = effect_read(&call->model, call_int(call, "effect"), &effect);
    if (err == OK)
        put_effect(call, &effect);
    return err;
}

static void list_effect(void *self, const struct effect *effect)
{
    struct kith_call *call = self;
    call_open(call, "effects");
    put_effect(call, effect);
    call_close(call);
}

static kith_err list_run(void *self, struct kith_call *call)
{
    struct page page = call_page(call);
    int err = effect_page_shown(&call->model, call_text(call, "state"), engine_is_rehearsal(self),
                                &page, list_effect, call);
    call_put_next(call, &page);
    return err;
}

static int check_unsent(struct kith_call *call)
{
    struct effect effect;
    int err = effect_read(&call->model, call_int(call, "effect"), &effect);
    if (err == OK && str_is(effect.state, "sent"))
        return call_fail(call, ERROR_CLASH, "effect", "It was sent already.");
    return err;
}

static kith_err retry_run(void *self, struct kith_call *call)
{
    /* Also one that was dropped: it would come back as if it could leave. */
    if (engine_is_rehearsal(self))
        return call_fail(call, ERROR_CLASH, "effect",
                         "This is a rehearsal: effects are recorded, and never sent.");
    int err = check_unsent(call);
    return err != OK ? err : effect_retry(&call->model, call_int(call, "effect"));
}

static kith_err drop_run(void *self, struct kith_call *call)
{
    (void)self;
    int err = check_unsent(call);
    if (err != OK)
        return err;
    return effect_end(&call->model, call_int(call, "effect"), "dropped",
                      STR("Dropped by an administrator."));
}

#define STATES "waiting|sent|failed|unknown|recorded|dropped"

static const kith_field one_effect[] = {
    {.name = "effect", .type = KITH_ID, .limits = "effect", .summary = "Which one."},
    {0},
};

static const kith_field effect_row[] = {
    {.name = "effect", .type = KITH_ID, .limits = "effect", .summary = "Its id."},
    {.name = "kind", .type = KITH_TEXT, .summary = "What it is: mail, chat, webhook."},
    {.name = "state", .type = KITH_ONE_OF, .limits = STATES, .summary = "Where it stands."},
    {.name = "attempts", .type = KITH_INT, .summary = "How often it was tried."},
    {.name = "next_at", .type = KITH_TIME, .summary = "On which day it is due, or is shown from."},
    {.name = "answer",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "What the other side said last, without addresses."},
    {0},
};

static const kith_field list_takes[] = {
    {.name = "state",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = STATES,
     .summary = "Only those that stand so."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "effects", .type = KITH_LIST, .parts = effect_row, .summary = "The effects."},
    NEXT_FIELD,
    {0},
};

const kith_action effect_actions[] = {
    {.name = "effect.list",
     .summary = "Lists what must leave the daemon and is stuck.",
     .may = "administrator",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1",
     .help = "Stuck is what has failed, from the next day on, and what nobody took for a day. What "
             "goes its way is neither listed nor counted: who sees mail leave knows when somebody "
             "joins. A rehearsal lists what it has recorded instead of sending it."},
    {.name = "effect.show",
     .summary = "Shows one effect.",
     .may = "administrator",
     .flags = KITH_READS,
     .takes = one_effect,
     .gives = effect_row,
     .run = show_run,
     .since = "0.1"},
    {.name = "effect.retry",
     .summary = "Tries an effect again, at once.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = one_effect,
     .run = retry_run,
     .since = "0.1"},
    {.name = "effect.drop",
     .summary = "Gives an effect up: it is never sent.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = one_effect,
     .run = drop_run,
     .since = "0.1"},
    {0},
};
