/* Keys and what is done with them (libsodium).
 *
 * Sealed bytes: 24 of nonce, the ciphertext, 16 of tag (XChaCha20-Poly1305, libsodium's
 * `crypto_aead_xchacha20poly1305_ietf`). Hashes are BLAKE2b of 32 bytes (RFC 7693). */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/arena.h"
#include "base/error.h"

enum {
    SECRET_KEY_SIZE = 32,
    SECRET_HASH_SIZE = 32,
    SECRET_SEAL_OVERHEAD = 40,
};

/* One key for each use, so that no two uses can be confused. Numbers are part of the format. */
enum secret_use {
    SECRET_JOURNAL = 1, /* journal bodies */
    SECRET_LINK,        /* person ↔ handle: keyed hashes */
    SECRET_LINK_SEAL,   /* person ↔ handle: the sealed link */
    SECRET_PERSON,      /* wraps the data key of each person */
    SECRET_EFFECT,      /* effect payloads */
    SECRET_RETRY,       /* idempotency keys */
    SECRET_PLUGIN,      /* what plugins seal */
    SECRET_TOKEN,       /* access tokens */
    SECRET_JOB,         /* staged files and arguments of jobs */
    SECRET_RELEASE,     /* counts that were released, small ones with them */
    SECRET_TASK,        /* what a task says */
    SECRET_GLASS,       /* who asked to look at whose memberships, and why */
    SECRET_RECORD,      /* what is held about a person: keyed hashes of it */
    SECRET_ERASED,      /* who was erased: keyed hashes */
    SECRET_WAY_BACK,    /* one-click answers in mails: which membership they are for */
    SECRET_WORDS,       /* what is said and written at meetings: minutes, actions, replies */
    SECRET_NUMBER,      /* the numbers under which a network's entries are shown */
    SECRET_USES
};

struct keyring {
    unsigned char use[SECRET_USES][SECRET_KEY_SIZE]; /* in locked memory */
    unsigned char name[8]; /* tells keys apart; stored in the database to catch a mix-up */
};

/* Opens the master key: $CREDENTIALS_DIRECTORY/kith.key if there, else DIR/secret/master.key,
 * which is made (mode 0600, directory 0700) if `create` and the state holds no database. The
 * file holds 32 bytes, or the text of an export. NULL on error. */
struct keyring *keyring_open(const char *state_dir, bool create, struct error *error);
struct keyring *keyring_from(const unsigned char master[SECRET_KEY_SIZE]); /* tests, fuzzers */
void keyring_close(struct keyring *keyring);                               /* wipes; takes NULL */
/* Copies the master key as text (64 hex digits and a check line) to a new file, mode 0600. */
int keyring_export(const char *state_dir, const char *path, struct error *error);

/* `tag` binds the sealed bytes to where they are kept ("journal/7/12"): open needs the same. */
struct str secret_seal(const unsigned char key[SECRET_KEY_SIZE], struct str tag, struct str plain,
                       struct arena *arena);
int secret_open(const unsigned char key[SECRET_KEY_SIZE], struct str tag, struct str sealed,
                struct arena *arena, struct str *ret_plain); /* ERROR_BROKEN if altered */

struct secret_hash {
    unsigned char bytes[SECRET_HASH_SIZE];
};
/* Hash of several parts, each preceded by its length, so that no two lists of parts collide. */
struct secret_hash secret_hash(const struct str *parts, size_t count);
struct secret_hash secret_mac(const unsigned char key[SECRET_KEY_SIZE], const struct str *parts,
                              size_t count);
/* The plain BLAKE2b-256 of bytes that come in pieces (what `b2sum -l 256` prints); no lengths. */
struct secret_hasher {
    _Alignas(64) unsigned char state[384];
};
void secret_hasher_start(struct secret_hasher *hasher);
void secret_hasher_add(struct secret_hasher *hasher, struct str piece);
struct secret_hash secret_hasher_end(struct secret_hasher *hasher);
/* A random order of the numbers below `count`: each as likely as any other. */
void secret_shuffle(size_t *out, size_t count);
bool secret_equal(struct str one, struct str other); /* in constant time */
void secret_random(void *out, size_t size);
void secret_wipe(void *at, size_t size);
void *secret_take(size_t size);     /* locked memory, of zeros; ends the process if there is none */
void secret_give_back(void *taken); /* wipes; takes NULL */
void secret_start(void);            /* sodium_init; ends the process if it fails */

#endif
