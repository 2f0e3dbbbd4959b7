/* A quorum's rule read from one line, as people write it. */
#include "model/quorum/fraction.h"
#include "model/quorum/phrase.h"
#include "model/quorum/why.h"

static const char example[] =
    "\"greater of 3 and half of filled seats; with chair or deputy_chair\"";

/* ---- parts ---- */

static bool over_take(struct phrase *words, enum quorum_over *ret_over)
{
    static const enum quorum_over longest_first[] = {QUORUM_OVER_KIND, QUORUM_OVER_FILLED,
                                                     QUORUM_OVER_SEATS, QUORUM_OVER_MEMBERS};
    phrase_accept(words, "the");
    for (size_t i = 0; i < sizeof longest_first / sizeof *longest_first; i++)
        if (phrase_accept(words, quorum_over_words(longest_first[i]))) {
            *ret_over = longest_first[i];
            return true;
        }
    return false;
}

static int fraction_part(struct phrase *words, struct quorum_part *part)
{
    if (!phrase_accept(words, "of"))
        return phrase_refuse(words, "\"of\"");
    if (!over_take(words, &part->over))
        return phrase_refuse(words, "filled seats, seats, members or members without allies");
    if (phrase_accept(words, "rounded down"))
        part->rounds_down = true;
    else
        phrase_accept(words, "rounded up");
    if (!fraction_is_sound(part->numerator, part->denominator))
        return error_set(words->error, ERROR_WRONG, "quorum",
                         "The part must be above nothing and at most all, such as 1/2, of whole "
                         "numbers up to 1,000,000,000.");
    return OK;
}

static int part_read(struct phrase *words, struct quorum_part *part)
{
    *part = (struct quorum_part){0};
    part->is_more_than = phrase_accept(words, "more than");
    if (phrase_fraction(words, &part->numerator, &part->denominator))
        return fraction_part(words, part);
    *part = (struct quorum_part){.is_more_than = part->is_more_than};
    if (!phrase_number(phrase_peek(words), &part->numerator) || phrase_peek(words).len == 0)
        return phrase_refuse(words, "a number or a part");
    phrase_take(words);
    if (part->numerator < 1 || part->numerator > QUORUM_NUMBER_MOST)
        return error_set(words->error, ERROR_WRONG, "quorum",
                         "A number of people goes from 1 to 1,000,000,000.");
    if (!phrase_accept(words, "people") && !phrase_accept(words, "person"))
        over_take(words, &part->over);
    return OK;
}

static int parts_read(struct phrase *words, struct quorum_rule *rule)
{
    bool several = phrase_accept(words, "greater of");
    if (!several)
        several = rule->is_lesser = phrase_accept(words, "lesser of");
    do {
        if (rule->part_count == QUORUM_PARTS)
            return error_set(words->error, ERROR_WRONG, "quorum",
                             "A rule has at most four parts: leave some out.");
        int err = part_read(words, &rule->parts[rule->part_count]);
        if (err != OK)
            return err;
        rule->part_count++;
    } while (several && (phrase_accept(words, ",") || phrase_accept(words, "and")));
    if (several && rule->part_count < 2)
        return phrase_refuse(words, "a second part, after \"and\",");
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

static int role_read(struct phrase *words, struct quorum_rule *rule)
{
    phrase_accept(words, "the");
    struct str key = phrase_peek(words);
    if (!is_key(key))
        return phrase_refuse(words, "the key of a role");
    if (rule->role_count == QUORUM_ROLES)
        return error_set(words->error, ERROR_WRONG, "quorum",
                         "A rule names at most eight roles: leave some out.");
    for (size_t i = 0; i < rule->role_count; i++)
        if (str_equal(rule->roles[i], key))
            return error_set(words->error, ERROR_WRONG, "quorum",
                             "The role %.*s is named twice: once will do.", STR_ARGS(key));
    rule->roles[rule->role_count++] = phrase_take(words);
    return OK;
}

static int roles_read(struct phrase *words, struct quorum_rule *rule)
{
    if (rule->role_count > 0)
        return error_set(words->error, ERROR_WRONG, "quorum",
                         "Roles are named twice: name them all after one \"with\".");
    int err = role_read(words, rule);
    bool all = phrase_accept(words, "and"), more = all || phrase_accept(words, "or");
    while (err == OK && more) {
        err = role_read(words, rule);
        more = phrase_accept(words, all ? "and" : "or");
    }
    if (err != OK)
        return err;
    rule->needs_all_roles = all;
    rule->roles_in_room = phrase_accept(words, "in the room");
    return OK;
}

static int proxies_read(struct phrase *words, struct quorum_rule *rule)
{
    struct str word = phrase_peek(words);
    if (word.len == 0 || !phrase_number(word, &rule->proxies_at_most) ||
        rule->proxies_at_most > QUORUM_NUMBER_MOST)
        return phrase_refuse(words, "how many proxies count, up to 1,000,000,000");
    phrase_take(words);
    return OK;
}

static int clause_read(struct phrase *words, struct quorum_rule *rule)
{
    if (phrase_accept(words, "with"))
        return roles_read(words, rule);
    if (phrase_accept(words, "remote does not count"))
        rule->remote_counts = false;
    else if (phrase_accept(words, "recused leave the base"))
        rule->recused_leave_base = true;
    else if (phrase_accept(words, "proxies at most"))
        return proxies_read(words, rule);
    else if (!phrase_accept(words, "remote counts") &&
             !phrase_accept(words, "recused stay in the base") &&
             !phrase_accept(words, "no proxies"))
        return phrase_refuse(words,
                             "\"with\" and roles, \"remote does not count\", \"recused leave the "
                             "base\" or \"proxies at most 2\"");
    return OK;
}

int quorum_parse(struct str text, struct arena *arena, struct quorum_rule *ret_rule,
                 struct error *error)
{
    struct phrase words = {.arena = arena, .error = error, .field = "quorum", .example = example};
    struct str why;
    *ret_rule = (struct quorum_rule){.remote_counts = true};
    int err = phrase_split(text, &words);
    if (err == OK)
        err = parts_read(&words, ret_rule);
    while (err == OK && words.next < words.count)
        err = phrase_accept(&words, ";")
                  ? clause_read(&words, ret_rule)
                  : phrase_refuse(&words, "the end, or \";\" and a condition,");
    if (err != OK || quorum_is_possible(ret_rule, NULL, -1, arena, &why))
        return err;
    return error_set(error, ERROR_WRONG, "quorum", "%.*s", STR_ARGS(why));
}
