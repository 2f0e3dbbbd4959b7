/* Words that somebody said or wrote: sealed, and bound to the row in which they lie. */
#include "model/sealed_words.h"

static struct str tag_of(struct model *in, const char *what, int64_t id)
{
    return str_of(arena_print(in->arena, "%s/%lld", what, (long long)id));
}

struct str words_seal(struct model *in, const char *what, int64_t id, struct str words)
{
    return secret_seal(in->keys->use[SECRET_WORDS], tag_of(in, what, id), words, in->arena);
}

int words_open(struct model *in, const char *what, int64_t id, struct str sealed,
               struct str *ret_words)
{
    *ret_words = (struct str){0};
    if (sealed.len == 0)
        return OK;
    if (secret_open(in->keys->use[SECRET_WORDS], tag_of(in, what, id), sealed, in->arena,
                    ret_words) != OK)
        return error_set(in->error, ERROR_BROKEN, NULL, "What somebody wrote cannot be opened.");
    return OK;
}
