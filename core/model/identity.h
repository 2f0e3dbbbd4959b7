/* Identities: who a person is to other systems - a provider's subject, a number in a staff feed.
 * A subject belongs to one person; whose, is told to nobody who asks. */
#ifndef MODEL_IDENTITY_H
#define MODEL_IDENTITY_H

#include "base/json.h"
#include "model/model.h"

struct identity {
    int64_t id, person;
    struct str provider; /* "nhs", "hr": in lower case */
    struct str subject;  /* as the provider has it, case and all */
    int32_t day;         /* when it was linked */
};

/* Sets id and day. OK again for one that this person has; CLASH if it is somebody else's. */
int identity_link(struct model *in, struct identity *identity);
int identity_read(struct model *in, int64_t id, struct identity *ret_identity); /* MISSING */
int identity_unlink(struct model *in, int64_t id);
int identity_each(struct model *in, int64_t person,
                  int (*each)(void *self, const struct identity *identity), void *self);
/* Whose is it? 0 if nobody's. For doors and feeds that have proved the subject. */
int identity_find(struct model *in, struct str provider, struct str subject, int64_t *ret_person);

/* May a provider be called so: lower case letters, digits, _ and -? */
bool identity_is_provider(struct str name);

int identity_erase(struct model *in, int64_t person);
int identity_merge(struct model *in, int64_t from, int64_t into);
int identity_export(struct model *in, int64_t person, struct json_writer *writer);

#endif
