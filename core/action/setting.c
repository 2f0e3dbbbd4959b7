/* setting: the server's choices, each a typed field with its default. */
#include "model/setting.h"

#include <string.h>

#include "action/call.h"
#include "action/core.h"
#include "action/field.h"
#include "base/clock.h"
#include "model/tidy.h"

static const kith_field settings[] = {
    {.name = "server_name",
     .type = KITH_TEXT,
     .limits = "1..80",
     .preset = "Kith",
     .summary = "What colleagues call this Kith; pages and mail say so."},
    {.name = "time_zone",
     .type = KITH_TEXT,
     .limits = "1..64",
     .preset = "Europe/London",
     .summary = "The time zone of meetings and reminders, by its IANA name."},
    {.name = "quiet_from",
     .type = KITH_LOCAL_TIME,
     .preset = "21:00",
     .summary = "From when nobody is disturbed."},
    {.name = "quiet_until",
     .type = KITH_LOCAL_TIME,
     .preset = "07:00",
     .summary = "Until when nobody is disturbed."},
    {.name = "network_supporters",
     .type = KITH_INT,
     .limits = "3..25",
     .preset = "10",
     .summary = "How many colleagues are enough to propose a network; holds for later proposals."},
    {.name = "keep_effects",
     .type = KITH_DURATION,
     .preset = KEEP_EFFECTS,
     .summary = "How long mail and other effects are kept once they have left or were given up."},
    {.name = "keep_jobs",
     .type = KITH_DURATION,
     .preset = KEEP_JOBS,
     .summary = "How long jobs are kept once they have ended."},
    {.name = "keep_tasks",
     .type = KITH_DURATION,
     .preset = KEEP_TASKS,
     .summary = "How long tasks are kept once they are done."},
    {.name = "keep_looks",
     .type = KITH_DURATION,
     .preset = KEEP_LOOKS,
     .summary = "How long people can see who looked at what is held about them."},
    {.name = "keep_interests",
     .type = KITH_DURATION,
     .preset = KEEP_INTERESTS,
     .summary = "How long a declared interest is kept after it was withdrawn."},
    {.name = "keep_attendance",
     .type = KITH_DURATION,
     .preset = KEEP_ATTENDANCE,
     .summary = "How long it is kept who was at a meeting; after that, only how many. At least 13 "
                "months, since the duties to take part look at a year."},
    {.name = "keep_left_people",
     .type = KITH_DURATION,
     .preset = KEEP_LEFT_PEOPLE,
     .summary = "How long after a full staff file names them no more people are erased, unless "
                "they have a verified address of their own."},
    {.name = "keep_unverified",
     .type = KITH_DURATION,
     .preset = KEEP_UNVERIFIED,
     .summary = "How long an address is kept that was added and never verified: it may be somebody "
                "else's."},
    {.name = "leavers_at_most",
     .type = KITH_FRACTION,
     .limits = "0..1",
     .preset = "1/10",
     .summary = "How many of the people known may be missing from a full staff file, before it is "
                "taken for a mistake and refused."},
    {0},
};

static const int64_t attendance_least = INT64_C(396) * 24 * 3600 * 1000; /* 13 months from 1970 */

static const kith_field *setting_find(struct kith_call *call)
{
    struct str name = call_text(call, "name");
    for (const kith_field *setting = settings; setting->name != NULL; setting++)
        if (str_is(name, setting->name))
            return setting;
    call_fail(call, ERROR_MISSING, "name",
              "There is no such setting. setting.list shows what there is.");
    return NULL;
}

static int put_setting(struct kith_call *call, const kith_field *setting)
{
    struct str value;
    int err = setting_read(&call->model, setting->name, &value);
    call_put_text(call, "name", str_of(setting->name));
    call_put_text(call, "value", value.len > 0 ? value : str_of(setting->preset));
    call_put_text(call, "preset", str_of(setting->preset));
    call_put_text(call, "summary", str_of(setting->summary));
    return err;
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    const kith_field *setting = setting_find(call);
    return setting == NULL ? ERROR_MISSING : put_setting(call, setting);
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    int err = OK;
    for (const kith_field *setting = settings; setting->name != NULL && err == OK; setting++) {
        call_open(call, "settings");
        err = put_setting(call, setting);
        call_close(call);
    }
    return err;
}

static kith_err set_run(void *self, struct kith_call *call)
{
    (void)self;
    struct value *value;
    struct text text = {0};
    const kith_field *setting = setting_find(call);
    if (setting == NULL)
        return ERROR_MISSING;
    if (field_parse_text(setting, call_text(call, "value"), &call->arena, &value, &call->error) !=
        OK)
        return call_fail(call, ERROR_WRONG, "value", "%s",
                         arena_copy(&call->arena, str_of(call->error.message)));
    if (strcmp(setting->name, "time_zone") == 0 &&
        !zone_is_known(arena_copy(&call->arena, call_text(call, "value"))))
        return call_fail(call, ERROR_WRONG, "value",
                         "The time zone is not known. Give one such as Europe/London.");
    if (strcmp(setting->name, "keep_attendance") == 0 &&
        duration_add(0, (struct duration){(int32_t)value->other, value->number}) < attendance_least)
        return call_fail(call, ERROR_WRONG, "value",
                         "The duties to take part look at a year of meetings, so attendance is "
                         "kept for 13 months at least: P13M.");
    value_print_text(value, &text);
    int err = setting_write(&call->model, setting->name, text_str(&text));
    text_done(&text);
    return err;
}

#define NAME_FIELD                                                                                 \
    {                                                                                              \
        .name = "name", .type = KITH_TEXT, .limits = "1..40", .summary = "Which setting."          \
    }

static const kith_field one_setting[] = {NAME_FIELD, {0}};

static const kith_field set_takes[] = {
    NAME_FIELD,
    {.name = "value",
     .type = KITH_TEXT,
     .limits = "1..200",
     .summary = "Its new value, as setting.show prints it."},
    {0},
};

static const kith_field setting_row[] = {
    {.name = "name", .type = KITH_TEXT, .summary = "Its name."},
    {.name = "value", .type = KITH_TEXT, .summary = "What it is set to."},
    {.name = "preset", .type = KITH_TEXT, .summary = "What it is if nobody sets it."},
    {.name = "summary", .type = KITH_TEXT, .summary = "What it does."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "settings",
     .type = KITH_RECORD,
     .flags = KITH_MANY,
     .parts = setting_row,
     .summary = "All settings."},
    {0},
};

const kith_action setting_actions[] = {
    {.name = "setting.list",
     .summary = "Lists the server's settings.",
     .may = "administrator",
     .flags = KITH_READS,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "setting.show",
     .summary = "Shows one setting.",
     .may = "administrator",
     .flags = KITH_READS,
     .takes = one_setting,
     .gives = setting_row,
     .run = show_run,
     .since = "0.1"},
    {.name = "setting.set",
     .summary = "Changes a setting.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = set_takes,
     .run = set_run,
     .since = "0.1"},
    {0},
};
