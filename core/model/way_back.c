/* The way back: a code in a mail, by which its reader confirms a membership with no signing in. */
#include "model/way_back.h"

#include <string.h>

enum {
    PLAIN_SIZE = 20,
    SEALED_SIZE = PLAIN_SIZE + SECRET_SEAL_OVERHEAD,
    CODE_LENGTH = SEALED_SIZE * 8 / 5
};

_Static_assert(SEALED_SIZE % 5 == 0, "no digit of a code is half filled");

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* Five bytes are eight digits. */
static void digits_from_bytes(const unsigned char *bytes, char *out)
{
    uint64_t number = 0;
    for (int i = 0; i < 5; i++)
        number = number << 8 | bytes[i];
    for (int i = 7; i >= 0; i--, number >>= 5)
        out[i] = digits[number & 31];
}

static bool bytes_from_digits(const char *text, unsigned char *out)
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++) {
        const char *digit = text[i] == '\0' ? NULL : strchr(digits, text[i]);
        if (digit == NULL)
            return false;
        number = number << 5 | (uint64_t)(digit - digits);
    }
    for (int i = 4; i >= 0; i--, number >>= 8)
        out[i] = (unsigned char)number;
    return true;
}

struct str way_back_print(struct model *in, const struct way_back *way)
{
    char plain[PLAIN_SIZE];
    memcpy(plain, &way->network, 8);
    memcpy(plain + 8, &way->handle, 8);
    memcpy(plain + 16, &way->asked_day, 4);
    struct str sealed = secret_seal(in->keys->use[SECRET_WAY_BACK], STR("way back"),
                                    (struct str){plain, sizeof plain}, in->arena);
    char *code = arena_take(in->arena, CODE_LENGTH + 1);
    for (size_t i = 0; i < SEALED_SIZE / 5; i++)
        digits_from_bytes((const unsigned char *)sealed.ptr + 5 * i, code + 8 * i);
    return (struct str){code, CODE_LENGTH};
}

int way_back_read(struct model *in, struct str code, struct way_back *ret_way)
{
    unsigned char sealed[SEALED_SIZE];
    struct str plain;
    bool whole = code.len == CODE_LENGTH;
    for (size_t i = 0; i < SEALED_SIZE / 5 && whole; i++)
        whole = bytes_from_digits(code.ptr + 8 * i, sealed + 5 * i);
    if (!whole ||
        secret_open(in->keys->use[SECRET_WAY_BACK], STR("way back"),
                    (struct str){(const char *)sealed, sizeof sealed}, in->arena, &plain) != OK)
        return error_set(in->error, ERROR_MISSING, "token",
                         "This code leads to no membership. Sign in to see your networks.");
    memcpy(&ret_way->network, plain.ptr, 8);
    memcpy(&ret_way->handle, plain.ptr + 8, 8);
    memcpy(&ret_way->asked_day, plain.ptr + 16, 4);
    return OK;
}
