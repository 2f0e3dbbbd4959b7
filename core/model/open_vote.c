/* What all who vote in one election have in common, kept from one vote to the next. */
#include "model/open_vote.h"

#include "model/count/count.h"

struct open_vote *open_vote_new(void)
{
    struct open_vote *vote = secret_take(sizeof *vote);
    open_vote_forget(vote);
    return vote;
}

void open_vote_free(struct open_vote *vote)
{
    secret_give_back(vote);
}

void open_vote_forget(struct open_vote *vote)
{
    secret_wipe(vote, sizeof *vote);
}

static bool is_still_so(const struct open_vote *vote, const struct ballot_box *box)
{
    return vote->election == box->election &&
           vote->changes == database_changes(box->in->database) &&
           (vote->is_in_batch || ballot_box_has_key(box));
}

static int paper_read(struct open_vote *vote, struct model *in, const struct election *election)
{
    const struct count_method *method = count_method_find(election->method);
    size_t options = 0;
    int err = election_withdrawn(in, election->id, vote->withdrawn, &options);
    vote->rules = (struct ballot_rules){
        .options = options,
        .withdrawn = vote->withdrawn,
        .takes_ranks = method != NULL && method->takes_ranks,
        .choices_most = method == &count_plurality ? 1 : options,
    };
    return err;
}

int open_vote_read(struct open_vote *vote, const struct ballot_box *box)
{
    struct model *in = box->in;
    struct election election;
    if (is_still_so(vote, box))
        return OK;
    open_vote_forget(vote);
    int err = election_read(in, box->election, &election);
    if (err == OK)
        err = election_check(in, &election, "open");
    if (err == OK)
        err = paper_read(vote, in, &election);
    if (err == OK)
        err = ballot_box_key(box, &vote->key);
    if (err != OK) {
        open_vote_forget(vote);
        return err;
    }
    vote->election = election.id;
    vote->closes_at = election.closes_at;
    return OK;
}

void open_vote_goes_on(struct open_vote *vote, const struct model *in)
{
    vote->changes = database_changes(in->database);
    vote->is_in_batch = true;
}

void open_vote_end_batch(struct open_vote *vote)
{
    if (!vote->is_in_batch && vote->election != 0)
        open_vote_forget(vote);
    vote->is_in_batch = false;
}
