/* Access tokens: what a person shows at a door that does not know them otherwise. */
#include "model/token.h"

enum { TOKEN_LENGTH = 32 };

static struct secret_hash hash_of(const struct model *in, struct str token)
{
    return secret_mac(in->keys->use[SECRET_TOKEN], &token, 1);
}

int token_end(struct model *in, int64_t person)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM token WHERE person = ?1");
    query_int(&query, person);
    return query_run(&query);
}

int token_make(struct model *in, int64_t person, struct str *ret_token)
{
    static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
    unsigned char random[TOKEN_LENGTH];
    char *token = arena_take(in->arena, TOKEN_LENGTH + 1);
    struct query query;
    int err = token_end(in, person);
    if (err != OK)
        return err;
    secret_random(random, sizeof random);
    for (size_t i = 0; i < TOKEN_LENGTH; i++)
        token[i] = letters[random[i] % 32];
    secret_wipe(random, sizeof random);
    *ret_token = (struct str){token, TOKEN_LENGTH};
    struct secret_hash hash = hash_of(in, *ret_token);
    query_open(&query, in->database, "INSERT INTO token (hash, person) VALUES (?1, ?2)");
    query_blob(&query, (struct str){(const char *)hash.bytes, sizeof hash.bytes});
    query_int(&query, person);
    return query_run(&query);
}

int token_find(struct model *in, struct str token, int64_t *ret_person)
{
    struct secret_hash hash = hash_of(in, token);
    struct query query;
    *ret_person = 0;
    query_open(&query, in->database, "SELECT person FROM token WHERE hash = ?1");
    query_blob(&query, (struct str){(const char *)hash.bytes, sizeof hash.bytes});
    return query_one(&query, ret_person);
}
