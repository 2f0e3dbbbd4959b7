/* What a person does about what is held of them: see who looked, sign out, correct. */
#include "action/call.h"
#include "action/core.h"
#include "action/person_export.h"
#include "model/correction.h"
#include "model/look.h"
#include "model/token.h"

enum { HOUR_MS = 3600 * 1000 };

/* ---- person.looked ---- */

static void put_look(void *self, const struct look *look)
{
    struct kith_call *call = self;
    call_open(call, "looks");
    call_put_int(call, "hour", look->hour * HOUR_MS);
    call_put_text(call, "viewer", look->viewer);
    call_put_text(call, "action", look->action);
    call_close(call);
}

static kith_err looked_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int err = look_page(&call->model, call->actor.person, &page, put_look, call);
    call_put_next(call, &page);
    return err;
}

/* ---- person.sign_out ---- */

static kith_err sign_out_run(void *self, struct kith_call *call)
{
    (void)self;
    return token_end(&call->model, call_int(call, "person"));
}

/* ---- person.correct ---- */

/* Addresses and numbers find a person again: they are not for the person to set. */
static int for_whom_check(struct kith_call *call)
{
    static const char *const keys[] = {"work_email", "external_id"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (call->actor.kind == ACTOR_PERSON && call_given(call, keys[i]))
            return call_fail(call, ERROR_REFUSED, keys[i],
                             "This finds you in your employer's staff file: ask an administrator "
                             "to correct it.");
    return OK;
}

static struct str given_text(struct kith_call *call, enum correctable field)
{
    char id[IDENT_LENGTH + 1];
    const char *name = correctable_name(field);
    if (field != CORRECT_EMPLOYER)
        return str_trim(call_text(call, name));
    ident_print(call_int(call, name), id);
    return arena_str(&call->arena, str_of(id));
}

static int number_correct(struct kith_call *call, struct person *person)
{
    if (!call_given(call, "external_id"))
        return OK;
    person->external_id = call_text(call, "external_id");
    return person_change(&call->model, person);
}

static kith_err correct_run(void *self, struct kith_call *call)
{
    (void)self;
    struct person person;
    bool is_any = call_given(call, "external_id"), is_fed = false;
    int err = for_whom_check(call);
    if (err == OK)
        err = person_read(&call->model, call_int(call, "person"), &person);
    if (err == OK)
        err = number_correct(call, &person);
    for (size_t i = 0; i < CORRECTABLES && err == OK; i++) {
        enum correctable field = (enum correctable)i;
        if (!call_given(call, correctable_name(field)))
            continue;
        is_any = true;
        is_fed = person.fed_by.len > 0;
        err = correction_make(&call->model, &person, field, given_text(call, field));
    }
    if (err == OK && !is_any)
        return call_fail(call, ERROR_WRONG, "given_name", "Say what to correct.");
    if (err == OK)
        call_put_text(call, "holds",
                      is_fed ? str_of(arena_print(
                                   &call->arena,
                                   "Until the staff file \"%.*s\" says something else than it does "
                                   "now. Ask whoever keeps it to correct it there, too.",
                                   STR_ARGS(person.fed_by)))
                             : STR("For good: no staff file says anything else."));
    return err;
}

/* ---- fields ---- */

static const kith_field look_row[] = {
    {.name = "hour", .type = KITH_TIME, .summary = "In the hour that began then."},
    {.name = "viewer", .type = KITH_TEXT, .summary = "What kind of viewer looked."},
    {.name = "action", .type = KITH_TEXT, .summary = "What they did."},
    {0},
};

static const kith_field looked_gives[] = {
    {.name = "looks", .type = KITH_LIST, .parts = look_row, .summary = "The looks, newest first."},
    NEXT_FIELD,
    {0},
};

static const kith_field one_person[] = {
    {.name = "person", .type = KITH_ID, .limits = "person", .summary = "Which person."},
    {0},
};

static const kith_field correct_takes[] = {
    {.name = "person", .type = KITH_ID, .limits = "person", .summary = "Whom: yourself."},
    {.name = "given_name",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .limits = "1..100",
     .summary = "Given name, or the only name."},
    {.name = "family_name",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .limits = "0..100",
     .summary = "Family name; empty for people of one name."},
    {.name = "work_email",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .limits = "3..254",
     .summary = "Work address; an administrator corrects it."},
    {.name = "external_id",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .limits = "1..40",
     .summary = "Number in the employer's staff system; an administrator corrects it."},
    {.name = "employer",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "place",
     .summary = "The place they work in."},
    {.name = "job",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .limits = "0..120",
     .summary = "What they work as; empty for nothing."},
    {0},
};

static const kith_field correct_gives[] = {
    {.name = "holds", .type = KITH_TEXT, .summary = "How long the correction holds."},
    {0},
};

const kith_action person_own_actions[] = {
    {.name = "person.looked",
     .summary = "Shows who looked at what is held about you: what kind of viewer, what, when.",
     .may = "person",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .gives = looked_gives,
     .run = looked_run,
     .since = "0.1"},
    {.name = "person.sign_out",
     .summary = "Signs a person out everywhere: their token ends.",
     .may = "self",
     .flags = KITH_WRITES,
     .takes = one_person,
     .run = sign_out_run,
     .since = "0.1"},
    {.name = "person.correct",
     .summary = "Corrects what is held of a person.",
     .may = "self",
     .flags = KITH_WRITES,
     .takes = correct_takes,
     .gives = correct_gives,
     .run = correct_run,
     .since = "0.1",
     .help = "What the employer's staff file says is kept beside the correction: as long as the "
             "file goes on saying that, the correction holds."},
    {.name = "person.export",
     .summary = "Gives you all that is held about you, to read and as JSON.",
     .may = "person",
     .flags = KITH_READS | KITH_LATER | KITH_IS_PERSONAL,
     .gives = person_export_gives,
     .run = person_export_run,
     .since = "0.1",
     .help = "Nobody else can ask for it, an administrator neither: it says what you belong to."},
    {0},
};
