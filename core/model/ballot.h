/* What a voter puts on a paper, and the receipt by which they find it again.
 *
 * A paper is a list of ranks, each with the numbers of one option or several ("2", "1=3"); an empty
 * one is blank. Packed, each has the same length, whatever stands on it. The receipt is made from a
 * secret that the voter's own side made up (the nonce), so that nobody can give two voters the same
 * receipt and show both the same paper. Pure functions. */
#ifndef MODEL_BALLOT_H
#define MODEL_BALLOT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/ident.h"
#include "model/count/papers.h"

enum {
    BALLOT_CHOICES = 100, /* options on a paper, at most */
    BALLOT_PACKED = 128,  /* bytes of a packed paper, whatever is on it */
    RECEIPT_LENGTH = 20,  /* digits of Crockford's base32: 100 bits */
    NONCE_LEAST = 16,
    NONCE_MOST = 64,
};

struct ballot {
    struct preference choices[BALLOT_CHOICES]; /* candidate: the option's number less 1 */
    size_t count;                              /* 0: a blank paper */
    char receipt[RECEIPT_LENGTH + 1];
};

struct ballot_rules {
    size_t options;
    const bool *withdrawn; /* by option */
    bool takes_ranks;      /* several options on one rank */
    size_t choices_most;   /* 1 for plurality, else as many as there are options */
};

/* Reads the ranks of a paper. WRONG names the field `choices`: an option that is not there, has
 * withdrawn or stands twice, or more than the method counts. */
int ballot_read(const struct str *ranks, size_t count, const struct ballot_rules *rules,
                struct ballot *ret_ballot, struct error *error);
struct str ballot_print(const struct ballot *ballot, struct arena *arena); /* "2 1=3" */
/* The choices of a printed paper. */
bool ballot_parse(struct str text, struct ballot *ret_ballot);
void ballot_receipt(int64_t election, struct str nonce, char out[RECEIPT_LENGTH + 1]);
struct str ballot_hex(const void *bytes, size_t size, struct arena *arena);
/* What `printf %s SEED | b2sum -l 256` says, so that anybody can look. */
struct str ballot_seed_hash(struct str seed, struct arena *arena);
void ballot_pack(const struct ballot *ballot, unsigned char out[BALLOT_PACKED]);
bool ballot_unpack(const unsigned char packed[BALLOT_PACKED], struct ballot *ret_ballot);

#endif
