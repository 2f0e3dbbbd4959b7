/* Elections in the BLT format, in which ballot papers are exchanged.
 *
 * The format (after Hill, Wichmann and Woodall's program of 1987, as OpenSTV, OpaVote and others
 * write it): candidates and seats; withdrawn candidates as negative numbers; a line for each kind
 * of paper (how many, the candidates' numbers in order, 0); a line 0; the names in quotation marks;
 * the title. Taken too: a byte order mark; # comments; "=" between candidates on one rank; "-" for
 * a rank left out; a name of the paper in round brackets instead of how many; [withdrawn 2 3] and
 * [tie 3 1 2], the order of a lot that was drawn before; names as real files have them
 * (blt_names.c). */
#ifndef MODEL_COUNT_BLT_H
#define MODEL_COUNT_BLT_H

#include "model/count/papers.h"

/* WRONG or LIMIT, naming the line and what should stand there. On success papers_done follows. */
int blt_read(struct str text, struct papers *ret_papers, struct error *error);

/* What stands behind the papers: the names, and a title; of which the first is on that line. */
int blt_read_names(struct str text, size_t line, struct papers *papers, struct error *error);

#endif
