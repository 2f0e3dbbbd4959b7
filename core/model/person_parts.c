/* All that is held about a person besides their own row: a line a noun. */
#include "model/person_parts.h"

#include "model/access_need.h"
#include "model/candidate.h"
#include "model/characteristic.h"
#include "model/consent.h"
#include "model/contact.h"
#include "model/identity.h"
#include "model/preference.h"

static const struct person_part parts[] = {
    {"contacts", contact_erase, contact_merge, contact_export},
    {"identities", identity_erase, identity_merge, identity_export},
    {"preferences", preference_erase, preference_merge, preference_export},
    {"consents", consent_erase, consent_merge, consent_export},
    /* After the consents, without which none of them is kept. */
    {"characteristics", characteristic_erase, characteristic_merge, characteristic_export},
    {"access_needs", access_need_erase, access_need_merge, access_need_export},
    {"networks_asked_for", candidate_erase, candidate_merge, candidate_export},
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
