/* What comes out of an election: the papers, the outcome, and what of them may be shown.
 *
 * The papers are kept as one text, a line each, "RECEIPT CHOICES", in the random order in which the
 * box was tipped out. The outcome follows from papers, options and the order of the lot alone, so
 * that whoever has the published list comes to the same. */
#ifndef MODEL_ELECTION_RESULT_H
#define MODEL_ELECTION_RESULT_H

#include "model/ballot_box.h"
#include "model/count/count.h"

struct election_decision {
    const char *outcome;
    const char *why; /* without names */
    int64_t papers, blank;
    size_t elected[ELECTION_OPTIONS_MOST]; /* numbers of options, in the order of election */
    size_t elected_count;
    bool by_lot; /* a tie was broken by the lot */
};

/* What the tipped box of a closed vote comes to. Made by reading alone, so that it can be worked
 * out beside the loop; what it points to lives in the arena of the model it was made with. */
struct election_tally {
    bool is_void; /* nobody can open the boxes: the key is gone, or is another's */
    struct str papers, seed;
    struct election_decision decision;
    int64_t lots[ELECTION_OPTIONS_MOST]; /* by option: its place in the order of the lot */
    size_t options;
    bool is_shown, is_kept; /* the papers: for everybody; for two scrutineers */
    int64_t compared;       /* earlier results that they were compared with */
};

int election_tally(const struct ballot_box *box, const struct election *election,
                   struct election_tally *ret_tally);
/* Writes it down, once: the state is then "counted", or "void". BUSY if a result was published
 * meanwhile that the papers must be compared with, too: tally again. Where only the outcome is to
 * be shown, the papers are kept for two scrutineers, or not at all. */
int election_keep(struct model *in, struct election *election, const struct election_tally *tally);
/* Of one that opens with no more candidates than seats: the state is then "counted", too. */
int election_decide_unopposed(struct model *in, struct election *election);
/* The papers as one text; MISSING if none are kept. */
int election_papers_read(struct model *in, const struct election *election, struct str *ret_text);
/* The same as the count found, from the papers that are kept. */
int election_decide(struct model *in, const struct election *election, struct str papers,
                    struct election_decision *ret_decision);
/* Is it what was published: the same outcome, and the same elected, each in their place? */
int election_is_same(struct model *in, const struct election *election,
                     const struct election_decision *decision, bool *ret_same);
/* The papers in the BLT format, with receipts and names, for kith-count. */
int election_blt(struct model *in, const struct election *election, struct str papers,
                 struct str *ret_blt);
/* How many papers have this receipt, and what stands on the first of them. */
int64_t papers_with_receipt(struct str papers, struct str receipt, struct str *ret_choices);
int64_t papers_lines(struct str papers);

/* Would the difference between two lists of papers show how fewer than ELECTION_DIFFERENCE people
 * voted? The lists are of lines that are compared as they are. Pure. */
bool papers_differ_by_few(struct str before, struct str after);

#endif
