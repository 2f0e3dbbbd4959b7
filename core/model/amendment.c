/* How a charter is changed: what the terms in force ask of a draft besides its signatures. */
#include "model/amendment.h"

#include "model/charter.h"
#include "model/committee.h"
#include "model/office.h"

static const struct voters {
    const char *by, *voters, *words;
    enum quorum_over quorum_over;
    enum majority_over majority_over;
} kinds[] = {
    {"steering_group", "committee", "the steering group", QUORUM_OVER_SEATS, MAJORITY_OVER_SEATS},
    {"members", "members", "all members", QUORUM_OVER_MEMBERS, MAJORITY_OVER_MEMBERS},
    {"members_without_allies", "members_without_allies", "the members without the allies",
     QUORUM_OVER_KIND, MAJORITY_OVER_KIND},
};

static const struct voters *voters_find(struct str by)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_is(by, kinds[i].by))
            return &kinds[i];
    return NULL;
}

/* What is wrong with one term, whoever found it. */
static int wrong_term(struct error *error, struct arena *arena, const char *term, struct str why)
{
    struct str copy = arena_str(arena, why);
    return error_set(error, ERROR_WRONG, "terms", "In the terms, %s: %.*s", term, STR_ARGS(copy));
}

static bool asks_to_sign(const struct terms *terms)
{
    struct str asked[TERM_ITEMS];
    size_t count = term_items(terms->value[TERM_ask], asked, TERM_ITEMS);
    for (size_t i = 0; i < count; i++)
        if (str_is(asked[i], "charter.sign"))
            return true;
    return false;
}

int amendment_of_terms(const struct terms *terms, struct arena *arena,
                       struct amendment *ret_amendment, struct error *error)
{
    const struct voters *voters = voters_find(terms->value[TERM_amend_by]);
    struct quorum_rule quorum;
    *ret_amendment = (struct amendment){.quorum = terms->value[TERM_amend_quorum],
                                        .is_asked = asks_to_sign(terms)};
    if (majority_parse(terms->value[TERM_amend_majority], arena, &ret_amendment->majority, error) !=
        OK)
        return wrong_term(error, arena, "amend.majority", str_of(error->message));
    if (ret_amendment->quorum.len > 0 &&
        quorum_parse(ret_amendment->quorum, arena, &quorum, error) != OK)
        return wrong_term(error, arena, "amend.quorum", str_of(error->message));
    ret_amendment->is_voted = voters != NULL;
    if (voters != NULL)
        ret_amendment->voters = str_of(voters->voters);
    return OK;
}

int amendment_in_force(struct model *in, int64_t network, struct amendment *ret_amendment)
{
    struct charter charter;
    struct terms terms;
    int err = charter_read(in, network, &charter);
    struct json *json = err == OK ? json_parse(charter.terms, in->error) : NULL;
    if (err == OK && json == NULL)
        return in->error->code;
    if (err != OK)
        return err;
    terms_from_json(json, in->arena, &terms);
    json_free(json);
    err = amendment_of_terms(&terms, in->arena, ret_amendment, in->error);
    ret_amendment->charter = charter.version;
    return err;
}

/* ---- in words ---- */

static const char *voters_words(const struct amendment *amendment)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_is(amendment->voters, kinds[i].voters))
            return kinds[i].words;
    return "";
}

struct str amendment_words(const struct amendment *amendment, struct arena *arena)
{
    const char *quorum = "";
    if (!amendment->is_voted)
        return amendment->is_asked ? STR("the signatures, and the members' consent to each of them")
                                   : STR("the signatures alone");
    if (amendment->quorum.len > 0)
        quorum = arena_print(arena, " (quorum of the vote: %.*s)", STR_ARGS(amendment->quorum));
    return str_of(arena_print(arena, "%.*s in a vote of %s%s, besides the signatures",
                              STR_ARGS(majority_words(&amendment->majority, arena)),
                              voters_words(amendment), quorum));
}

struct str amendment_sentence(const struct amendment *amendment, struct arena *arena)
{
    return str_of(arena_print(arena,
                              "This change needs %.*s: section `amend` of the charter in force, "
                              "version %lld, says so.",
                              STR_ARGS(amendment_words(amendment, arena)),
                              (long long)amendment->charter));
}

/* ---- could it ever be met? ---- */

/* A part of seats is asked of those who have one, a part of members of members. */
static int majority_check(struct model *in, const struct voters *voters,
                          const struct majority_rule *rule)
{
    if (rule->over == MAJORITY_OVER_VOTES || rule->over == MAJORITY_OVER_ENTITLED ||
        rule->over == voters->majority_over)
        return OK;
    return wrong_term(in->error, in->arena, "amend.majority",
                      str_of(arena_print(in->arena,
                                         "%s vote, so the part must be of the votes or of all who "
                                         "may vote.",
                                         voters->words)));
}

static int roles_check(struct model *in, int64_t network, const struct quorum_rule *rule)
{
    for (size_t i = 0; i < rule->role_count; i++) {
        struct role role = {0};
        int err = role_by_key(in, network, rule->roles[i], &role);
        if (err != OK && err != ERROR_MISSING)
            return err;
        if (err == ERROR_MISSING || role.closed)
            return wrong_term(in->error, in->arena, "amend.quorum",
                              str_of(arena_print(in->arena,
                                                 "no role here has the key \"%.*s\", so nobody "
                                                 "could ever hold it. role.list shows the keys.",
                                                 STR_ARGS(rule->roles[i]))));
    }
    return OK;
}

static bool is_of_voters(const struct voters *voters, enum quorum_over over)
{
    bool is_committee = voters->quorum_over == QUORUM_OVER_SEATS;
    return over == voters->quorum_over || (is_committee && over == QUORUM_OVER_FILLED);
}

/* A full house: no seat vacant. Of the members, more can always join. */
static int quorum_check(struct model *in, int64_t network, const struct voters *voters,
                        const struct quorum_rule *rule)
{
    struct committee steering = {0};
    struct committee_base base = {0};
    struct str why;
    for (size_t i = 0; i < rule->part_count; i++)
        if (rule->parts[i].denominator != 0 && !is_of_voters(voters, rule->parts[i].over))
            return wrong_term(in->error, in->arena, "amend.quorum",
                              str_of(arena_print(in->arena,
                                                 "%s vote, so the quorum must be a part of them, "
                                                 "or a number.",
                                                 voters->words)));
    int err = roles_check(in, network, rule);
    if (err != OK || voters->quorum_over != QUORUM_OVER_SEATS)
        return err;
    err = committee_by_key(in, network, STR(COMMITTEE_STEERING), &steering);
    if (err == OK)
        err = committee_base(in, network, steering.id, &base);
    int64_t bases[QUORUM_OVERS] = {
        [QUORUM_OVER_FILLED] = base.seats, [QUORUM_OVER_SEATS] = base.seats};
    if (err != OK || base.seats == 0 ||
        quorum_is_possible(rule, bases, base.seats, in->arena, &why))
        return err;
    return wrong_term(in->error, in->arena, "amend.quorum", why);
}

int amendment_check(struct model *in, int64_t network, const struct terms *terms)
{
    const struct voters *voters = voters_find(terms->value[TERM_amend_by]);
    struct amendment amendment;
    struct quorum_rule quorum;
    int err = amendment_of_terms(terms, in->arena, &amendment, in->error);
    if (err != OK || voters == NULL)
        return err;
    if (amendment.is_asked)
        return wrong_term(in->error, in->arena, "ask",
                          STR("charter.sign would put one change to two votes, since amend.by "
                              "names who votes on it. Leave one of them out."));
    err = majority_check(in, voters, &amendment.majority);
    if (err != OK || amendment.quorum.len == 0)
        return err;
    err = quorum_parse(amendment.quorum, in->arena, &quorum, in->error);
    return err != OK ? err : quorum_check(in, network, voters, &quorum);
}
