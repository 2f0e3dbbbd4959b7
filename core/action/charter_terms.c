/* The terms of a charter as fields: what a file of terms may say. The one table is terms.def. */
#include "action/charter_terms.h"

#include <string.h>

#include "action/field.h"
#include "base/clock.h"
#include "model/charter_check.h"

/* What a kind of term is as a field. A list or a line has no preset as a field: left out, the
 * model fills in the default. */
#define FIELD_BOOL(limits_, preset_)     .type = KITH_BOOL, .preset = preset_
#define FIELD_INT(limits_, preset_)      .type = KITH_INT, .limits = limits_, .preset = preset_
#define FIELD_FRACTION(limits_, preset_) .type = KITH_FRACTION, .limits = limits_, .preset = preset_
#define FIELD_DURATION(limits_, preset_) .type = KITH_DURATION, .preset = preset_
#define FIELD_WORD(limits_, preset_)     .type = KITH_ONE_OF, .limits = limits_, .preset = preset_
#define FIELD_HOUR(limits_, preset_)     .type = KITH_LOCAL_TIME, .preset = preset_
#define FIELD_INTS(limits_, preset_)                                                               \
    .type = KITH_INT, .flags = KITH_MANY | KITH_OPTIONAL, .limits = limits_
#define FIELD_WORDS(limits_, preset_)                                                              \
    .type = KITH_TEXT, .flags = KITH_MANY | KITH_OPTIONAL, .limits = limits_

/* A rule as people write it. */
#define FIELD_LINE(limits_, preset_) .type = KITH_TEXT, .flags = KITH_OPTIONAL, .limits = limits_

/* clang-format off */
#define GROUP(name_, summary_)  static const kith_field name_##_terms[] = {
#define TERM(group_, name_, kind, limits, preset, title, form, summary_)                           \
    {.name = #name_, FIELD_##kind(limits, preset), .summary = summary_},
#define END(name_) {0}};
#define ALONE(name_, kind, limits, preset, title, form, summary_)
#include "model/terms.def"
#undef GROUP
#undef TERM
#undef END
#undef ALONE

const kith_field charter_terms[] = {
#define GROUP(name_, summary_)                                                                     \
    {.name = #name_, .type = KITH_RECORD, .flags = KITH_OPTIONAL, .parts = name_##_terms,          \
     .summary = summary_},
#define TERM(group, name, kind, limits, preset, title, form, summary)
#define END(name)
#define ALONE(name_, kind, limits, preset, title, form, summary_)                                  \
    {.name = #name_, FIELD_##kind(limits, preset), .summary = summary_},
#include "model/terms.def"
#undef GROUP
#undef TERM
#undef END
#undef ALONE
    {0},
};
/* clang-format on */

/* No time at all would come due again at once, for ever. */
static int durations_check(struct kith_call *call, const struct value *terms)
{
    for (const struct value *group = terms->first; group != NULL; group = group->next)
        for (const struct value *term = group->first; term != NULL; term = term->next)
            if (term->field->type == KITH_DURATION && term->given && term->number <= 0 &&
                term->other <= 0)
                return call_fail(call, ERROR_WRONG, "terms",
                                 "In the terms, %s.%s: give a time of a day or more, such as P12M.",
                                 group->field->name, term->field->name);
    return OK;
}

int charter_text_read(struct kith_call *call, struct str *ret_text)
{
    int err = call_read_file(call, "charter", ret_text);
    if (err == OK && !str_is_utf8(*ret_text))
        return call_fail(call, ERROR_WRONG, "charter", "The charter must be text in UTF-8.");
    if (err == OK && str_has_override(*ret_text))
        return call_fail(call, ERROR_WRONG, "charter",
                         "The charter must not hold invisible characters that turn the direction "
                         "of writing (U+202A to U+202E). Remove them.");
    return err;
}

/* What a field says of itself begins with its own name, most of the time. */
static int refuse_terms(struct kith_call *call)
{
    const char *field = arena_copy(&call->arena, str_of(call->error.field));
    const char *message = arena_copy(&call->arena, str_of(call->error.message));
    bool names_itself = *field != '\0' && strncmp(message, field, strlen(field)) == 0;
    if (*field == '\0')
        return call_fail(call, ERROR_WRONG, "terms", "In the terms: %s", message);
    return call_fail(call, ERROR_WRONG, "terms", "In the terms, %s%s%s", names_itself ? "" : field,
                     names_itself ? "" : ": ", message);
}

static int terms_parse(struct kith_call *call, struct str bytes, struct str *ret_terms)
{
    struct value *record;
    struct json *json = json_parse(bytes, &call->error);
    if (json == NULL)
        return call_fail(call, ERROR_WRONG, "terms", "The terms are not JSON: %s",
                         arena_copy(&call->arena, str_of(call->error.message)));
    int err = fields_parse(charter_terms, json, &call->arena, &record, &call->error);
    json_free(json);
    if (err != OK)
        return refuse_terms(call);
    if ((err = durations_check(call, record)) != OK)
        return err;
    struct text canonical = {0};
    struct json_writer writer = {.out = &canonical};
    value_print_json(record, 0, &writer);
    *ret_terms = arena_str(&call->arena, text_str(&canonical));
    text_done(&canonical);
    return OK;
}

int charter_terms_read(struct kith_call *call, struct str *ret_terms)
{
    struct str bytes = STR("{}");
    int err = call_given(call, "terms") ? call_read_file(call, "terms", &bytes) : OK;
    return err != OK ? err : terms_parse(call, bytes, ret_terms);
}

int charter_terms_parse(struct kith_call *call, struct str json, struct terms *ret_terms)
{
    struct json *parsed = json_parse(json, &call->error);
    if (parsed == NULL)
        return ERROR_BROKEN;
    terms_from_json(parsed, &call->arena, ret_terms);
    json_free(parsed);
    return OK;
}

int charter_terms_check(struct kith_call *call, int64_t network, struct str before,
                        struct str terms)
{
    struct terms old, wanted;
    int err = charter_terms_parse(call, before, &old);
    if (err == OK)
        err = charter_terms_parse(call, terms, &wanted);
    return err != OK ? err : charter_check(&call->model, network, &old, &wanted);
}
