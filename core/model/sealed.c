/* Texts that are sealed together, as one blob of a row. */
#include "model/sealed.h"

#include <string.h>

static struct str tag_of(struct model *in, const char *what, int64_t id)
{
    return str_of(arena_print(in->arena, "%s/%lld", what, (long long)id));
}

struct str sealed_texts(struct model *in, const char *what, int64_t id, const struct str *texts,
                        size_t count)
{
    size_t size = 0, at = 0;
    for (size_t i = 0; i < count; i++)
        size += sizeof(uint64_t) + texts[i].len;
    char *plain = arena_take(in->arena, size + 1);
    for (size_t i = 0; i < count; i++) {
        uint64_t len = texts[i].len;
        memcpy(plain + at, &len, sizeof len);
        at += sizeof len;
        if (len > 0)
            memcpy(plain + at, texts[i].ptr, len);
        at += len;
    }
    return secret_seal(in->keys->use[SECRET_LINK_SEAL], tag_of(in, what, id),
                       (struct str){plain, size}, in->arena);
}

int sealed_open(struct model *in, const char *what, int64_t id, struct str sealed,
                struct str *ret_texts, size_t count)
{
    struct str plain;
    size_t at = 0;
    bool fits = secret_open(in->keys->use[SECRET_LINK_SEAL], tag_of(in, what, id), sealed,
                            in->arena, &plain) == OK;
    for (size_t i = 0; i < count && fits; i++) {
        uint64_t len = 0;
        fits = plain.len - at >= sizeof len;
        if (fits)
            memcpy(&len, plain.ptr + at, sizeof len);
        at += sizeof len;
        fits = fits && plain.len - at >= len;
        if (fits)
            ret_texts[i] = (struct str){plain.ptr + at, len};
        at += len;
    }
    return fits ? OK : error_set(in->error, ERROR_BROKEN, NULL, "What was said cannot be opened.");
}

struct str sealed_words(struct model *in, const char *what, int64_t id, int64_t handle,
                        struct str text)
{
    const struct str texts[] = {{(const char *)&handle, sizeof handle}, text};
    return sealed_texts(in, what, id, texts, 2);
}

int sealed_words_open(struct model *in, const char *what, int64_t id, struct str sealed,
                      int64_t *ret_handle, struct str *ret_text)
{
    struct str texts[2] = {0};
    int err = sealed_open(in, what, id, sealed, texts, 2);
    if (err == OK && texts[0].len != sizeof *ret_handle)
        return error_set(in->error, ERROR_BROKEN, NULL, "What was said cannot be opened.");
    if (err == OK) {
        memcpy(ret_handle, texts[0].ptr, sizeof *ret_handle);
        *ret_text = texts[1];
    }
    return err;
}
