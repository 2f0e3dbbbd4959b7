/* Sight: the one place that answers what a viewer may see of a membership.
 *
 * An administrator is no member: the work of keeping Kith running needs nobody's belonging. */
#include "model/sight.h"

#include "model/membership.h"
#include "model/office.h"

static const bool allowed[][VIEWERS] = {
    /* self, member, lead, membership lead, outside, administrator */
    [VISIBILITY_VISIBLE] = {true, true, true, true, true, false},
    [VISIBILITY_MEMBERS] = {true, true, true, true, false, false},
    [VISIBILITY_LEADS] = {true, false, true, true, false, false},
    [VISIBILITY_CONCEALED] = {true, false, false, true, false, false},
};

enum visibility visibility_by_name(struct str name)
{
    if (str_is(name, "visible"))
        return VISIBILITY_VISIBLE;
    if (str_is(name, "members"))
        return VISIBILITY_MEMBERS;
    return str_is(name, "leads") ? VISIBILITY_LEADS : VISIBILITY_CONCEALED;
}

bool sight_allows(enum visibility visibility, enum viewer viewer)
{
    return allowed[visibility][viewer];
}

int sight_viewer(struct model *in, const struct actor *actor, int64_t network,
                 enum viewer *ret_viewer, int64_t *ret_handle)
{
    bool leads = false, knows = false;
    int err = OK;
    *ret_handle = 0;
    *ret_viewer = actor->kind == ACTOR_ADMINISTRATOR ? VIEWER_ADMINISTRATOR : VIEWER_OUTSIDE;
    if (actor->kind == ACTOR_PERSON && actor->person != 0)
        err = membership_handle(in, network, actor->person, ret_handle);
    if (err != OK || *ret_handle == 0)
        return err;
    err = office_grants(in, network, *ret_handle, 0, &leads);
    if (err == OK && leads)
        err = office_grants(in, network, *ret_handle, GRANT_MEMBERS, &knows);
    *ret_viewer = knows ? VIEWER_MEMBERSHIP_LEAD : leads ? VIEWER_LEAD : VIEWER_MEMBER;
    return err;
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
    struct text text = {0};
    for (int viewer = VIEWER_MEMBER; viewer < VIEWERS; viewer++) {
        if (!allowed[visibility][viewer])
            continue;
        text_add(&text, text.len > 0 ? STR(", ") : STR(""));
        text_add(&text, str_of(viewer_words((enum viewer)viewer)));
    }
    struct str sentence =
        str_of(arena_print(arena, "These can see that you belong: %s. Nobody else can.", text.ptr));
    text_done(&text);
    return sentence;
}
