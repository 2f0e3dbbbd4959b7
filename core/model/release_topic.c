/* May numbers of two topics be shown of the same network, so that nothing can be subtracted? */
#include "model/release.h"

/* Takes the next part of "a;b;c"; false at the end. */
static bool next_part(struct str *text, struct str *ret_part)
{
    size_t end = 0;

    if (text->len == 0) {
        return false;
    }
    while (end < text->len && text->ptr[end] != ';') {
        end++;
    }
    *ret_part = (struct str){text->ptr, end};
    end += end < text->len;
    *text = (struct str){text->ptr + end, text->len - end};
    return true;
}

/* Is this trait among these, with another value than here? */
static bool differs(struct str part, struct str traits)
{
    struct str other;
    size_t name = 0;

    while (name < part.len && part.ptr[name] != '=') {
        name++;
    }
    while (next_part(&traits, &other)) {
        bool same_name = other.len > name && other.ptr[name] == '=' &&
                         str_equal((struct str){part.ptr, name}, (struct str){other.ptr, name});
        if (same_name && !str_equal(part, other)) {
            return true;
        }
    }
    return false;
}

static bool is_disjoint(struct str population, struct str other)
{
    struct str part;

    while (next_part(&population, &part)) {
        if (differs(part, other)) {
            return true;
        }
    }
    return false;
}

static bool has_part(struct str text, struct str wanted)
{
    struct str part;

    while (next_part(&text, &part)) {
        if (str_equal(part, wanted)) {
            return true;
        }
    }
    return false;
}

enum release_relation release_compare(const struct release_topic *one,
                                      const struct release_topic *other)
{
    struct str by = one->by;
    struct str part;

    if (is_disjoint(one->population, other->population)) {
        return RELEASE_INDEPENDENT;
    }
    if (!str_equal(one->population, other->population)) {
        return RELEASE_OVERLAPS;
    }
    if (str_equal(one->by, other->by)) {
        return RELEASE_SAME;
    }
    while (next_part(&by, &part)) {
        if (has_part(other->by, part)) {
            return RELEASE_OVERLAPS;
        }
    }
    return RELEASE_INDEPENDENT;
}
