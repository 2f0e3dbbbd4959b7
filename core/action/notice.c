/* Notices: a short mail to a member, or to a person outside any network; one message a person. */
#include "action/notice.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"
#include "model/effect.h"
#include "model/membership.h"
#include "model/schedule.h"
#include "model/setting.h"

enum { NOTICE_MOST = 1024 };

static int notice_send(struct kith_call *call, struct effect *effect, const char *text)
{
    struct text payload = {0};
    struct json_writer writer = {.out = &payload};
    json_open(&writer, '{');
    json_key(&writer, "subject");
    json_put_text(&writer, STR("A message waits for you"));
    json_key(&writer, "text");
    json_put_text(&writer, str_of(text));
    json_close(&writer, '}');
    effect->kind = STR("mail");
    effect->payload = text_str(&payload);
    int err = effect_add(&call->model, effect, engine_is_rehearsal(call->engine));
    text_done(&payload);
    return err;
}

int notice_member(struct kith_call *call, int64_t network, int64_t handle, const char *format, ...)
{
    char text[NOTICE_MOST];
    struct effect effect = {.network = network, .recipient = handle};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return notice_send(call, &effect, text);
}

int notice_person(struct kith_call *call, int64_t person, const char *text)
{
    struct effect effect = {.recipient = person, .concealed = true};
    return notice_send(call, &effect, text);
}

struct telling {
    struct kith_call *call;
    const char *text;
};

static int tell_one(void *self, const struct membership *membership)
{
    struct telling *telling = self;
    struct effect effect = {.network = membership->network, .recipient = membership->handle};
    return notice_send(telling->call, &effect, telling->text);
}

int notice_go_on(struct kith_call *call, int64_t network, const char *action, struct str arguments)
{
    struct schedule schedule = {.network = network,
                                .subject = network, /* it holds a handle: nobody is shown it */
                                .due_at = call->model.now_ms,
                                .action = str_of(action),
                                .arguments = arguments};
    return schedule_add(&call->model, &schedule);
}

static int tell_on(struct kith_call *call, int64_t network, const char *text, int64_t from)
{
    struct text arguments = {0};
    char id[IDENT_LENGTH + 1], last[IDENT_LENGTH + 1];
    struct json_writer writer = {.out = &arguments};
    ident_print(network, id);
    ident_print(from, last);
    json_open(&writer, '{');
    json_key(&writer, "network");
    json_put_text(&writer, str_of(id));
    json_key(&writer, "text");
    json_put_text(&writer, str_of(text));
    json_key(&writer, "from");
    json_put_text(&writer, str_of(last));
    json_close(&writer, '}');
    int err = notice_go_on(call, network, "network.tell", text_str(&arguments));
    text_done(&arguments);
    return err;
}

static int tell_from(struct kith_call *call, int64_t network, const char *text, int64_t from)
{
    struct telling telling = {call, text};
    int64_t next = 0;
    int err = membership_some(&call->model, network, from, tell_one, &telling, &next);
    return err != OK || next == 0 ? err : tell_on(call, network, text, next);
}

int notice_members(struct kith_call *call, int64_t network, const char *text)
{
    return tell_from(call, network, text, 0);
}

kith_err notice_tell_run(void *self, struct kith_call *call)
{
    (void)self;
    return tell_from(call, call_int(call, "network"),
                     arena_copy(&call->arena, call_text(call, "text")), call_int(call, "from"));
}

const char *notice_day(struct arena *arena, int32_t day)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    struct civil civil = {0};
    civil_from_day(day, &civil);
    return arena_print(arena, "%d %s %d", civil.day, months[civil.month - 1], civil.year);
}

const char *notice_time(struct kith_call *call, int64_t time_ms)
{
    const char *zone = "Europe/London";
    struct civil civil = {0};
    setting_zone(&call->model, &zone);
    zone_from_time(zone, time_ms, &civil);
    return arena_print(&call->arena, "%s at %02d:%02d",
                       notice_day(&call->arena, civil_to_day(civil.year, civil.month, civil.day)),
                       civil.hour, civil.minute);
}
