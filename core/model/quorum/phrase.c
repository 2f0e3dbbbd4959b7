/* A rule's line as words that are taken one after another. */
#include "model/quorum/phrase.h"

#include <string.h>

#include "model/quorum/fraction.h"

static bool is_apart(char c)
{
    return c == ',' || c == ';';
}

static bool is_gap(char c)
{
    return c == ' ' || c == '\t';
}

static struct str lower(struct str text, struct arena *arena)
{
    char *copy = arena_copy(arena, text);
    for (size_t i = 0; i < text.len; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z')
            copy[i] = (char)(copy[i] - 'A' + 'a');
    return (struct str){copy, text.len};
}

int phrase_split(struct str text, struct phrase *words)
{
    struct str line = lower(text, words->arena);
    for (size_t i = 0; i < line.len;) {
        size_t from = i;
        if (is_gap(line.ptr[i])) {
            i++;
            continue;
        }
        if (is_apart(line.ptr[i]))
            i++;
        else
            while (i < line.len && !is_gap(line.ptr[i]) && !is_apart(line.ptr[i]))
                i++;
        if (words->count == PHRASE_WORDS)
            return error_set(words->error, ERROR_WRONG, words->field,
                             "The rule is too long: say it in fewer words.");
        words->at[words->count++] = (struct str){line.ptr + from, i - from};
    }
    return OK;
}

struct str phrase_peek(const struct phrase *words)
{
    return words->next < words->count ? words->at[words->next] : (struct str){0};
}

struct str phrase_take(struct phrase *words)
{
    struct str word = phrase_peek(words);
    words->next += words->next < words->count;
    return word;
}

bool phrase_accept(struct phrase *words, const char *phrase)
{
    size_t at = words->next;
    while (*phrase != '\0') {
        size_t len = strcspn(phrase, " ");
        if (at == words->count || !str_equal(words->at[at], (struct str){phrase, len}))
            return false;
        at++;
        phrase += len + (phrase[len] == ' ');
    }
    words->next = at;
    return true;
}

int phrase_refuse(struct phrase *words, const char *expected)
{
    struct str word = str_head(phrase_peek(words), 60);
    if (word.len == 0)
        return error_set(words->error, ERROR_WRONG, words->field,
                         "The rule ends too soon: %s was expected. Write it as in %s.", expected,
                         words->example);
    return error_set(words->error, ERROR_WRONG, words->field,
                     "\"%.*s\" cannot be read: %s was expected. Write it as in %s.", STR_ARGS(word),
                     expected, words->example);
}

bool phrase_number(struct str word, int64_t *ret_number)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] < '0' || word.ptr[i] > '9')
            return false;
    return str_to_int(word, ret_number);
}

/* "2/3", "50%". */
static bool fraction_read(struct str word, int64_t *ret_numerator, int64_t *ret_denominator)
{
    const char *bar = word.len == 0 ? NULL : memchr(word.ptr, '/', word.len);
    if (bar != NULL) {
        size_t before = (size_t)(bar - word.ptr);
        return phrase_number((struct str){word.ptr, before}, ret_numerator) &&
               phrase_number((struct str){bar + 1, word.len - before - 1}, ret_denominator) &&
               *ret_denominator != 0;
    }
    *ret_denominator = 100;
    return word.len > 1 && word.ptr[word.len - 1] == '%' &&
           phrase_number((struct str){word.ptr, word.len - 1}, ret_numerator);
}

bool phrase_fraction(struct phrase *words, int64_t *ret_numerator, int64_t *ret_denominator)
{
    struct str one = phrase_peek(words);
    if (fraction_named(one, ret_numerator, ret_denominator) ||
        fraction_read(one, ret_numerator, ret_denominator)) {
        words->next++;
        return true;
    }
    if (words->next + 1 >= words->count)
        return false;
    struct str two = words->at[words->next + 1];
    struct str both = str_of(arena_print(words->arena, "%.*s %.*s", STR_ARGS(one), STR_ARGS(two)));
    if (!fraction_named(both, ret_numerator, ret_denominator))
        return false;
    words->next += 2;
    return true;
}
