/* All that is held about a person besides their own row: a line a noun. */
#include "model/person_parts.h"

#include "model/preference.h"

static const struct person_part parts[] = {
    {"preferences", preference_erase, preference_merge, preference_export},
};

enum { PARTS = sizeof parts / sizeof *parts };

int person_parts_erase(struct model *in, int64_t person)
{
    int err = OK;
    for (size_t i = 0; i < PARTS && err == OK; i++)
        err = parts[i].erase(in, person);
    return err;
}

int person_parts_merge(struct model *in, int64_t from, int64_t into)
{
    int err = OK;
    for (size_t i = 0; i < PARTS && err == OK; i++)
        err = parts[i].merge(in, from, into);
    return err;
}

int person_parts_export(struct model *in, int64_t person, struct json_writer *writer)
{
    int err = OK;
    for (size_t i = 0; i < PARTS && err == OK; i++) {
        json_key(writer, parts[i].name);
        err = parts[i].show(in, person, writer);
    }
    return err;
}
