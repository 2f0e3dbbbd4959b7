/* charter: what a network has agreed - its versions, their terms, their review. */
#include "model/charter.h"

#include "action/charter.h"
#include "action/charter_terms.h"
#include "action/core.h"
#include "base/clock.h"
#include "model/draft.h"
#include "model/office.h"
#include "model/setting.h"
#include "model/sight.h"
#include "model/task.h"

const struct noun charter_noun = {
    .name = "charter",
    .plural = "charters",
    .summary = "What a network has agreed: its charter by versions, with terms that run.",
};

/* ---- one version, or a draft ---- */

/* Handles are for those who are inside. */
static int put_signature(void *self, const struct draft_signature *signature)
{
    struct kith_call *call = self;
    int64_t own;
    int err = sight_own_handle(&call->model, &call->actor, signature->network, &own);
    call_open(call, "signatures");
    call_put_text(call, "role", signature->role);
    call_put_int(call, "day", signature->day);
    if (err == OK && own != 0)
        call_put_int(call, "membership", signature->handle);
    call_close(call);
    return err;
}

static int put_terms(struct kith_call *call, struct str text)
{
    struct terms terms;
    int err = charter_terms_parse(call, text, &terms);
    for (size_t i = 0; i < TERMS && err == OK; i++) {
        const struct term *term = &terms_known[i];
        call_open(call, "sentences");
        call_put_text(call, "term", str_of(term->path));
        call_put_text(call, "says", term_sentence(term, terms.value[i], &call->arena));
        call_put_text(call, "why", str_of(term->summary));
        call_close(call);
    }
    return err;
}

static int put_draft(struct kith_call *call, int64_t id, struct str *ret_terms)
{
    struct draft draft;
    int err = draft_read(&call->model, id, &draft);
    if (err != OK)
        return err;
    call_put_text(call, "state", draft.state);
    call_put_int(call, "draft", draft.id);
    call_put_int(call, "from", draft.base);
    call_put_int(call, "day", draft.day);
    call_put_int(call, "open_on", draft.open_day);
    call_put_text(call, "charter", draft.text);
    *ret_terms = draft.terms;
    if ((err = draft_put_needs(call, &draft)) != OK)
        return err;
    return draft_signature_each(&call->model, draft.id, put_signature, call);
}

/* Which version is asked for; of a day, the one in force at its end. 0: the newest. */
static int version_asked(struct kith_call *call, int64_t network, int64_t *ret_version)
{
    struct charter first;
    char since[11];
    *ret_version = call_int(call, "version");
    if (!call_given(call, "as_of"))
        return OK;
    int64_t day = call_int(call, "as_of"), end_ms = 0;
    int32_t today = 0;
    if (call_given(call, "version") || call_given(call, "draft"))
        return call_fail(call, ERROR_WRONG, "as_of",
                         "Ask for a day, a version or a draft, not for two of them.");
    int err = setting_today(&call->model, &today);
    if (err == OK && day > today)
        return call_fail(call, ERROR_WRONG, "as_of",
                         "That day is still to come. Leave it out to see what is in force today.");
    if (err == OK)
        err = setting_time(&call->model, (int32_t)day + 1, 0, &end_ms);
    if (err == OK)
        err = charter_in_force(&call->model, network, end_ms - 1, ret_version);
    if (err != OK || *ret_version != 0)
        return err;
    if ((err = charter_read_version(&call->model, network, 1, &first)) != OK)
        return err;
    date_print(first.day, since);
    return call_fail(call, ERROR_WRONG, "as_of",
                     "The network had no charter on that day: the first is in force since %s. Ask "
                     "for that day or a later one.",
                     since);
}

static int put_version(struct kith_call *call, struct str *ret_terms)
{
    struct charter newest, charter;
    int64_t network = call_int(call, "network"), open = 0, version;
    int err = charter_read(&call->model, network, &newest);
    charter = newest;
    if (err == OK)
        err = version_asked(call, network, &version);
    if (err == OK && version != 0)
        err = charter_read_version(&call->model, network, version, &charter);
    if (err == OK)
        err = draft_open(&call->model, network, &open);
    if (err != OK)
        return err;
    bool in_force = charter.version == newest.version;
    call_put_text(call, "state", in_force ? STR("in_force") : STR("earlier"));
    call_put_int(call, "version", charter.version);
    call_put_int(call, "day", charter.day);
    call_put_text(call, "charter", charter.text);
    call_put_int_if(call, "draft", open);
    *ret_terms = charter.terms;
    return charter.draft == 0
               ? OK
               : draft_signature_each(&call->model, charter.draft, put_signature, call);
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct str terms;
    bool draft = call_given(call, "draft") && !call_given(call, "as_of");
    int err = draft ? put_draft(call, call_int(call, "draft"), &terms) : put_version(call, &terms);
    if (err == OK && call_int(call, "terms"))
        return put_terms(call, terms);
    return err;
}

/* ---- all of them ---- */

static int list_signer(void *self, const struct draft_signature *signature)
{
    struct kith_call *call = self;
    call_open(call, "signed_by");
    call_put_text(call, "role", signature->role);
    call_put_int(call, "day", signature->day);
    call_close(call);
    return OK;
}

static int list_version(void *self, const struct charter *charter)
{
    struct kith_call *call = self;
    int err = OK;
    call_open(call, "versions");
    call_put_int(call, "version", charter->version);
    call_put_int(call, "day", charter->day);
    if (charter->draft != 0)
        err = draft_signature_each(&call->model, charter->draft, list_signer, call);
    call_close(call);
    return err;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    int64_t network = call_int(call, "network"), open = 0;
    int32_t review = 0;
    int err = charter_each(&call->model, network, list_version, call);
    if (err == OK)
        err = draft_open(&call->model, network, &open);
    if (err == OK)
        err = charter_review_day(&call->model, network, &review);
    call_put_int_if(call, "draft", open);
    call_put_int_if(call, "review", review);
    return err;
}

/* ---- looking at it again ---- */

/* For whoever cares for the charter; while nobody does, for the administrators. */
static kith_err review_run(void *self, struct kith_call *call)
{
    (void)self;
    int64_t network = call_int(call, "network");
    bool led = false, waits = false;
    int32_t today = 0;
    int err = office_is_any_filled(&call->model, network, &led);
    if (err == OK)
        err = setting_today(&call->model, &today);
    struct task task = {.network = led ? network : 0,
                        .grants = led ? GRANT_CHARTER : 0,
                        .kind = CHARTER_REVIEW_TASK,
                        .subject = network,
                        .due_day = today,
                        .sentence = STR("Review the charter of your network: does it still say "
                                        "what you want? charter.draft changes it.")};
    if (!led)
        task.sentence = STR("Review a charter: its network is still being founded. network.amend "
                            "changes it.");
    if (err == OK)
        err = task_waits_about(&call->model, task.network, task.kind, network, &waits);
    if (err == OK && !waits)
        err = task_add(&call->model, &task);
    return err != OK ? err : charter_review_next(&call->model, network);
}

/* ---- fields ---- */

static const kith_field one_network[] = {NETWORK_FIELD, {0}};

static const kith_field show_takes[] = {
    NETWORK_FIELD,
    {.name = "version",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .limits = "1..1000000",
     .summary = "Which version; without it, the one in force."},
    {.name = "draft",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "draft",
     .summary = "A draft instead."},
    {.name = "as_of",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "The version that was in force at the end of that day instead."},
    {.name = "terms",
     .type = KITH_BOOL,
     .preset = "false",
     .summary = "Says every term in a sentence, with its reason."},
    {0},
};

static const kith_field signature_row[] = {
    {.name = "role", .type = KITH_TEXT, .summary = "The role that was signed for."},
    {.name = "day", .type = KITH_DATE, .summary = "On which day."},
    {.name = "membership",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "membership",
     .summary = "The handle of whoever signed; members see it."},
    {0},
};

static const kith_field sentence_row[] = {
    {.name = "term", .type = KITH_TEXT, .summary = "Its name in a file of terms."},
    {.name = "says", .type = KITH_TEXT, .summary = "What it says here."},
    {.name = "why", .type = KITH_TEXT, .summary = "What it is for, and why the default is so."},
    {0},
};

static const kith_field show_gives[] = {
    {.name = "state",
     .type = KITH_ONE_OF,
     .limits = "in_force|earlier|open|withdrawn|declined",
     .summary = "In force, an earlier version, or a draft that is open, withdrawn or was voted "
                "down."},
    {.name = "version", .type = KITH_INT, .flags = KITH_OPTIONAL, .summary = "Its number."},
    {.name = "draft",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "draft",
     .summary = "This draft, or the one that is open beside the version."},
    {.name = "from",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .summary = "The version that a draft began from."},
    {.name = "day", .type = KITH_DATE, .summary = "Since when it is in force, or was drafted."},
    {.name = "open_on",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "The first day on which a draft can come into force."},
    DRAFT_NEEDS_FIELDS,
    {.name = "charter",
     .type = KITH_MARKDOWN,
     .limits = "0..200000",
     .summary = "The charter's text."},
    {.name = "signatures",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = signature_row,
     .summary = "Who has signed."},
    {.name = "sentences",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = sentence_row,
     .summary = "Its terms, each in a sentence."},
    {0},
};

static const kith_field signer_row[] = {
    {.name = "role", .type = KITH_TEXT, .summary = "The role that was signed for."},
    {.name = "day", .type = KITH_DATE, .summary = "On which day."},
    {0},
};

static const kith_field version_row[] = {
    {.name = "version", .type = KITH_INT, .summary = "Its number."},
    {.name = "day", .type = KITH_DATE, .summary = "Since when it is in force, or was."},
    {.name = "signed_by",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = signer_row,
     .summary = "For which roles it was signed; none: while the network was being founded."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "versions",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = version_row,
     .summary = "The versions, the oldest first; the last one is in force."},
    {.name = "draft",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "draft",
     .summary = "The draft that is open."},
    {.name = "review",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "When the charter is looked at again."},
    {0},
};

const kith_action charter_actions[] = {
    {.name = "charter.show",
     .summary = "Shows a version of a charter, or a draft.",
     .may = "anyone",
     .flags = KITH_READS,
     .takes = show_takes,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {.name = "charter.list",
     .summary = "Lists the versions of a network's charter.",
     .may = "anyone",
     .flags = KITH_READS,
     .takes = one_network,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "charter.compare",
     .summary = "Compares two versions of a charter, in wording and in effect.",
     .may = "anyone",
     .flags = KITH_READS,
     .takes = charter_compare_takes,
     .gives = charter_compare_gives,
     .run = charter_compare_run,
     .since = "0.1"},
    {.name = "charter.review",
     .summary = "Makes a task to review a charter; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_network,
     .run = review_run,
     .since = "0.1"},
    {0},
};
