/* Names, folded so that they can be compared, and made into keys. */
#include "base/name.h"

#include <ctype.h>

enum { WORD_MOST = 40 };

struct str name_key(struct arena *arena, struct str name)
{
    char *key = arena_take(arena, name.len + 1);
    size_t len = 0;
    name = str_trim(name);
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool space = c < 0x80 && isspace(c);
        if (space && len > 0 && key[len - 1] == ' ')
            continue;
        key[len++] = space ? ' ' : (char)(c < 0x80 ? tolower(c) : c);
    }
    return (struct str){key, len};
}

struct str name_word(struct arena *arena, struct str name, const char *otherwise)
{
    char *word = arena_take(arena, WORD_MOST + 1);
    size_t len = 0;
    for (size_t i = 0; i < name.len && len < WORD_MOST; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (c < 0x80 && isalnum(c))
            word[len++] = (char)tolower(c);
        else if (len > 0 && word[len - 1] != '_')
            word[len++] = '_';
    }
    while (len > 0 && word[len - 1] == '_')
        len--;
    return len > 0 ? (struct str){word, len} : str_of(otherwise);
}
