/* What the actions of membership share: the actor's own membership, mail to a member, the end. */
#include "action/member.h"

#include "model/effect.h"

int member_own(struct kith_call *call, int64_t network, struct membership *ret_membership)
{
    int64_t handle;
    int err = membership_handle(&call->model, network, call->actor.person, &handle);
    if (err != OK)
        return err;
    if (call->actor.kind != ACTOR_PERSON || handle == 0)
        return call_fail(call, ERROR_MISSING, "network", "You do not belong to this network.");
    call->actor_handle = handle;
    call_subject(call, handle);
    return membership_read(&call->model, network, handle, ret_membership);
}

int member_mail(struct kith_call *call, const struct membership *membership,
                const struct member_mail *mail)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    json_open(&writer, '{');
    json_key(&writer, "subject");
    json_put_text(&writer, str_of(mail->subject));
    json_key(&writer, "text");
    json_put_text(&writer, str_of(mail->text));
    if (mail->way_back.len > 0) {
        json_key(&writer, "way_back");
        json_put_text(&writer, mail->way_back);
    }
    json_close(&writer, '}');
    struct effect effect = {.network = membership->network,
                            .kind = STR("mail"),
                            .recipient = membership->handle,
                            .payload = text_str(&text)};
    int err = effect_add(&call->model, &effect, engine_is_rehearsal(call->engine));
    text_done(&text);
    return err;
}
