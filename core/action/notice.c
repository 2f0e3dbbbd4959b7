/* Notices: a short mail to a member, or to a person outside any network; one message a person. */
#include "action/notice.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"
#include "model/effect.h"
#include "model/membership.h"

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

int notice_members(struct kith_call *call, int64_t network, const char *text)
{
    struct telling telling = {call, text};
    return membership_each(&call->model, network, tell_one, &telling);
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
