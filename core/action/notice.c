/* Notices: a short mail to a member, or to a person outside any network; one message a person.
 *
 * Screens and inboxes are shared, so a subject says only that a message waits. */
#include "action/notice.h"

#include "base/json.h"
#include "model/effect.h"
#include "model/membership.h"

static int notice_add(struct kith_call *call, struct effect *effect, const char *text)
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

int notice_member(struct kith_call *call, int64_t network, int64_t handle, const char *text)
{
    struct effect effect = {.network = network, .recipient = handle};
    return notice_add(call, &effect, text);
}

int notice_person(struct kith_call *call, int64_t person, const char *text)
{
    struct effect effect = {.recipient = person, .concealed = true};
    return notice_add(call, &effect, text);
}

struct telling {
    struct kith_call *call;
    const char *text;
};

static int tell_one(void *self, const struct membership *membership)
{
    struct telling *telling = self;
    return notice_member(telling->call, membership->network, membership->handle, telling->text);
}

int notice_members(struct kith_call *call, int64_t network, const char *text)
{
    struct telling telling = {call, text};
    return membership_each(&call->model, network, tell_one, &telling);
}
