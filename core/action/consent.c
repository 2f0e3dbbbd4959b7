/* consent: for which purposes a person has agreed that what they share is used. */
#include "model/consent.h"

#include "action/call.h"
#include "action/core.h"

const struct noun consent_noun = {
    .name = "consent",
    .plural = "consents",
    .summary = "For which purposes you have agreed that what you share is used.",
};

/* ---- handlers ---- */

static kith_err give_run(void *self, struct kith_call *call)
{
    (void)self;
    return consent_give(&call->model, call->actor.person, call_text(call, "purpose"));
}

static kith_err withdraw_run(void *self, struct kith_call *call)
{
    (void)self;
    return consent_withdraw(&call->model, call->actor.person, call_text(call, "purpose"));
}

static int list_consent(void *self, const struct consent *consent)
{
    struct kith_call *call = self;
    const struct purpose *wording = consent_wording(consent->purpose, consent->version);
    call_open(call, "history");
    call_put_text(call, "purpose", consent->purpose);
    call_put_int(call, "version", consent->version);
    if (wording != NULL)
        call_put_text(call, "wording", str_of(wording->wording));
    call_put_int(call, "given", consent->given_day);
    call_put_int_if(call, "withdrawn", consent->withdrawn_day);
    call_close(call);
    return OK;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    const struct purpose *purpose;
    int err = OK;
    for (size_t i = 0; (purpose = consent_purpose(i)) != NULL && err == OK; i++) {
        bool stands = false;
        err = consent_stands(&call->model, call->actor.person, str_of(purpose->name), &stands);
        call_open(call, "purposes");
        call_put_text(call, "purpose", str_of(purpose->name));
        call_put_text(call, "wording", str_of(purpose->wording));
        call_put_int(call, "agreed", stands);
        call_close(call);
    }
    return err == OK ? consent_each(&call->model, call->actor.person, list_consent, call) : err;
}

/* ---- fields ---- */

static const kith_field one_purpose[] = {
    {.name = "purpose",
     .type = KITH_ONE_OF,
     .limits = CONSENT_PURPOSES,
     .flags = KITH_PERSONAL,
     .summary = "What for; consent.list tells what each allows."},
    {0},
};

#define PURPOSE_FIELDS                                                                             \
    {                                                                                              \
        .name = "purpose", .type = KITH_ONE_OF, .limits = CONSENT_PURPOSES,                        \
        .flags = KITH_PERSONAL, .summary = "What for."                                             \
    }

static const kith_field purpose_row[] = {
    PURPOSE_FIELDS,
    {.name = "wording", .type = KITH_TEXT, .summary = "What agreeing allows."},
    {.name = "agreed", .type = KITH_BOOL, .flags = KITH_PERSONAL, .summary = "Do you agree?"},
    {0},
};

static const kith_field history_row[] = {
    PURPOSE_FIELDS,
    {.name = "version", .type = KITH_INT, .summary = "Which wording you agreed to."},
    {.name = "wording", .type = KITH_TEXT, .flags = KITH_OPTIONAL, .summary = "What it said."},
    {.name = "given", .type = KITH_DATE, .flags = KITH_PERSONAL, .summary = "When you agreed."},
    {.name = "withdrawn",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .summary = "When you withdrew it, or agreed to a newer wording."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "purposes",
     .type = KITH_RECORD,
     .flags = KITH_MANY,
     .parts = purpose_row,
     .summary = "Each purpose that there is."},
    {.name = "history",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = history_row,
     .summary = "What you agreed to, and withdrew, and when."},
    {0},
};

const kith_action consent_actions[] = {
    {.name = "consent.give",
     .summary = "Agrees to a purpose. You can withdraw it at any time.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = one_purpose,
     .run = give_run,
     .since = "0.1"},
    {.name = "consent.withdraw",
     .summary = "Withdraws it; what was kept for that purpose is cleared at once.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = one_purpose,
     .run = withdraw_run,
     .since = "0.1"},
    {.name = "consent.list",
     .summary = "Lists the purposes, whether you agreed, and what you agreed to before.",
     .may = "person",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {0},
};
