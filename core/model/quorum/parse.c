/* A quorum's rule read from one line, as people write it. */
#include <string.h>

#include "model/quorum/fraction.h"
#include "model/quorum/why.h"

enum { WORDS_MOST = 120 };

#define EXAMPLE "\"greater of 3 and half of filled seats; with chair or deputy_chair\""

/* The words of the line, one after another; "," and ";" are words of their own. */
struct words {
    struct str at[WORDS_MOST];
    size_t count, next;
    struct arena *arena;
    struct error *error;
};

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

static int words_split(struct str text, struct words *words)
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
        if (words->count == WORDS_MOST)
            return error_set(words->error, ERROR_WRONG, "quorum",
                             "The rule is too long: say it in fewer words.");
        words->at[words->count++] = (struct str){line.ptr + from, i - from};
    }
    return OK;
}

static struct str peek(const struct words *words)
{
    return words->next < words->count ? words->at[words->next] : (struct str){0};
}

static struct str take(struct words *words)
{
    struct str word = peek(words);
    words->next += words->next < words->count;
    return word;
}

/* Takes these words, parted by single spaces, if they come next. */
static bool accept(struct words *words, const char *phrase)
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

static int refuse(struct words *words, const char *expected)
{
    struct str word = peek(words);
    if (word.len == 0)
        return error_set(words->error, ERROR_WRONG, "quorum",
                         "The rule ends too soon: %s was expected. Write it as in %s.", expected,
                         EXAMPLE);
    return error_set(words->error, ERROR_WRONG, "quorum",
                     "\"%.*s\" cannot be read: %s was expected. Write it as in %s.",
                     word.len > 60 ? 60 : STR_ARGS(word), expected, EXAMPLE);
}

/* ---- parts ---- */

static bool number_read(struct str word, int64_t *ret_number)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] < '0' || word.ptr[i] > '9')
            return false;
    return str_to_int(word, ret_number);
}

/* "2/3", "50%". */
static bool fraction_read(struct str word, struct quorum_part *part)
{
    const char *bar = word.len == 0 ? NULL : memchr(word.ptr, '/', word.len);
    if (bar != NULL) {
        size_t before = (size_t)(bar - word.ptr);
        return number_read((struct str){word.ptr, before}, &part->numerator) &&
               number_read((struct str){bar + 1, word.len - before - 1}, &part->denominator) &&
               part->denominator != 0;
    }
    part->denominator = 100;
    return word.len > 1 && word.ptr[word.len - 1] == '%' &&
           number_read((struct str){word.ptr, word.len - 1}, &part->numerator);
}

/* "two thirds", "half", "2/3", "50%". */
static bool fraction_take(struct words *words, struct quorum_part *part)
{
    struct str one = peek(words);
    if (fraction_named(one, &part->numerator, &part->denominator) || fraction_read(one, part)) {
        words->next++;
        return true;
    }
    if (words->next + 1 >= words->count)
        return false;
    struct str two = words->at[words->next + 1];
    struct str both = str_of(arena_print(words->arena, "%.*s %.*s", STR_ARGS(one), STR_ARGS(two)));
    if (!fraction_named(both, &part->numerator, &part->denominator))
        return false;
    words->next += 2;
    return true;
}

static bool over_take(struct words *words, enum quorum_over *ret_over)
{
    static const enum quorum_over longest_first[] = {QUORUM_OVER_KIND, QUORUM_OVER_FILLED,
                                                     QUORUM_OVER_SEATS, QUORUM_OVER_MEMBERS};
    accept(words, "the");
    for (size_t i = 0; i < sizeof longest_first / sizeof *longest_first; i++)
        if (accept(words, quorum_over_words(longest_first[i]))) {
            *ret_over = longest_first[i];
            return true;
        }
    return false;
}

static int fraction_part(struct words *words, struct quorum_part *part)
{
    if (!accept(words, "of"))
        return refuse(words, "\"of\"");
    if (!over_take(words, &part->over))
        return refuse(words, "filled seats, seats, members or members without allies");
    if (accept(words, "rounded down"))
        part->rounds_down = true;
    else
        accept(words, "rounded up");
    if (!fraction_is_sound(part->numerator, part->denominator))
        return error_set(words->error, ERROR_WRONG, "quorum",
                         "The part must be above nothing and at most all, such as 1/2, of whole "
                         "numbers up to 1,000,000,000.");
    return OK;
}

static int part_read(struct words *words, struct quorum_part *part)
{
    *part = (struct quorum_part){0};
    part->is_more_than = accept(words, "more than");
    if (fraction_take(words, part))
        return fraction_part(words, part);
    *part = (struct quorum_part){.is_more_than = part->is_more_than};
    if (!number_read(peek(words), &part->numerator) || peek(words).len == 0)
        return refuse(words, "a number or a part");
    take(words);
    if (part->numerator < 1 || part->numerator > QUORUM_NUMBER_MOST)
        return error_set(words->error, ERROR_WRONG, "quorum",
                         "A number of people goes from 1 to 1,000,000,000.");
    if (!accept(words, "people") && !accept(words, "person"))
        over_take(words, &part->over);
    return OK;
}

static int parts_read(struct words *words, struct quorum_rule *rule)
{
    bool several = accept(words, "greater of");
    if (!several)
        several = rule->is_lesser = accept(words, "lesser of");
    do {
        if (rule->part_count == QUORUM_PARTS)
            return error_set(words->error, ERROR_WRONG, "quorum",
                             "A rule has at most four parts: leave some out.");
        int err = part_read(words, &rule->parts[rule->part_count]);
        if (err != OK)
            return err;
        rule->part_count++;
    } while (several && (accept(words, ",") || accept(words, "and")));
    if (several && rule->part_count < 2)
        return refuse(words, "a second part, after \"and\",");
    return OK;
}

/* ---- what stands behind them ---- */

static bool is_key(struct str word)
{
    static const char *const kept[] = {"and", "or", "in", "the"};
    if (word.len == 0 || word.len > 60)
        return false;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (str_is(word, kept[i]))
            return false;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            return false;
    }
    return true;
}

static int role_read(struct words *words, struct quorum_rule *rule)
{
    accept(words, "the");
    struct str key = peek(words);
    if (!is_key(key))
        return refuse(words, "the key of a role");
    if (rule->role_count == QUORUM_ROLES)
        return error_set(words->error, ERROR_WRONG, "quorum",
                         "A rule names at most eight roles: leave some out.");
    for (size_t i = 0; i < rule->role_count; i++)
        if (str_equal(rule->roles[i], key))
            return error_set(words->error, ERROR_WRONG, "quorum",
                             "The role %.*s is named twice: once will do.", STR_ARGS(key));
    rule->roles[rule->role_count++] = take(words);
    return OK;
}

static int roles_read(struct words *words, struct quorum_rule *rule)
{
    if (rule->role_count > 0)
        return error_set(words->error, ERROR_WRONG, "quorum",
                         "Roles are named twice: name them all after one \"with\".");
    int err = role_read(words, rule);
    bool all = accept(words, "and"), more = all || accept(words, "or");
    while (err == OK && more) {
        err = role_read(words, rule);
        more = accept(words, all ? "and" : "or");
    }
    if (err != OK)
        return err;
    rule->needs_all_roles = all;
    rule->roles_in_room = accept(words, "in the room");
    return OK;
}

static int proxies_read(struct words *words, struct quorum_rule *rule)
{
    struct str word = peek(words);
    if (word.len == 0 || !number_read(word, &rule->proxies_at_most) ||
        rule->proxies_at_most > QUORUM_NUMBER_MOST)
        return refuse(words, "how many proxies count, up to 1,000,000,000");
    take(words);
    return OK;
}

static int clause_read(struct words *words, struct quorum_rule *rule)
{
    if (accept(words, "with"))
        return roles_read(words, rule);
    if (accept(words, "remote does not count"))
        rule->remote_counts = false;
    else if (accept(words, "recused leave the base"))
        rule->recused_leave_base = true;
    else if (accept(words, "proxies at most"))
        return proxies_read(words, rule);
    else if (!accept(words, "remote counts") && !accept(words, "recused stay in the base") &&
             !accept(words, "no proxies"))
        return refuse(words, "\"with\" and roles, \"remote does not count\", \"recused leave the "
                             "base\" or \"proxies at most 2\"");
    return OK;
}

int quorum_parse(struct str text, struct arena *arena, struct quorum_rule *ret_rule,
                 struct error *error)
{
    struct words words = {.arena = arena, .error = error};
    struct str why;
    *ret_rule = (struct quorum_rule){.remote_counts = true};
    int err = words_split(text, &words);
    if (err == OK)
        err = parts_read(&words, ret_rule);
    while (err == OK && words.next < words.count)
        err = accept(&words, ";") ? clause_read(&words, ret_rule)
                                  : refuse(&words, "the end, or \";\" and a condition,");
    if (err != OK || quorum_is_possible(ret_rule, NULL, -1, arena, &why))
        return err;
    return error_set(error, ERROR_WRONG, "quorum", "%.*s", STR_ARGS(why));
}
