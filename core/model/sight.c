/* Sight: the one place that answers what a viewer may see of a membership.
 *
 * An administrator is no member: the work of keeping Kith running needs nobody's belonging. Nor is
 * the membership lead inside a confidential space: who is, only the system knows. */
#include "model/sight.h"

#include "model/belonging.h"
#include "model/membership.h"
#include "model/office.h"

static const bool allowed[][VIEWERS] = {
    /* self, member, lead, membership lead, outside, administrator */
    [VISIBILITY_VISIBLE] = {true, true, true, true, true, false},
    [VISIBILITY_MEMBERS] = {true, true, true, true, false, false},
    [VISIBILITY_LEADS] = {true, false, true, true, false, false},
    [VISIBILITY_CONCEALED] = {true, false, false, true, false, false},
};

/* Whom a door lets see those behind it, as far as they can be seen in the network. */
static const bool let_through[DOORS][VIEWERS] = {
    [DOOR_NETWORK] = {true, true, true, true, true, false},
    [DOOR_OPEN] = {true, true, true, true, true, false},
    [DOOR_CLOSED] = {true, true, true, true, false, false},
    [DOOR_CONFIDENTIAL] = {true, false, false, false, false, false},
};

enum visibility visibility_by_name(struct str name)
{
    if (str_is(name, "visible"))
        return VISIBILITY_VISIBLE;
    if (str_is(name, "members"))
        return VISIBILITY_MEMBERS;
    return str_is(name, "leads") ? VISIBILITY_LEADS : VISIBILITY_CONCEALED;
}

enum door door_by_name(struct str name)
{
    if (str_is(name, "open"))
        return DOOR_OPEN;
    return str_is(name, "closed") ? DOOR_CLOSED : DOOR_CONFIDENTIAL;
}

bool sight_allows(enum visibility visibility, enum viewer viewer)
{
    return sight_allows_in(DOOR_NETWORK, visibility, viewer);
}

bool sight_allows_in(enum door door, enum visibility visibility, enum viewer viewer)
{
    return allowed[visibility][viewer] && let_through[door][viewer];
}

bool sight_shows_space(enum door door, enum viewer viewer)
{
    return door == DOOR_OPEN || (viewer != VIEWER_OUTSIDE && viewer != VIEWER_ADMINISTRATOR);
}

const char *viewer_words(enum viewer viewer)
{
    static const char *const words[VIEWERS] = {
        [VIEWER_SELF] = "you",
        [VIEWER_MEMBER] = "other members of this network",
        [VIEWER_LEAD] = "this network's leads",
        [VIEWER_MEMBERSHIP_LEAD] = "its membership lead",
        [VIEWER_OUTSIDE] = "colleagues outside this network",
        [VIEWER_ADMINISTRATOR] = "the administrators of Kith",
    };
    return words[viewer];
}

struct str sight_sentence(struct arena *arena, enum visibility visibility)
{
    return sight_sentence_in(arena, DOOR_NETWORK, visibility);
}

struct str sight_sentence_in(struct arena *arena, enum door door, enum visibility visibility)
{
    struct text text = {0};
    const char *what = door == DOOR_NETWORK ? "belong" : "are in this space";
    for (int viewer = VIEWER_MEMBER; viewer < VIEWERS; viewer++) {
        if (!sight_allows_in(door, visibility, (enum viewer)viewer))
            continue;
        text_add(&text, text.len > 0 ? STR(", ") : STR(""));
        text_add(&text, str_of(viewer_words((enum viewer)viewer)));
    }
    const char *sentence =
        text.len > 0
            ? arena_print(arena, "These can see that you %s: %s. Nobody else can.", what, text.ptr)
            : arena_print(arena, "Nobody can see that you %s, or how many are.", what);
    text_done(&text);
    return str_of(sentence);
}

/* ---- who an actor is ---- */

/* Somebody who acts for themself: what they belong to may play a part. */
static bool is_oneself(const struct actor *actor)
{
    return actor->kind == ACTOR_PERSON && actor->person != 0 && !actor->is_blind;
}

int sight_own_handle(struct model *in, const struct actor *actor, int64_t network,
                     int64_t *ret_handle)
{
    *ret_handle = 0;
    if (!is_oneself(actor) || network == 0)
        return OK;
    return membership_current(in, network, actor->person, ret_handle);
}

int sight_is_paused(struct model *in, const struct actor *actor, int64_t network, bool *ret_is)
{
    int64_t own = 0, any = 0;
    *ret_is = false;
    if (!is_oneself(actor) || network == 0)
        return OK;
    int err = sight_own_handle(in, actor, network, &own);
    if (err == OK)
        err = belonging_handle(in, network, actor->person, &any);
    *ret_is = err == OK && own == 0 && any != 0;
    return err;
}

int sight_viewer(struct model *in, const struct actor *actor, int64_t network,
                 enum viewer *ret_viewer, int64_t *ret_own_handle)
{
    bool is_lead = false, sees_members = false;
    int err = sight_own_handle(in, actor, network, ret_own_handle);
    *ret_viewer = VIEWER_ADMINISTRATOR;
    if (err != OK || actor->kind != ACTOR_PERSON || actor->is_blind)
        return err;
    *ret_viewer = VIEWER_OUTSIDE;
    if (*ret_own_handle == 0)
        return OK;
    err = office_grants(in, network, *ret_own_handle, 0, &is_lead);
    if (err == OK && is_lead)
        err = office_grants(in, network, *ret_own_handle, GRANT_MEMBERS, &sees_members);
    *ret_viewer = sees_members ? VIEWER_MEMBERSHIP_LEAD : is_lead ? VIEWER_LEAD : VIEWER_MEMBER;
    return err;
}
