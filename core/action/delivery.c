/* What is handed to whoever sends an effect. */
#include "action/delivery.h"

#include "base/json.h"
#include "model/contact.h"
#include "model/membership.h"
#include "model/person.h"
#include "model/preference.h"

#define NEUTRAL_SUBJECT STR("A message waits for you")

/* Looked up now, whenever the message was written. */
static int find_person(struct model *in, const struct effect *effect, const struct json *message,
                       int64_t *ret_person)
{
    struct membership membership;
    *ret_person = effect->recipient;
    if (effect->recipient == 0 || effect->network == 0)
        return OK;
    int err = membership_read(in, effect->network, effect->recipient, &membership);
    if (err != OK)
        return err;
    if (str_is(membership.stage, "paused") && json_member(message, "way_back") == NULL)
        return ERROR_REFUSED;
    return membership_person(in, effect->network, effect->recipient, ret_person);
}

/* The kinds that reach people directly; any other is for a machine, which has no quiet hours. */
static bool find_channel(struct str kind, enum channel *ret_channel)
{
    *ret_channel = str_is(kind, "mail") ? CHANNEL_EMAIL : CHANNEL_CHAT;
    return str_is(kind, "mail") || str_is(kind, "chat");
}

static int ask_when(struct model *in, const struct effect *effect, int64_t person,
                    const struct json *message, int64_t *ret_at_ms)
{
    enum channel channel;
    const struct json *urgent = json_member(message, "urgent");
    if (person == 0 || !find_channel(effect->kind, &channel))
        return OK;
    int err = preference_when(in, person, channel, ret_at_ms);
    if (*ret_at_ms > in->now_ms && urgent != NULL && json_bool(urgent))
        *ret_at_ms = in->now_ms;
    return err;
}

static void put_recipient(struct json_writer *writer, struct str name, struct str address)
{
    json_key(writer, "to");
    json_open(writer, '{');
    json_key(writer, "name");
    json_put_text(writer, name);
    json_key(writer, "address");
    json_put_text(writer, address);
    json_close(writer, '}');
}

/* The message; on a computer that others see, its subject says nothing. */
static void put_message(struct json_writer *writer, const struct json *message, bool neutral)
{
    json_key(writer, "message");
    json_open(writer, '{');
    for (const struct json *part = json_first(message); part != NULL; part = json_next(part)) {
        char *name = NULL;
        struct text text = {0};
        text_add(&text, json_name(part));
        name = text.ptr;
        json_key(writer, name);
        if (neutral && str_is(json_name(part), "subject"))
            json_put_text(writer, NEUTRAL_SUBJECT);
        else
            json_put(writer, part);
        text_done(&text);
    }
    json_close(writer, '}');
}

static int put_to_person(struct model *in, int64_t id, struct json_writer *writer)
{
    struct person person;
    struct str address;
    int err = person_read(in, id, &person);
    if (err == OK)
        err = contact_mail_address(in, id, &address);
    if (err == OK)
        put_recipient(writer, person_name(in->arena, &person), address);
    return err;
}

int delivery_make(struct model *in, const struct effect *effect, struct delivery *ret_delivery)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    struct preference preference = {.shared_computer = false};
    int64_t person = 0;
    struct json *message = json_parse(effect->payload, in->error);
    if (message == NULL)
        return ERROR_BROKEN;
    int err = find_person(in, effect, message, &person);
    if (err != OK) {
        json_free(message);
        return err;
    }
    const struct json *address = json_member(message, "address");
    ret_delivery->at_ms = in->now_ms;
    json_open(&writer, '{');
    if (address != NULL) {
        put_recipient(&writer, STR(""), json_text(address));
    } else if (person != 0) {
        err = ask_when(in, effect, person, message, &ret_delivery->at_ms);
        if (err == OK)
            err = preference_read(in, person, &preference);
        if (err == OK)
            err = put_to_person(in, person, &writer);
    }
    put_message(&writer, message, preference.shared_computer);
    json_close(&writer, '}');
    ret_delivery->payload = arena_str(in->arena, text_str(&text));
    text_done(&text);
    json_free(message);
    return err;
}
