/* Notices: mail that says no more than a shared screen may show. */
#include "action/notice.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"
#include "model/effect.h"

int notice_add(struct kith_call *call, int64_t network, int64_t handle, const char *format, ...)
{
    char body[1024];
    va_list arguments;
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    va_start(arguments, format);
    vsnprintf(body, sizeof body, format, arguments);
    va_end(arguments);
    json_open(&writer, '{');
    json_key(&writer, "subject");
    json_put_text(&writer, STR("A message waits for you"));
    json_key(&writer, "text");
    json_put_text(&writer, str_of(body));
    json_close(&writer, '}');
    struct effect effect = {
        .network = network, .kind = STR("mail"), .recipient = handle, .payload = text_str(&text)};
    int err = effect_add(&call->model, &effect, engine_is_rehearsal(call->engine));
    text_done(&text);
    return err;
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
