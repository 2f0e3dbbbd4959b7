/* The result of a count, printed: for programs as JSON, for people as a sheet. */
#ifndef CONTROL_RECOUNT_PRINT_H
#define CONTROL_RECOUNT_PRINT_H

#include <stdio.h>

#include "model/count/count.h"

/* {"method","seats","quota","valid","blank","rounds":[{"round","votes":{NAME:"123.00000"},
 * "non_transferable","quota","elected":[…],"excluded":[…],"surplus_of":"…"}],"elected":[…],
 * "ties":[{"round","between":[…],"rule":"earlier_round"|"lot","earlier","chosen","to"}]}; of
 * Schulze also "pairs" and "paths": {NAME:{NAME:"12"}}. Amounts are text with the method's
 * decimals; `quota` and `surplus_of` are null where there is none. */
void recount_print_json(const struct count_result *result, FILE *out);
/* Who is elected, and how ties were broken; `whole`: every round as a table, transfers named. */
void recount_print_sheet(const struct count_result *result, bool whole, FILE *out);

#endif
