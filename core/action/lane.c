/* Lanes and rules: one network's writes wait while its rule is asked; the others go on.
 *
 * No transaction is held meanwhile: the call's savepoint is rolled back, and when the answer is
 * there the call runs its steps again, with the answer. */
#include <stdlib.h>
#include <string.h>

#include "action/field.h"
#include "action/state.h"
#include "base/log.h"

static const kith_field may_join_answer[] = {
    {.name = "answer", .type = KITH_ONE_OF, .limits = "yes|no", .summary = "May this person join?"},
    {.name = "because",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "1..300",
     .summary = "What the person is told if not."},
    {0},
};

static const struct question questions[] = {
    {.name = "membership.may_join",
     .summary = "May this person join the network? Characteristics are never shown to the rule.",
     .answer = may_join_answer,
     .otherwise = "{\"answer\":\"yes\"}"},
};

const struct question *question_find(const char *name)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (strcmp(questions[i].name, name) == 0)
            return &questions[i];
    return NULL;
}

const struct question *question_next(size_t *position)
{
    return *position < sizeof questions / sizeof *questions ? &questions[(*position)++] : NULL;
}

void rule_set_source(struct engine *engine, const struct rule_source *source)
{
    engine->rules = source;
}

static struct lane *lane_of(struct engine *engine, int64_t network)
{
    for (size_t i = 0; i < engine->lanes.count; i++)
        if (engine->lanes.at[i]->network == network)
            return engine->lanes.at[i];
    return NULL;
}

bool lane_holds(struct engine *engine, struct kith_call *call)
{
    struct lane *lane = lane_of(engine, call->where.network);
    if (lane == NULL || lane->asking == NULL || lane->asking == call)
        return false;
    call->stage = CALL_HELD;
    queue_put(&lane->waiting, call);
    return true;
}

/* An answer as its fields say; NULL if it is none. */
static struct value *answer_parse(struct kith_call *call, const struct question *question,
                                  struct str text)
{
    struct value *answer = NULL;
    struct error error = {0};
    struct json *json = text.len == 0 ? NULL : json_parse(text, &error);
    if (json == NULL)
        return NULL;
    if (fields_parse(question->answer, json, &call->arena, &answer, &error) != OK)
        answer = NULL;
    json_free(json);
    return answer;
}

static void answer_set(struct kith_call *call, struct str text)
{
    const struct question *question = question_find(call->entry->action->question);
    call->answer = answer_parse(call, question, text);
    if (call->answer != NULL)
        return;
    if (text.len > 0)
        log_warning("rule", "a network's answer to %s is not right: the default is used",
                    question->name);
    call->answer = answer_parse(call, question, str_of(question->otherwise));
}

/* The lane goes on: first the call that asked, then those that waited, before later ones. */
static void lane_resume(struct engine *engine, struct lane *lane)
{
    struct queue later = engine->arrivals;
    struct kith_call *call = lane->asking;
    lane->asking = NULL;
    engine->arrivals = (struct queue){0};
    engine_submit(engine, call);
    while ((call = queue_take(&lane->waiting)) != NULL)
        engine_submit(engine, call);
    while ((call = queue_take(&later)) != NULL)
        queue_put(&engine->arrivals, call);
    for (size_t i = 0; i < engine->lanes.count; i++)
        if (engine->lanes.at[i] == lane)
            list_remove(&engine->lanes, i);
    free(lane);
}

static void lane_answered(void *mine, struct str text)
{
    struct kith_call *call = mine;
    struct lane *lane = lane_of(call->engine, call->where.network);
    answer_set(call, text);
    if (lane != NULL && lane->asking == call)
        lane_resume(call->engine, lane);
    else
        call->stage = CALL_ARRIVED; /* answered at once, within the asking */
}

int lane_ask(struct engine *engine, struct kith_call *call)
{
    const struct rule_source *source = engine->rules;
    const char *question = call->entry->action->question;
    struct text facts = {0};
    struct json_writer writer = {.out = &facts};
    if (source == NULL || call->consented ||
        !source->has(source->self, call->where.network, question)) {
        answer_set(call, (struct str){0});
        return OK;
    }
    if (call->parent != NULL)
        return call_fail(call, ERROR_REFUSED, NULL,
                         "The network has a rule for this, and it cannot be asked within another "
                         "call: call %s by itself.",
                         call->entry->action->name);
    value_print_json(call->args, KITH_PERSONAL | KITH_SPECIAL | KITH_SECRET, &writer);
    call->stage = CALL_ASKING;
    source->ask(source->self, call->where.network, question, text_str(&facts), lane_answered, call);
    text_done(&facts);
    if (call->stage != CALL_ASKING)
        return OK;
    struct lane *lane = memory_take(sizeof *lane);
    *lane = (struct lane){.network = call->where.network, .asking = call};
    *list_add(&engine->lanes) = lane;
    return OK;
}

void lane_free_all(struct engine *engine)
{
    for (size_t i = 0; i < engine->lanes.count; i++)
        free(engine->lanes.at[i]);
    list_done(&engine->lanes);
}
