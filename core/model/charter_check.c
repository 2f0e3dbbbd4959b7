/* Terms that nobody could ever meet: found before they are in force. */
#include "model/charter_check.h"

#include "model/amendment.h"
#include "model/charter_quorum.h"
#include "model/committee.h"
#include "model/office.h"

struct checking {
    struct model *in;
    int64_t network;
    const struct terms *before, *terms;
};

static bool changes(const struct checking *checking, int term)
{
    return !str_equal(checking->before->value[term], checking->terms->value[term]);
}

static int64_t number_of(const struct checking *checking, int term)
{
    int64_t number = 0;
    str_to_int(checking->terms->value[term], &number);
    return number;
}

static bool is_nothing(const struct checking *checking, int term)
{
    struct str value = checking->terms->value[term];
    return value.len > 0 && value.ptr[0] == '0' && (value.len == 1 || value.ptr[1] == '/');
}

/* Else an empty room could decide. */
static int check_somebody(const struct checking *checking, int at_least, int fraction)
{
    if ((!changes(checking, at_least) && !changes(checking, fraction)) ||
        !is_nothing(checking, at_least) || !is_nothing(checking, fraction))
        return OK;
    return error_set(checking->in->error, ERROR_WRONG, "terms",
                     "In the terms, %s: nobody would have to be there, and an empty room could "
                     "decide. Set 1 or more, or a part above nothing.",
                     terms_known[at_least].path);
}

static int check_majority(const struct checking *checking)
{
    if (!changes(checking, TERM_no_confidence_majority) ||
        !is_nothing(checking, TERM_no_confidence_majority))
        return OK;
    return error_set(checking->in->error, ERROR_WRONG, "terms",
                     "In the terms, no_confidence.majority: a vote would be carried though nobody "
                     "was for it. Set a part above nothing, such as 2/3.");
}

/* A full house: no seat vacant, nobody missing. Of the members, more can always join. */
static int check_quorum(const struct checking *checking)
{
    struct model *in = checking->in;
    struct committee steering = {0};
    struct committee_base base = {0};
    struct quorum_rule rule;
    struct str why;
    if (!changes(checking, TERM_quorum_at_least) && !changes(checking, TERM_quorum_fraction))
        return OK;
    int err = committee_by_key(in, checking->network, STR(COMMITTEE_STEERING), &steering);
    if (err == OK)
        err = committee_base(in, checking->network, steering.id, &base);
    if (err != OK)
        return err;
    int64_t bases[QUORUM_OVERS] = {
        [QUORUM_OVER_FILLED] = base.seats, [QUORUM_OVER_SEATS] = base.seats};
    quorum_of_terms(checking->terms, false, &rule);
    if (base.seats == 0 || quorum_is_possible(&rule, bases, base.seats, in->arena, &why))
        return OK;
    return error_set(
        in->error, ERROR_WRONG, "terms",
        "In the terms, quorum.at_least: the steering group has %lld seat%s in all, so "
        "%lld can never be there. Set %lld or fewer, or add seats first with role.define.",
        (long long)base.seats, base.seats == 1 ? "" : "s",
        (long long)number_of(checking, TERM_quorum_at_least), (long long)base.seats);
}

/* Each is a role of the network that somebody can hold. */
static int check_roles(const struct checking *checking, int term)
{
    struct model *in = checking->in;
    struct str roles[TERM_ITEMS];
    size_t count = term_items(checking->terms->value[term], roles, TERM_ITEMS);
    for (size_t i = 0; changes(checking, term) && i < count; i++) {
        struct role role = {0};
        int err = role_by_key(in, checking->network, roles[i], &role);
        if (err != OK && err != ERROR_MISSING)
            return err;
        if (err == ERROR_MISSING || role.closed)
            return error_set(in->error, ERROR_WRONG, "terms",
                             "In the terms, %s: no role here has the key \"%.*s\", so nobody could "
                             "ever hold it. role.list shows the keys; role.define makes a role.",
                             terms_known[term].path, STR_ARGS(roles[i]));
    }
    return OK;
}

/* A weekend is a Saturday and the Sunday after it. */
static int check_weekends(const struct checking *checking)
{
    int64_t days = number_of(checking, TERM_vacancy_voting_days);
    int64_t weekends = number_of(checking, TERM_vacancy_voting_weekends);
    int64_t least = weekends == 0 ? 0 : 7 * (weekends - 1) + 2;
    if (days >= least)
        return OK;
    return error_set(checking->in->error, ERROR_WRONG, "terms",
                     "In the terms, vacancy.voting_weekends: %lld day%s can never take in %lld "
                     "weekend%s. Set vacancy.voting_days to %lld or more, or ask for fewer "
                     "weekends.",
                     (long long)days, days == 1 ? "" : "s", (long long)weekends,
                     weekends == 1 ? "" : "s", (long long)least);
}

/* With `ask`, since both can put a change to a vote. */
static bool changes_amendment(const struct checking *checking)
{
    return changes(checking, TERM_amend_by) || changes(checking, TERM_amend_majority) ||
           changes(checking, TERM_amend_quorum) || changes(checking, TERM_ask);
}

int charter_check(struct model *in, int64_t network, const struct terms *before,
                  const struct terms *terms)
{
    struct checking checking = {in, network, before, terms};
    int err = check_quorum(&checking);
    if (err == OK)
        err = check_somebody(&checking, TERM_quorum_at_least, TERM_quorum_fraction);
    if (err == OK)
        err = check_somebody(&checking, TERM_general_at_least, TERM_general_fraction);
    if (err == OK)
        err = check_majority(&checking);
    if (err == OK)
        err = check_roles(&checking, TERM_general_present);
    if (err == OK)
        err = check_roles(&checking, TERM_amend_signed_by);
    if (err == OK && changes_amendment(&checking))
        err = amendment_check(in, network, terms);
    if (err == OK && (changes(&checking, TERM_vacancy_voting_days) ||
                      changes(&checking, TERM_vacancy_voting_weekends)))
        err = check_weekends(&checking);
    return err;
}
