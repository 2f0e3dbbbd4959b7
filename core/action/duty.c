/* duty: what the charter asks of those who hold an office, how one stands, and one's own word. */
#include "action/duty.h"

#include "action/core.h"
#include "action/notice.h"
#include "action/somebody.h"
#include "model/network.h"
#include "model/office.h"

/* ---- who may know ---- */

/* The chair, once the private word has been; where it is about the chair, the deputies. */
static int chair_knows(struct model *in, const struct duty *duty, int64_t handle, bool *ret_knows)
{
    bool is_of_chair = false;
    *ret_knows = false;
    if (handle == 0 || duty->chair_day == 0 || handle == duty->handle)
        return OK;
    int err = office_holds(in, duty->network, duty->handle, STR(ROLE_CHAIR), &is_of_chair);
    return err != OK ? err
                     : office_holds(in, duty->network, handle,
                                    is_of_chair ? STR(ROLE_DEPUTY) : STR(ROLE_CHAIR), ret_knows);
}

/* A word about a duty is there for whom it is about, and later for the chair. */
static int duty_locate(struct model *in, const struct actor *actor, int64_t id,
                       struct location *ret_location)
{
    struct duty duty = {0};
    int64_t own = 0;
    bool knows = false;
    *ret_location = (struct location){0};
    int err = duty_read(in, id, &duty);
    if (err != OK)
        return err;
    err = sight_own_handle(in, actor, duty.network, &own);
    if (err == OK)
        err = chair_knows(in, &duty, own, &knows);
    if (err == OK && ((own != 0 && own == duty.handle) || knows))
        *ret_location = (struct location){.network = duty.network, .visible = true};
    return err;
}

const struct noun duty_noun = {
    .name = "duty",
    .one = "word about a duty",
    .plural = "duties",
    .summary = "Duties to take part: told in private to who falls short, and to nobody else yet.",
    .locate = duty_locate,
};

/* ---- in words ---- */

static const char *excused_words(struct kith_call *call, const struct duty_sum *sum)
{
    return sum->excused == 0 ? ""
                             : arena_print(&call->arena, ", besides %lld with an accepted absence",
                                           (long long)sum->excused);
}

static const char *mending_words(struct kith_call *call, const struct duty_terms *terms,
                                 enum duty_kind kind, const struct duty_sum *sum)
{
    const char *afar = terms->remote_counts ? " Being there from afar counts." : "";
    const char *written =
        terms->written_counts ? " Writing for a meeting counts, also afterwards." : "";
    if (kind == DUTY_REMIT)
        return arena_print(&call->arena, " %s for %lld that %s missed would mend it.%s",
                           terms->written_counts ? "Writing, or an accepted absence,"
                                                 : "An accepted absence",
                           (long long)sum->mended_by, sum->mended_by == 1 ? "was" : "were", afar);
    if (sum->mended_by == 1)
        return arena_print(&call->arena, " Taking part in the next one would mend it.%s%s", afar,
                           written);
    return arena_print(&call->arena, " Taking part in the next %lld would mend it.%s%s",
                       (long long)sum->mended_by, afar, written);
}

const char *duty_sentence(struct kith_call *call, const struct duty_terms *terms,
                          enum duty_kind kind, const struct duty_sum *sum, const char *who)
{
    static const char *const subjects[DUTIES] = {[DUTY_STEERING] = "Steering meetings",
                                                 [DUTY_REMIT] = "Events of the role's own remit",
                                                 [DUTY_OTHER] = "Other meetings and events"};
    const char *since = notice_day(&call->arena, terms->since_day);
    if (sum->base == 0)
        return arena_print(&call->arena, "%s: there have been none to count since %s.",
                           subjects[kind], since);
    const char *rest = sum->is_short       ? mending_words(call, terms, kind, sum)
                       : sum->is_looked_at ? ""
                                           : " There have been too few to look at that yet.";
    return arena_print(&call->arena,
                       "%s: %s took part in %lld of %lld since %s%s; %lld %s hoped "
                       "for.%s",
                       subjects[kind], who, (long long)sum->taken, (long long)sum->base, since,
                       excused_words(call, sum), (long long)sum->needed,
                       sum->needed == 1 ? "is" : "are", rest);
}

const char *duty_sentences(struct kith_call *call, const struct duty_terms *terms,
                           const struct duty_sum sums[DUTIES], const char *who)
{
    const char *all = "";
    for (int kind = 0; kind < DUTIES; kind++)
        if (sums[kind].is_short)
            all = arena_print(&call->arena, "%s%s\n", all,
                              duty_sentence(call, terms, (enum duty_kind)kind, &sums[kind], who));
    return all;
}

/* ---- handlers ---- */

static int own_handle(struct kith_call *call, int64_t network, int64_t *ret_handle)
{
    int err = sight_own_handle(&call->model, &call->actor, network, ret_handle);
    if (err == OK && *ret_handle == 0)
        return call_fail(call, ERROR_MISSING, "network", "You do not belong to this network.");
    return err;
}

static int put_sums(struct kith_call *call, int64_t network, int64_t handle, const char *who)
{
    struct duty_terms terms;
    struct duty_sum sums[DUTIES];
    int err = duty_terms_read(&call->model, network, &terms);
    if (err == OK)
        err = duty_count(&call->model, network, handle, &terms, sums);
    for (int kind = 0; kind < DUTIES && err == OK; kind++) {
        call_open(call, "duties");
        call_put_text(call, "kind", str_of(duty_name((enum duty_kind)kind)));
        call_put_int(call, "held", sums[kind].base);
        call_put_int(call, "excused", sums[kind].excused);
        call_put_int(call, "taken", sums[kind].taken);
        call_put_int(call, "needed", sums[kind].needed);
        call_put_int(call, "short", sums[kind].is_short);
        call_put_text(call, "sentence",
                      str_of(duty_sentence(call, &terms, (enum duty_kind)kind, &sums[kind], who)));
        call_close(call);
    }
    return err;
}

static void put_word(struct kith_call *call, const struct duty *duty)
{
    call_put_int(call, "duty", duty->id);
    call_put_int(call, "told", duty->told_day);
    call_put_int_if(call, "chair_told", duty->chair_day);
    call_put_text_if(call, "reply", duty->reply);
}

/* For the chair: how things stand with somebody who has had the private word. */
static int show_another(struct kith_call *call, const struct duty *duty)
{
    struct onlooker onlooker;
    struct str name = {0};
    call_put_int(call, "membership", duty->handle);
    int err = onlooker_of(call, duty->network, &onlooker);
    if (err == OK)
        err = somebody_name(call, &onlooker, duty->handle, &name);
    if (err != OK)
        return err;
    call_put_text_if(call, "name", name);
    put_word(call, duty);
    return put_sums(call, duty->network, duty->handle, "they");
}

static int show_own(struct kith_call *call, int64_t network, int64_t own)
{
    struct duty duty = {0};
    int err = duty_of(&call->model, network, own, &duty);
    if (err != OK && err != ERROR_MISSING)
        return err;
    if (err == OK)
        put_word(call, &duty);
    return put_sums(call, network, own, "you");
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    int64_t network = call_int(call, "network"), own = 0;
    int err = own_handle(call, network, &own);
    return err != OK ? err : show_own(call, network, own);
}

static kith_err colleague_run(void *self, struct kith_call *call)
{
    (void)self;
    struct duty duty = {0};
    int64_t own = 0;
    int err = duty_read(&call->model, call_int(call, "duty"), &duty);
    if (err == OK)
        err = own_handle(call, duty.network, &own);
    if (err != OK)
        return err;
    return duty.handle == own ? show_own(call, duty.network, own) : show_another(call, &duty);
}

static kith_err reply_run(void *self, struct kith_call *call)
{
    (void)self;
    struct duty duty = {0};
    int64_t network = call_int(call, "network"), own = 0;
    int err = own_handle(call, network, &own);
    if (err == OK)
        err = network_check_open(&call->model, network);
    if (err == OK)
        err = duty_of(&call->model, network, own, &duty);
    if (err == ERROR_MISSING)
        return call_fail(call, ERROR_CLASH, "network",
                         "There is nothing to reply to: nobody says that you fall short.");
    return err != OK ? err : duty_reply(&call->model, &duty, call_text(call, "text"));
}

/* ---- fields ---- */

static const kith_field sweep_takes[] = {NETWORK_FIELD, {0}};

static const kith_field show_takes[] = {NETWORK_FIELD, {0}};

static const kith_field colleague_takes[] = {
    {.name = "duty",
     .type = KITH_ID,
     .limits = "duty",
     .summary = "Of whom, as the chair's task says."},
    {0},
};

static const kith_field duty_row[] = {
    {.name = "kind",
     .type = KITH_ONE_OF,
     .limits = "steering|remit|other",
     .summary = "Steering meetings, events of one's own remit, other meetings and events."},
    {.name = "held",
     .type = KITH_INT,
     .flags = KITH_PERSONAL,
     .summary = "How many there were, without those one is excused from."},
    {.name = "excused",
     .type = KITH_INT,
     .flags = KITH_PERSONAL,
     .summary = "From how many one is excused."},
    {.name = "taken",
     .type = KITH_INT,
     .flags = KITH_PERSONAL,
     .summary = "In how many one took part."},
    {.name = "needed",
     .type = KITH_INT,
     .flags = KITH_PERSONAL,
     .summary = "In how many is hoped for."},
    {.name = "short",
     .type = KITH_BOOL,
     .flags = KITH_PERSONAL,
     .summary = "Is it less than hoped for?"},
    {.name = "sentence",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..2000",
     .summary = "All that in a sentence, and what would mend it."},
    {0},
};

static const kith_field show_gives[] = {
    {.name = "duties",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = duty_row,
     .summary = "How one stands with each of the three."},
    {.name = "duty",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "duty",
     .summary = "The word about it, if there was one."},
    {.name = "membership",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "membership",
     .summary = "For a chair: whom it is about."},
    {.name = "name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .summary = "Their name, where they let you see it."},
    {.name = "told",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .summary = "Since when one knows that it is less than hoped for."},
    {.name = "chair_told",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .summary = "Since when the chair knows."},
    {.name = "reply",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "What one says to it."},
    {0},
};

static const kith_field reply_takes[] = {
    NETWORK_FIELD,
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "What you say to it. The chair reads it with the rest, and nobody else does."},
    {0},
};

const kith_action duty_actions[] = {
    {.name = "duty.sweep",
     .summary = "Looks whose part falls short, and tells them alone; monthly, on the schedule.",
     .may = "system",
     .flags = KITH_WRITES | KITH_UNLOGGED,
     .takes = sweep_takes,
     .run = duty_sweep_run,
     .since = "0.1"},
    {.name = "duty.show",
     .summary = "Shows how you stand with what the charter hopes for, and what would mend it.",
     .may = "member",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .takes = show_takes,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {.name = "duty.colleague",
     .summary = "Shows a chair how a colleague stands, once they have had a private word.",
     .may = "member",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .takes = colleague_takes,
     .gives = show_gives,
     .run = colleague_run,
     .since = "0.1",
     .help = "A chair sees the same of a colleague only after that colleague has had a private "
             "word, and a month to mend it. There is no list of people who fall short."},
    {.name = "duty.reply",
     .summary = "Says something to it, if you were told that your part falls short.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNLOGGED,
     .takes = reply_takes,
     .run = reply_run,
     .since = "0.1"},
    {0},
};
