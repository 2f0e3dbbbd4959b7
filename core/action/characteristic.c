/* characteristic: what a person shares of their protected characteristics, and nobody else sees.
 *
 * No action here leaves a journal entry: that somebody shared one on a day, next to what else
 * happened then, would tell more than it is worth. */
#include "model/characteristic.h"

#include "action/call.h"
#include "action/core.h"
#include "base/clock.h"
#include "model/consent.h"

const struct noun characteristic_noun = {
    .name = "characteristic",
    .plural = "characteristics",
    .summary = "What you choose to share of your protected characteristics, for counts alone.",
};

/* ---- handlers ---- */

static kith_err share_run(void *self, struct kith_call *call)
{
    (void)self;
    int64_t person = call->actor.person;
    int err = OK;
    if (call_int(call, "consent"))
        err = consent_give(&call->model, person, STR(CONSENT_STATISTICS));
    return err != OK ? err
                     : characteristic_share(&call->model, person, call_text(call, "characteristic"),
                                            call_text(call, "answer"));
}

static kith_err clear_run(void *self, struct kith_call *call)
{
    (void)self;
    return characteristic_clear(&call->model, call->actor.person,
                                call_text(call, "characteristic"));
}

/* Of one item: its answers, and the name of the one that was given. */
struct showing {
    struct kith_call *call;
    struct str answer;
    bool with_answers;
};

static int put_answer(void *self, struct str key, struct str name)
{
    struct showing *showing = self;
    if (showing->with_answers) {
        call_open(showing->call, "answers");
        call_put_text(showing->call, "key", key);
        call_put_text(showing->call, "name", name);
        call_close(showing->call);
    }
    if (str_equal(showing->answer, key))
        call_put_text(showing->call, "answer_name", name);
    return OK;
}

static int put_item(struct kith_call *call, const struct pack_item *item)
{
    struct showing showing = {.call = call, .with_answers = call_given(call, "characteristic")};
    int err = characteristic_read(&call->model, call->actor.person, item->key, &showing.answer);
    call_open(call, "characteristics");
    call_put_text(call, "characteristic", item->key);
    call_put_text(call, "name", item->name);
    call_put_text(call, "question", pack_item_text(item, "question"));
    call_put_text_if(call, "answer", showing.answer);
    if (err == OK)
        err = characteristic_answers(&call->model, item, put_answer, &showing);
    call_close(call);
    return err;
}

static kith_err show_run(void *self, struct kith_call *call)
{
    const struct pack *pack =
        packs_in_force(engine_packs(self), STR(CHARACTERISTIC_PACK), clock_day(call->model.now_ms));
    bool agreed = false;
    int err = consent_stands(&call->model, call->actor.person, STR(CONSENT_STATISTICS), &agreed);
    call_put_int(call, "consent", agreed);
    struct str only = call_text(call, "characteristic");
    if (pack != NULL && only.len > 0 && pack_find(pack, only) == NULL)
        return call_fail(call, ERROR_MISSING, "characteristic",
                         "There is no such characteristic. characteristic.show lists them.");
    for (size_t i = 0; pack != NULL && err == OK && i < pack->count; i++)
        if (only.len == 0 || str_equal(only, pack->items[i].key))
            err = put_item(call, &pack->items[i]);
    return err;
}

/* ---- fields ---- */

static const kith_field share_takes[] = {
    {.name = "characteristic",
     .type = KITH_TEXT,
     .flags = KITH_SPECIAL,
     .limits = "1..80",
     .summary = "Which one: \"disability\". characteristic.show lists them."},
    {.name = "answer",
     .type = KITH_TEXT,
     .flags = KITH_SPECIAL,
     .limits = "1..80",
     .summary = "One of its answers, or prefer_not_to_say."},
    {.name = "consent",
     .type = KITH_BOOL,
     .flags = KITH_PERSONAL,
     .preset = "no",
     .summary = "You agree that it is counted (the purpose statistics), if you have not before."},
    {0},
};

static const kith_field clear_takes[] = {
    {.name = "characteristic",
     .type = KITH_TEXT,
     .flags = KITH_SPECIAL | KITH_OPTIONAL,
     .limits = "1..80",
     .summary = "Which one; all of them, if not said."},
    {0},
};

static const kith_field show_takes[] = {
    {.name = "characteristic",
     .type = KITH_TEXT,
     .flags = KITH_SPECIAL | KITH_OPTIONAL,
     .limits = "1..80",
     .summary = "Only this one, with the answers there are."},
    {0},
};

static const kith_field answer_row[] = {
    {.name = "key", .type = KITH_TEXT, .summary = "The answer, as it is given to Kith."},
    {.name = "name", .type = KITH_TEXT, .summary = "The answer in words."},
    {0},
};

static const kith_field characteristic_row[] = {
    {.name = "characteristic", .type = KITH_TEXT, .summary = "Which one."},
    {.name = "name", .type = KITH_TEXT, .summary = "What it is called."},
    {.name = "question", .type = KITH_TEXT, .summary = "What is asked."},
    {.name = "answer",
     .type = KITH_TEXT,
     .flags = KITH_SPECIAL | KITH_OPTIONAL,
     .summary = "What you shared."},
    {.name = "answer_name",
     .type = KITH_TEXT,
     .flags = KITH_SPECIAL | KITH_OPTIONAL,
     .summary = "The same in words."},
    {.name = "answers",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = answer_row,
     .summary = "The answers there are."},
    {0},
};

static const kith_field show_gives[] = {
    {.name = "consent",
     .type = KITH_BOOL,
     .flags = KITH_PERSONAL,
     .summary = "Do you agree that what you share is counted?"},
    {.name = "characteristics",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = characteristic_row,
     .summary = "Each characteristic, with what you shared. Nobody else gets this."},
    {0},
};

const kith_action characteristic_actions[] = {
    {.name = "characteristic.share",
     .summary = "Shares an answer, to be counted and never shown. It is always optional.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNLOGGED,
     .takes = share_takes,
     .run = share_run,
     .since = "0.1",
     .help = "It is sealed under a key of your own. Nobody but you can read it; it is counted "
             "together with what others share, and small numbers are not shown. Withdrawing your "
             "consent clears it."},
    {.name = "characteristic.clear",
     .summary = "Takes back what you shared.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNLOGGED,
     .takes = clear_takes,
     .run = clear_run,
     .since = "0.1"},
    {.name = "characteristic.show",
     .summary = "Shows the questions, and what you shared.",
     .may = "person",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .takes = show_takes,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {0},
};
