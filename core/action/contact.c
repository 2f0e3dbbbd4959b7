/* contact: the addresses and numbers by which a person wants to be reached. */
#include "model/contact.h"

#include "action/call.h"
#include "action/core.h"
#include "base/json.h"
#include "model/effect.h"

/* Only whose it is knows that it is there. */
static int contact_locate(struct model *in, const struct actor *actor, int64_t id,
                          struct location *ret_location)
{
    struct contact contact = {0};
    int err = contact_read(in, id, &contact);
    bool own = err == OK && actor->kind == ACTOR_PERSON && actor->person == contact.person;
    *ret_location = (struct location){.owner = contact.person, .visible = own};
    return err;
}

const struct noun contact_noun = {
    .name = "contact",
    .plural = "contacts",
    .summary = "Addresses and numbers by which a person wants to be reached.",
    .locate = contact_locate,
};

/* ---- handlers ---- */

/* The code leaves for the address itself, with no name and no word of who asked: the address may
 * be mistyped. It is urgent: the person waits for it. */
static int code_send(struct kith_call *call, struct contact *contact)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    int err = contact_code(&call->model, contact);
    if (err != OK)
        return err;
    json_open(&writer, '{');
    json_key(&writer, "subject");
    json_put_text(&writer, STR("Your code"));
    json_key(&writer, "text");
    json_put_text(&writer,
                  str_of(arena_print(&call->arena,
                                     "Your code is %.*s. Type it where you were asked for it, "
                                     "within the hour.\n\nIf you did not ask for a code, there is "
                                     "nothing to do: without it, nothing happens.\n",
                                     STR_ARGS(contact->code))));
    json_key(&writer, "address");
    json_put_text(&writer, contact->address);
    json_key(&writer, "urgent");
    json_put_bool(&writer, true);
    json_close(&writer, '}');
    struct effect effect = {.kind = str_is(contact->kind, "email") ? STR("mail") : STR("sms"),
                            .recipient = contact->person,
                            .payload = text_str(&text)};
    err = effect_add(&call->model, &effect, engine_is_rehearsal(call->engine));
    text_done(&text);
    return err;
}

static kith_err add_run(void *self, struct kith_call *call)
{
    (void)self;
    struct contact contact = {.person = call->actor.person,
                              .kind = call_text(call, "kind"),
                              .whose = call_text(call, "whose"),
                              .address = call_text(call, "address")};
    int err = contact_add(&call->model, &contact);
    if (err != OK)
        return err;
    err = code_send(call, &contact);
    if (err == ERROR_LIMIT)
        return call_fail(call, err, "address", "%s",
                         arena_copy(&call->arena, str_of(call->error.message)));
    if (err == OK)
        call_put_int(call, "contact", contact.id);
    return err;
}

static kith_err send_code_run(void *self, struct kith_call *call)
{
    (void)self;
    struct contact contact;
    int err = contact_read(&call->model, call_int(call, "contact"), &contact);
    if (err == OK && contact.verified_day != 0)
        return call_fail(call, ERROR_CLASH, "contact", "This address is verified already.");
    return err == OK ? code_send(call, &contact) : err;
}

/* A wrong code is no error: an error would give the attempt back. */
static kith_err verify_run(void *self, struct kith_call *call)
{
    (void)self;
    struct contact contact;
    int err =
        contact_verify(&call->model, call_int(call, "contact"), call_text(call, "code"), &contact);
    if (err != OK)
        return err;
    call_put_int(call, "contact", contact.id);
    call_put_int(call, "verified", contact.verified_day != 0);
    call_put_int(call, "left", contact.code_left);
    if (contact.verified_day == 0)
        call_put_text(call, "say",
                      contact.code_left > 0
                          ? STR("This is not the code that was sent. Please look again.")
                          : STR("This code counts no longer. Ask for another with "
                                "contact.send_code."));
    return OK;
}

static kith_err remove_run(void *self, struct kith_call *call)
{
    (void)self;
    return contact_remove(&call->model, call_int(call, "contact"));
}

static kith_err prefer_run(void *self, struct kith_call *call)
{
    (void)self;
    return contact_prefer(&call->model, call_int(call, "contact"));
}

static int list_contact(void *self, const struct contact *contact)
{
    struct kith_call *call = self;
    call_open(call, "contacts");
    call_put_int(call, "contact", contact->id);
    call_put_text(call, "kind", contact->kind);
    call_put_text(call, "whose", contact->whose);
    call_put_text(call, "address", contact->address);
    call_put_int(call, "verified", contact->verified_day != 0);
    call_put_int(call, "preferred", contact->preferred);
    call_close(call);
    return OK;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    call_looks_at(call, call->actor.person);
    return contact_each(&call->model, call->actor.person, list_contact, call);
}

/* ---- fields ---- */

#define KIND_FIELD                                                                                 \
    {                                                                                              \
        .name = "kind", .type = KITH_ONE_OF, .limits = "email|phone", .preset = "email",           \
        .summary = "An email address, or a telephone number for text messages."                    \
    }
#define WHOSE_FIELD                                                                                \
    {                                                                                              \
        .name = "whose", .type = KITH_ONE_OF, .limits = "personal|work", .preset = "personal",     \
        .flags = KITH_PERSONAL, .summary = "Your own, or your employer's."                         \
    }

static const kith_field add_takes[] = {
    {.name = "address",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL,
     .limits = "3..254",
     .summary = "The address or number. A code is sent to it."},
    KIND_FIELD,
    WHOSE_FIELD,
    {0},
};

static const kith_field one_contact[] = {
    {.name = "contact", .type = KITH_ID, .limits = "contact", .summary = "Which one."},
    {0},
};

static const kith_field verify_takes[] = {
    {.name = "contact", .type = KITH_ID, .limits = "contact", .summary = "Which one."},
    {.name = "code",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL,
     .limits = "6..6",
     .summary = "The six digits that were sent to it."},
    {0},
};

static const kith_field verify_gives[] = {
    {.name = "contact", .type = KITH_ID, .limits = "contact", .summary = "Which one."},
    {.name = "verified",
     .type = KITH_BOOL,
     .summary = "It is yours, as far as a code can show: from now on it can be used."},
    {.name = "left", .type = KITH_INT, .summary = "How often a code can still be tried."},
    {.name = "say", .type = KITH_TEXT, .flags = KITH_OPTIONAL, .summary = "What to do now."},
    {0},
};

static const kith_field contact_row[] = {
    {.name = "contact", .type = KITH_ID, .limits = "contact", .summary = "Its id."},
    {.name = "kind", .type = KITH_ONE_OF, .limits = "email|phone", .summary = "Email or phone."},
    {.name = "whose",
     .type = KITH_ONE_OF,
     .limits = "personal|work",
     .flags = KITH_PERSONAL,
     .summary = "Your own, or your employer's."},
    {.name = "address",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL,
     .summary = "The address or number."},
    {.name = "verified", .type = KITH_BOOL, .summary = "A code that was sent to it came back."},
    {.name = "preferred", .type = KITH_BOOL, .summary = "The one of its kind that is used."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "contacts",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = contact_row,
     .summary = "What you added."},
    {0},
};

const kith_action contact_actions[] = {
    {.name = "contact.add",
     .summary = "Adds an address or a number of yours, and sends a code to it.",
     .may = "person",
     .flags = KITH_WRITES,
     .takes = add_takes,
     .gives = one_contact,
     .run = add_run,
     .since = "0.1",
     .help = "Nothing is sent there but the code, until you have given the code to "
             "contact.verify. A code counts for an hour, and for five attempts. An address that "
             "is not verified within 30 days is forgotten: it may be somebody else's, so nothing "
             "is sent there about it."},
    {.name = "contact.send_code",
     .summary = "Sends another code to an address that is not verified yet.",
     .may = "person",
     .flags = KITH_WRITES,
     .takes = one_contact,
     .run = send_code_run,
     .since = "0.1"},
    {.name = "contact.verify",
     .summary = "Shows that an address is yours, by the code that was sent to it.",
     .may = "person",
     .flags = KITH_WRITES,
     .takes = verify_takes,
     .gives = verify_gives,
     .run = verify_run,
     .since = "0.1"},
    {.name = "contact.prefer",
     .summary = "Has this address used, of those of its kind.",
     .may = "person",
     .flags = KITH_WRITES,
     .takes = one_contact,
     .run = prefer_run,
     .since = "0.1"},
    {.name = "contact.remove",
     .summary = "Removes an address or a number.",
     .may = "person",
     .flags = KITH_WRITES,
     .takes = one_contact,
     .run = remove_run,
     .since = "0.1"},
    {.name = "contact.list",
     .summary = "Lists the addresses and numbers that you added.",
     .may = "person",
     .flags = KITH_READS,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {0},
};
