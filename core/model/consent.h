/* Consents: for which purposes a person has agreed that what they share is used, since when, to
 * which wording, and until when. All of it is kept: that they agreed, and that they withdrew. */
#ifndef MODEL_CONSENT_H
#define MODEL_CONSENT_H

#include "base/json.h"
#include "model/model.h"

/* One purpose: what agreeing allows, in one sentence. A wording that changes gets a new version;
 * what was agreed to before stands as it was, and is asked again. */
struct purpose {
    const char *name; /* "statistics" */
    int32_t version;
    const char *wording;
};

#define CONSENT_STATISTICS "statistics"
#define CONSENT_PURPOSES   "statistics|stories|photographs" /* the limits of a field */

/* The newest wording of each, in their order; NULL at the end. */
const struct purpose *consent_purpose(size_t i);
/* A wording by name and version, old ones too; NULL if there is none. */
const struct purpose *consent_wording(struct str name, int32_t version);

struct consent {
    struct str purpose;
    int32_t version;
    int32_t given_day;
    int32_t withdrawn_day; /* 0 while it stands */
};

/* To the newest wording. OK again if that stands already. */
int consent_give(struct model *in, int64_t person, struct str purpose);
/* OK, too, if there was none. Withdrawing `statistics` clears the characteristics. */
int consent_withdraw(struct model *in, int64_t person, struct str purpose);
/* Does one stand, whatever its wording? */
int consent_stands(struct model *in, int64_t person, struct str purpose, bool *ret_stands);
/* Oldest first. */
int consent_each(struct model *in, int64_t person,
                 int (*each)(void *self, const struct consent *consent), void *self);

int consent_erase(struct model *in, int64_t person);
/* A purpose that `into` has ever decided stays as they decided. */
int consent_merge(struct model *in, int64_t from, int64_t into);
int consent_export(struct model *in, int64_t person, struct json_writer *writer);

#endif
