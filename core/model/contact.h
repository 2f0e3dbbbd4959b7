/* Contacts: the addresses and numbers by which a person wants to be reached, sealed under their
 * key.
 *
 * An address counts once a code that was sent to it has come back. Several people may have the
 * same one (a ward's mailbox): so nobody learns, by adding it, that it is somebody else's. */
#ifndef MODEL_CONTACT_H
#define MODEL_CONTACT_H

#include "base/json.h"
#include "model/model.h"

enum {
    CONTACTS_MOST = 10, /* of one person */
    CODES_A_DAY = 10,   /* sent to one person's addresses */
    CODE_ATTEMPTS = 5,  /* then another code is needed */
    CODE_MINUTES = 60,  /* a code's life */
    CODE_LENGTH = 6,    /* digits */
};

struct contact {
    int64_t id, person;
    struct str kind;      /* "email", "phone" */
    struct str whose;     /* "personal", "work" */
    struct str address;   /* tidied: "ayo@example.org", "+447700900123" */
    int32_t verified_day; /* 0: not yet */
    bool preferred;       /* of those of its kind, the one to use */
    struct str code;      /* awaited; empty if none */
    int64_t code_until;   /* ms */
    int64_t code_left;    /* attempts */
};

/* Tidies the address and sets the id. WRONG: that is no address; CLASH: the person has it already;
 * LIMIT: they have too many. */
int contact_add(struct model *in, struct contact *contact);
int contact_read(struct model *in, int64_t id, struct contact *ret_contact); /* MISSING */
int contact_remove(struct model *in, int64_t id);
/* In the order in which they were added, as far as days tell. */
int contact_each(struct model *in, int64_t person,
                 int (*each)(void *self, const struct contact *contact), void *self);

/* A new code for this contact; earlier ones end. LIMIT: too many were sent today. */
int contact_code(struct model *in, struct contact *contact);
/* Is this the code that was sent? A wrong one costs an attempt, which stays lost: so this answers
 * OK, and says in `ret_contact` whether it is verified, and how many attempts are left. */
int contact_verify(struct model *in, int64_t id, struct str code, struct contact *ret_contact);
/* CLASH if it is not verified. */
int contact_prefer(struct model *in, int64_t id);

/* contact_unverified.c: forgets what was added before then and never verified, of the next `limit`
 * contacts that came to be so old; each is looked at once. `ret_more` if that was not all. */
int contact_drop_unverified(struct model *in, int64_t before_ms, int64_t limit, bool *ret_more);

/* The one person who has verified this address; 0 if nobody or several have. */
int contact_find(struct model *in, struct str kind, struct str address, int64_t *ret_person);
/* Where mail to this person goes: the verified address that they prefer, else the work address
 * their employer gave, else any that is verified; empty if there is none. */
int contact_mail_address(struct model *in, int64_t person, struct str *ret_address);

int contact_erase(struct model *in, int64_t person); /* and what waits to be sent there */
int contact_merge(struct model *in, int64_t from, int64_t into);
int contact_export(struct model *in, int64_t person, struct json_writer *writer);

/* contact_address.c: the tidy form; false if it is no address of that kind. */
bool contact_tidy(struct arena *arena, struct str kind, struct str address, struct str *ret_tidy);

#endif
