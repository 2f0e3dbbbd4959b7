/* Sight: the one place that answers what a viewer may see of a membership.
 *
 * An administrator is no member: the work of keeping Kith running needs nobody's belonging. */
#include "model/sight.h"

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
