/* The strict reading of JSON that runs before a tree is built: for base/json.c only. */
#ifndef BASE_JSON_CHECK_H
#define BASE_JSON_CHECK_H

#include "base/error.h"
#include "base/text.h"

enum { JSON_LEVELS = 32 };
#define JSON_INT_MOST ((int64_t)9007199254740991) /* 2^53 - 1 */

/* 0, or WRONG with the byte (the first is 1) and the reason. Duplicate names are not seen. */
int json_check(struct str text, struct error *error);

#endif
