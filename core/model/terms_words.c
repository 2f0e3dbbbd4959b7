/* Terms in words: "Quorum of the steering group: half of the filled seats." */
#include <string.h>

#include "base/clock.h"
#include "model/terms.h"

static void fraction_say(struct str value, struct text *out)
{
    static const struct {
        const char *value, *words;
    } known[] = {
        {"0/1", "none"},         {"1/1", "all"},
        {"1/2", "half"},         {"1/3", "a third"},
        {"2/3", "two thirds"},   {"1/4", "a quarter"},
        {"2/4", "half"},         {"3/4", "three quarters"},
        {"1/5", "a fifth"},      {"2/5", "two fifths"},
        {"3/5", "three fifths"}, {"4/5", "four fifths"},
        {"1/10", "a tenth"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_is(value, known[i].value)) {
            text_add(out, str_of(known[i].words));
            return;
        }
    text_add(out, value);
}

static void count_say(int64_t count, const char *unit, struct text *out)
{
    if (count != 0)
        text_print(out, "%s%lld %s%s", out->len > 0 ? " " : "", (long long)count, unit,
                   count == 1 ? "" : "s");
}

static void duration_say(struct str value, struct text *out)
{
    enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };
    struct duration duration;
    struct text words = {0};
    if (duration_parse(value, &duration)) {
        bool years = duration.months % 12 == 0;
        count_say(years ? duration.months / 12 : duration.months, years ? "year" : "month", &words);
        count_say(duration.ms / DAY_MS, "day", &words);
        count_say(duration.ms % DAY_MS / HOUR_MS, "hour", &words);
        count_say(duration.ms % HOUR_MS / MINUTE_MS, "minute", &words);
    }
    text_add(out, words.len > 0 ? text_str(&words) : value);
    text_done(&words);
}

/* The key of a role as it is said, "deputy chair"; the name of an action as it is. */
static void word_say(struct str word, struct text *out)
{
    bool action = memchr(word.ptr, '.', word.len) != NULL;
    for (size_t i = 0; i < word.len; i++)
        text_add_char(out, word.ptr[i] == '_' && !action ? ' ' : word.ptr[i]);
}

static void list_say(struct str value, struct text *out)
{
    struct str items[TERM_ITEMS];
    size_t count = term_items(value, items, TERM_ITEMS);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_add(out, i + 1 == count ? STR(" and ") : STR(", "));
        word_say(items[i], out);
    }
}

static void value_say(const struct term *term, struct str value, struct text *out)
{
    switch (term->kind) {
    case TERM_FRACTION:
        fraction_say(value, out);
        return;
    case TERM_DURATION:
        duration_say(value, out);
        return;
    case TERM_WORD:
        word_say(value, out);
        return;
    case TERM_INTS:
    case TERM_WORDS:
        list_say(value, out);
        return;
    default:
        text_add(out, value);
    }
}

/* Copies the form, with the value for %s and one side of each [one|more]. */
static void form_fill(const char *form, struct str words, bool one, struct text *out)
{
    for (const char *at = form; *at != '\0'; at++) {
        const char *bar = *at == '[' ? strchr(at, '|') : NULL;
        const char *end = bar == NULL ? NULL : strchr(bar, ']');
        if (at[0] == '%' && at[1] == 's') {
            text_add(out, words);
            at++;
        } else if (end != NULL) {
            const char *from = one ? at + 1 : bar + 1;
            text_add(out, (struct str){from, (size_t)((one ? bar : end) - from)});
            at = end;
        } else {
            text_add_char(out, *at);
        }
    }
}

static void words_add(const struct term *term, struct str value, struct text *out)
{
    struct text words = {0};
    if (term->kind == TERM_BOOL) {
        const char *bar = strchr(term->form, '|');
        struct str yes = {term->form, (size_t)(bar - term->form)};
        text_add(out, str_is(value, "true") ? yes : str_of(bar + 1));
        return;
    }
    if (value.len == 0) {
        text_add(out, STR("none"));
        return;
    }
    value_say(term, value, &words);
    form_fill(term->form, text_str(&words), str_is(value, "1"), out);
    text_done(&words);
}

struct str term_words(const struct term *term, struct str value, struct arena *arena)
{
    struct text text = {0};
    words_add(term, value, &text);
    struct str words = arena_str(arena, text_str(&text));
    text_done(&text);
    return words;
}

struct str term_sentence(const struct term *term, struct str value, struct arena *arena)
{
    struct str words = term_words(term, value, arena);
    return str_of(arena_print(arena, "%s: %.*s.", term->title, STR_ARGS(words)));
}

struct str term_change(const struct term *term, struct str from, struct str into,
                       struct arena *arena)
{
    struct str before = term_words(term, from, arena), after = term_words(term, into, arena);
    return str_of(
        arena_print(arena, "%s: %.*s → %.*s", term->title, STR_ARGS(before), STR_ARGS(after)));
}
