/* person: colleagues as their employer knows them. */
#include "model/person.h"

#include "action/call.h"
#include "action/core.h"
#include "model/glass.h"
#include "model/place.h"
#include "model/token.h"

static int person_locate(struct model *in, const struct actor *actor, int64_t id,
                         struct location *ret_location)
{
    bool exists;
    int err = person_exists(in, id, &exists);
    bool may_know =
        actor->kind != ACTOR_ANONYMOUS && (actor->kind != ACTOR_PERSON || actor->person == id);
    *ret_location = (struct location){.owner = id, .visible = exists && may_know};
    return err;
}

const struct noun person_noun = {
    .name = "person",
    .plural = "people",
    .summary = "Colleagues, as their employer knows them.",
    .locate = person_locate,
};

/* ---- handlers ---- */

static kith_err person_add_run(void *self, struct kith_call *call)
{
    (void)self;
    struct person person = {.external_id = call_text(call, "external_id"),
                            .given_name = call_text(call, "given_name"),
                            .family_name = call_text(call, "family_name"),
                            .work_email = call_text(call, "work_email"),
                            .employer = call_int(call, "employer"),
                            .job = call_text(call, "job")};
    int err = person_add(&call->model, &person);
    if (err == OK)
        call_put_int(call, "person", person.id);
    return err;
}

static kith_err person_show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct person person;
    int err = person_read(&call->model, call_int(call, "person"), &person);
    if (err != OK)
        return err;
    call_put_int(call, "person", person.id);
    call_put_text(call, "given_name", person.given_name);
    call_put_text_if(call, "family_name", person.family_name);
    call_put_text_if(call, "external_id", person.external_id);
    call_put_text_if(call, "work_email", person.work_email);
    call_put_text_if(call, "job", person.job);
    call_put_int_if(call, "left_on", person.left_day);
    if (person.employer != 0) {
        struct place place;
        call_put_int(call, "employer", person.employer);
        if (place_read(&call->model, person.employer, &place) == OK)
            call_put_text(call, "employer_name", place.name);
    }
    call_looks_at(call, person.id);
    return OK;
}

static kith_err person_find_run(void *self, struct kith_call *call)
{
    (void)self;
    int64_t id;
    if (call_given(call, "external_id") == call_given(call, "work_email"))
        return call_fail(call, ERROR_WRONG, "external_id",
                         "Give either a staff number or a work address.");
    int err = person_find(&call->model, call_text(call, "external_id"),
                          call_text(call, "work_email"), &id);
    if (err == OK && id == 0)
        return call_fail(call, ERROR_MISSING, NULL, "Nobody is known by that.");
    call_put_int(call, "person", id);
    return err;
}

static kith_err person_link_run(void *self, struct kith_call *call)
{
    (void)self;
    struct str token;
    int err = token_make(&call->model, call_int(call, "person"), &token);
    if (err == OK)
        err = glass_settle_again(&call->model, call_int(call, "person"));
    if (err == OK)
        call_put_text(call, "token", token);
    return err;
}

/* ---- fields ---- */

static const kith_field add_takes[] = {
    {.name = "given_name",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL,
     .limits = "1..100",
     .summary = "Given name, or the only name."},
    {.name = "family_name",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .limits = "1..100",
     .summary = "Family name; leave it out for people of one name."},
    {.name = "work_email",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .limits = "3..254",
     .summary = "Work address. No two people have the same."},
    {.name = "external_id",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .limits = "1..40",
     .summary = "Number in the employer's staff system. No two people have the same."},
    {.name = "employer",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "place",
     .summary = "The place they work in."},
    {.name = "job",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .limits = "1..120",
     .summary = "What they work as."},
    {0},
};

static const kith_field one_person[] = {
    {.name = "person", .type = KITH_ID, .limits = "person", .summary = "Which person."},
    {0},
};

static const kith_field find_takes[] = {
    {.name = "external_id",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .limits = "1..40",
     .summary = "Number in the employer's staff system."},
    {.name = "work_email",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .limits = "3..254",
     .summary = "Work address."},
    {0},
};

static const kith_field show_gives[] = {
    {.name = "person", .type = KITH_ID, .limits = "person", .summary = "Their id."},
    {.name = "given_name", .type = KITH_TEXT, .flags = KITH_PERSONAL, .summary = "Given name."},
    {.name = "family_name",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .summary = "Family name."},
    {.name = "external_id",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .summary = "Number in the employer's staff system."},
    {.name = "work_email",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .summary = "Work address."},
    {.name = "job",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .summary = "What they work as."},
    {.name = "employer",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "place",
     .summary = "The place they work in."},
    {.name = "employer_name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "What that place is called."},
    {.name = "left_on",
     .type = KITH_DATE,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .summary = "Since when a full staff file names them no more."},
    {0},
};

static const kith_field link_gives[] = {
    {.name = "token",
     .type = KITH_TEXT,
     .summary = "Hand it to the person, and to nobody else: it is shown once."},
    {0},
};

const kith_action person_actions[] = {
    {.name = "person.add",
     .summary = "Adds a colleague by hand.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = add_takes,
     .gives = one_person,
     .run = person_add_run,
     .since = "0.1"},
    {.name = "person.show",
     .summary = "Shows what is held about a person. That somebody looked is recorded.",
     .may = "self",
     .flags = KITH_READS,
     .takes = one_person,
     .gives = show_gives,
     .run = person_show_run,
     .since = "0.1"},
    {.name = "person.find",
     .summary = "Finds a person by staff number or work address.",
     .may = "administrator",
     .flags = KITH_READS,
     .takes = find_takes,
     .gives = one_person,
     .run = person_find_run,
     .since = "0.1"},
    {.name = "person.link",
     .summary = "Makes a token with which a person acts for themself; earlier ones end.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = one_person,
     .gives = link_gives,
     .run = person_link_run,
     .since = "0.1"},
    {0},
};
