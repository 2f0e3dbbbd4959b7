/* Addresses in their tidy form, in which the same one is always written alike. */
#include <string.h>

#include "model/contact.h"

enum { LOCAL_MOST = 64, DIGITS_LEAST = 8, DIGITS_MOST = 15 };

/* Somebody@somewhere.tld: no more is known until a code has come back from it. In lower case: no
 * provider tells people apart by it. */
static bool email_tidy(struct arena *arena, struct str address, struct str *ret_tidy)
{
    char *tidy = arena_copy(arena, address);
    size_t at = 0, ats = 0, last_dot = 0;
    for (size_t i = 0; i < address.len; i++) {
        char c = tidy[i];
        if (c >= 'A' && c <= 'Z')
            tidy[i] = (char)(c - 'A' + 'a');
        if (c == '@') {
            at = i;
            ats++;
        }
        if (c == '.')
            last_dot = i;
        if ((unsigned char)c <= ' ' || strchr("<>()[]\\,;:\"", c) != NULL)
            return false;
    }
    bool parts = ats == 1 && at > 0 && at <= LOCAL_MOST && last_dot > at + 1;
    if (!parts || last_dot + 2 >= address.len || tidy[at + 1] == '.' || strstr(tidy, "..") != NULL)
        return false;
    *ret_tidy = (struct str){tidy, address.len};
    return true;
}

/* "+447700900123"; a number that begins with one 0 is taken as one of the United Kingdom. */
static bool phone_tidy(struct arena *arena, struct str address, struct str *ret_tidy)
{
    char *tidy = arena_take(arena, address.len + sizeof "+44");
    bool is_whole = str_starts(address, "+") || str_starts(address, "00");
    size_t start = is_whole ? (address.ptr[0] == '+' ? 1 : 2) : 1, count = 1;
    if (!is_whole && !str_starts(address, "0"))
        return false;
    tidy[0] = '+';
    if (!is_whole) {
        memcpy(tidy, "+44", 3);
        count = 3;
    }
    for (size_t i = start; i < address.len; i++) {
        char c = address.ptr[i];
        if (c >= '0' && c <= '9')
            tidy[count++] = c;
        else if (strchr(" -.()/", c) == NULL)
            return false;
    }
    *ret_tidy = (struct str){tidy, count};
    return count > DIGITS_LEAST && count <= DIGITS_MOST + 1;
}

bool contact_tidy(struct arena *arena, struct str kind, struct str address, struct str *ret_tidy)
{
    address = str_trim(address);
    if (address.len == 0 || !str_is_utf8(address) || str_has_control(address))
        return false;
    return str_is(kind, "email") ? email_tidy(arena, address, ret_tidy)
                                 : phone_tidy(arena, address, ret_tidy);
}
