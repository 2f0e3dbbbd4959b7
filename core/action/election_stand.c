/* election: colleagues stand in it, put others forward, and stand no more. */
#include "action/appointment.h"
#include "action/core.h"
#include "action/election.h"
#include "action/notice.h"

/* Whoever is put forward is asked, and stands only if they say so themself. */
static int put_forward(struct kith_call *call, const struct election *election)
{
    char id[IDENT_LENGTH + 1];
    ident_print(election->id, id);
    return notice_member(call, election->network, call_int(call, "membership"),
                         "A colleague would like you to stand in a vote in one of your networks: "
                         "%.*s. If you wish to, say so with election.nominate (%s) before %s. If "
                         "not, you need do nothing, and nobody is told.\n",
                         STR_ARGS(election->title), id, notice_time(call, election->opens_at));
}

static kith_err nominate_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    struct election_option option = {.name = call_text(call, "name"),
                                     .statement = call_text(call, "statement")};
    int err = election_of_call(call, &election, &option.handle);
    if (err == OK)
        err = election_check(&call->model, &election, "planned");
    if (err == OK && !str_is(election.purpose, "office"))
        return call_fail(call, ERROR_CLASH, "election",
                         "This vote is a question: nobody stands in it.");
    if (err == OK && call_given(call, "membership") &&
        call_int(call, "membership") != option.handle)
        return put_forward(call, &election);
    if (err == OK && option.name.len == 0)
        return call_fail(call, ERROR_WRONG, "name",
                         "Say what you are to be called on the paper: all who vote will see it.");
    if (err == OK)
        err = election_nominate(&call->model, &election, &option);
    call_subject(call, election.id);
    return err;
}

static kith_err withdraw_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    int64_t handle;
    int err = election_of_call(call, &election, &handle);
    if (err == OK)
        err = election_withdraw(&call->model, &election, handle);
    return err != OK ? err : appointment_vote_left(call, &election, handle);
}

/* ---- fields ---- */

static const kith_field nominate_takes[] = {
    ELECTION_FIELD,
    {.name = "name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "1..80",
     .summary = "What you are called on the paper. All who see the vote will see it."},
    {.name = "statement",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "Why you stand."},
    {.name = "membership",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "membership",
     .summary = "Somebody else, who is asked whether they would like to stand."},
    {0},
};

const kith_action election_stand_actions[] = {
    {.name = "election.nominate",
     .summary = "Stands in an election, or asks somebody else whether they would.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = nominate_takes,
     .run = nominate_run,
     .since = "0.1",
     .help = "The order on the paper is drawn by lot when the vote opens."},
    {.name = "election.withdraw",
     .summary = "Stands no more, until the vote closes; papers then pass over your name.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_election,
     .run = withdraw_run,
     .since = "0.1"},
    {0},
};
