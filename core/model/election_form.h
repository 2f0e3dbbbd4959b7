/* The paper of one election, and its filled-in papers line by line: what the files of its result
 * share. */
#ifndef MODEL_ELECTION_FORM_H
#define MODEL_ELECTION_FORM_H

#include "model/election_result.h"

/* The options of one election, as a count wants them. */
struct paper_form {
    struct model *in;
    struct election_option options[ELECTION_OPTIONS_MOST];
    bool withdrawn[ELECTION_OPTIONS_MOST];
    size_t count;
};

int paper_form_read(struct model *in, int64_t election, struct paper_form *form);
/* The lines of `text` as a count wants them; papers_done follows in any case. */
int paper_form_fill(const struct paper_form *form, const struct election *election, struct str text,
                    struct papers *papers);
/* What they come to. */
int paper_form_decide(const struct paper_form *form, const struct election *election,
                      struct str text, struct election_decision *ret_decision);
/* All who stand are elected; "nobody" if none does. */
void paper_form_unopposed(const struct paper_form *form, struct election_decision *ret_decision);

/* The next line of such a text; false at its end. */
bool paper_line_next(struct str *rest, struct str *ret_line);
struct str paper_line_choices(struct str line); /* "2 1=3" of "RECEIPT 2 1=3" */

#endif
