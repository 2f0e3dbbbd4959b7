/* Elections in the BLT format, in which ballot papers are exchanged. */
#include "model/count/blt.h"

#include <string.h>

enum { WORD_MOST = 40, PLAIN_MOST = 10 };

enum token { TOKEN_END, TOKEN_WORD, TOKEN_QUOTED };

struct reader {
    struct str rest;
    size_t line;
    struct papers *papers;
    struct error *error;
    struct str token;                       /* the one that was read last */
    size_t seen_on[PAPERS_CANDIDATES_MOST]; /* the paper on which a candidate was seen last */
    size_t paper;
    struct preference preferences[PAPERS_CANDIDATES_MOST];
    size_t count; /* of preferences */
};

static int wrong(const struct reader *reader, const char *what, const char *remedy)
{
    return error_set(reader->error, ERROR_WRONG, "file", "Line %zu: %s %s", reader->line, what,
                     remedy);
}

/* As much of a word as an error can show, cut between characters. */
static struct str shown(struct str word)
{
    size_t len = word.len < WORD_MOST ? word.len : WORD_MOST;
    while (len > 0 && len < word.len && ((unsigned char)word.ptr[len] & 0xC0) == 0x80)
        len--;
    return (struct str){word.ptr, len};
}

/* ---- tokens ---- */

static char next_char(struct reader *reader)
{
    char c = *reader->rest.ptr++;
    reader->rest.len--;
    reader->line += c == '\n';
    return c;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

static void skip_space(struct reader *reader)
{
    bool comment = false;
    while (reader->rest.len > 0) {
        char c = *reader->rest.ptr;
        if (!comment && !is_space(c) && c != '#')
            return;
        comment = c == '#' || (comment && c != '\n');
        next_char(reader);
    }
}

static enum token read_token(struct reader *reader)
{
    skip_space(reader);
    if (reader->rest.len == 0)
        return TOKEN_END;
    if (*reader->rest.ptr == '"')
        return TOKEN_QUOTED;
    const char *start = reader->rest.ptr;
    bool bracket = *start == '(';
    while (reader->rest.len > 0) {
        char c = *reader->rest.ptr;
        if (bracket ? c == '\n' : is_space(c) || c == '#' || c == '"')
            break;
        next_char(reader);
        if (c == ')' && bracket)
            break;
    }
    reader->token = (struct str){start, (size_t)(reader->rest.ptr - start)};
    return TOKEN_WORD;
}

/* Nearly all that stands on papers is plain numbers: one that comes next on this line is taken at
 * one go. False, and nothing is taken, if it is anything else. */
static bool read_plain(struct reader *reader, int64_t *ret_number)
{
    const char *at = reader->rest.ptr, *end = at + reader->rest.len;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    const char *first = at;
    for (*ret_number = 0; at < end && *at >= '0' && *at <= '9' && at - first < PLAIN_MOST; at++)
        *ret_number = *ret_number * 10 + (*at - '0');
    if (at == first || at == end || !is_space(*at) || (*first == '0' && at - first > 1))
        return false;
    reader->token = (struct str){first, (size_t)(at - first)};
    reader->rest = (struct str){at, (size_t)(end - at)};
    return true;
}

static int read_number(struct reader *reader, int64_t least, int64_t most, const char *what,
                       int64_t *ret_number)
{
    if (read_token(reader) != TOKEN_WORD || !str_to_int(reader->token, ret_number) ||
        *ret_number < least || *ret_number > most)
        return error_set(reader->error, ERROR_WRONG, "file",
                         "Line %zu: here should stand %s, a whole number from %lld to %lld.",
                         reader->line, what, (long long)least, (long long)most);
    return OK;
}

/* ---- the head ---- */

static int read_option(struct reader *reader)
{
    struct papers *papers = reader->papers;
    bool withdrawn = str_is(reader->token, "[withdrawn");
    size_t count = 0;
    if (!withdrawn && !str_is(reader->token, "[tie"))
        return wrong(reader, "this option is not known.",
                     "Kith knows [withdrawn ...] and [tie ...].");
    if (!withdrawn)
        papers->lots = arena_take(&papers->arena, papers->candidates * sizeof *papers->lots);
    for (bool ends = false; !ends;) {
        int64_t number;
        if (read_token(reader) != TOKEN_WORD)
            return wrong(reader, "an option is not closed.", "Put ] at its end.");
        ends = reader->token.ptr[reader->token.len - 1] == ']';
        reader->token.len -= ends;
        if (ends && reader->token.len == 0)
            break;
        if (!str_to_int(reader->token, &number) || number < 1 ||
            (uint64_t)number > papers->candidates || count == papers->candidates)
            return wrong(reader, "an option names a candidate that there is not.",
                         "Candidates are numbered from 1.");
        if (withdrawn)
            papers->withdrawn[number - 1] = true;
        else
            papers->lots[count] = (size_t)number - 1;
        count++;
    }
    return OK;
}

/* Each candidate stands in the order of a lot once. */
static int check_lots(const struct reader *reader)
{
    const struct papers *papers = reader->papers;
    bool seen[PAPERS_CANDIDATES_MOST] = {0};
    for (size_t i = 0; papers->lots != NULL && i < papers->candidates; i++) {
        if (seen[papers->lots[i]])
            return error_set(reader->error, ERROR_WRONG, "file",
                             "[tie ...] must name each candidate once: the order of the lot.");
        seen[papers->lots[i]] = true;
    }
    return OK;
}

static int read_head(struct reader *reader)
{
    int64_t candidates = 0, seats = 0;
    int err = read_number(reader, 1, PAPERS_CANDIDATES_MOST, "how many candidates there are",
                          &candidates);
    if (err == OK)
        err = read_number(reader, 1, PAPERS_CANDIDATES_MOST, "how many seats there are", &seats);
    if (err == OK)
        papers_start(reader->papers, (size_t)candidates, (size_t)seats);
    return err;
}

/* Withdrawn candidates and options stand before the first paper. */
static int read_options(struct reader *reader, enum token *ret_token)
{
    while ((*ret_token = read_token(reader)) == TOKEN_WORD) {
        int64_t number;
        bool option = reader->token.ptr[0] == '[';
        if (!option && (!str_to_int(reader->token, &number) || number >= 0))
            break;
        if (!option && number < -(int64_t)reader->papers->candidates)
            return wrong(reader, "a candidate that there is not has withdrawn.",
                         "Candidates are numbered from 1.");
        if (!option)
            reader->papers->withdrawn[-number - 1] = true;
        int err = option ? read_option(reader) : OK;
        if (err != OK)
            return err;
    }
    return check_lots(reader);
}

/* ---- ballot papers ---- */

static int add_preference(struct reader *reader, struct str word, int64_t number, bool beside)
{
    if (number < 1 || (uint64_t)number > reader->papers->candidates)
        return error_set(reader->error, ERROR_WRONG, "file",
                         "Line %zu: \"%.*s\" is no candidate. A paper is the candidates' numbers "
                         "in order, each from 1 to %zu, and 0 at its end.",
                         reader->line, STR_ARGS(shown(word)), reader->papers->candidates);
    if (reader->seen_on[number - 1] == reader->paper)
        return error_set(reader->error, ERROR_WRONG, "file",
                         "Line %zu: candidate %lld stands on this paper twice. Keep the first.",
                         reader->line, (long long)number);
    reader->seen_on[number - 1] = reader->paper;
    if (beside && reader->papers->beside_line == 0)
        reader->papers->beside_line = reader->line;
    reader->preferences[reader->count++] = (struct preference){(uint16_t)(number - 1), beside};
    return OK;
}

/* "3", "3=4", "=4", "3=": candidates joined by "=" share a rank. `beside` goes on to the next. */
static int add_word(struct reader *reader, bool *beside)
{
    struct str rest = reader->token;
    while (rest.len > 0) {
        if (rest.ptr[0] == '=') {
            if (*beside || reader->count == 0)
                return wrong(reader, "\"=\" must stand between two candidates.", "Mend the paper.");
            *beside = true;
            rest = (struct str){rest.ptr + 1, rest.len - 1};
            continue;
        }
        const char *end = memchr(rest.ptr, '=', rest.len);
        size_t len = end == NULL ? rest.len : (size_t)(end - rest.ptr);
        struct str word = {rest.ptr, len};
        int64_t number;
        int err = add_preference(reader, word, str_to_int(word, &number) ? number : 0, *beside);
        if (err != OK)
            return err;
        *beside = false;
        rest = (struct str){rest.ptr + len, rest.len - len};
    }
    return OK;
}

static int end_paper(const struct reader *reader, bool beside)
{
    return beside ? wrong(reader, "\"=\" must stand between two candidates.", "Mend the paper.")
                  : OK;
}

static int read_preferences(struct reader *reader)
{
    bool beside = false;
    reader->count = 0;
    reader->paper++;
    for (;;) {
        int64_t number;
        int err = OK;
        bool plain = read_plain(reader, &number);
        if (!plain && read_token(reader) != TOKEN_WORD)
            return wrong(reader, "a ballot paper does not end.", "Put 0 at its end.");
        if (plain ? number == 0 : str_is(reader->token, "0"))
            return end_paper(reader, beside);
        if (plain) {
            err = add_preference(reader, reader->token, number, beside);
            beside = false;
        } else if (!str_is(reader->token, "-")) {
            err = add_word(reader, &beside);
        }
        if (err != OK)
            return err;
    }
}

/* The weight of a paper; 0 for the line that ends them. */
static int read_weight(const struct reader *reader, int64_t *ret_weight)
{
    if (reader->token.ptr[0] == '(') {
        *ret_weight = 1;
        return reader->token.ptr[reader->token.len - 1] == ')'
                   ? OK
                   : wrong(reader, "the name of a paper is not closed.", "Put ) at its end.");
    }
    if (!str_to_int(reader->token, ret_weight) || *ret_weight < 0 || *ret_weight > PAPERS_MOST)
        return error_set(reader->error, ERROR_WRONG, "file",
                         "Line %zu: here should stand how many papers are so, a whole number, not "
                         "\"%.*s\".",
                         reader->line, STR_ARGS(shown(reader->token)));
    return OK;
}

static int read_papers(struct reader *reader, enum token token)
{
    for (; token == TOKEN_WORD; token = read_token(reader)) {
        int64_t weight;
        int err = read_weight(reader, &weight);
        if (err == OK && weight == 0)
            return OK;
        if (err == OK)
            err = read_preferences(reader);
        if (err == OK)
            err = papers_add(reader->papers, weight, reader->preferences, reader->count,
                             reader->error);
        if (err != OK)
            return err;
    }
    return wrong(reader, "the ballot papers do not end.", "Put a line with 0 after the last one.");
}

static int read_all(struct reader *reader)
{
    enum token token = TOKEN_END;
    int err = read_options(reader, &token);
    if (err == OK)
        err = read_papers(reader, token);
    if (err == OK)
        papers_merge(reader->papers);
    return err == OK ? blt_read_names(reader->rest, reader->line, reader->papers, reader->error)
                     : err;
}

int blt_read(struct str text, struct papers *ret_papers, struct error *error)
{
    struct reader *reader = memory_take(sizeof *reader);
    *reader = (struct reader){.rest = text, .line = 1, .papers = ret_papers, .error = error};
    *ret_papers = (struct papers){0};
    if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0)
        reader->rest = (struct str){text.ptr + 3, text.len - 3};
    int err = str_is_utf8(reader->rest)
                  ? read_head(reader)
                  : error_set(error, ERROR_WRONG, "file",
                              "The file is not text in UTF-8. Save it again as UTF-8.");
    if (err == OK)
        err = read_all(reader);
    free(reader);
    if (err != OK)
        papers_done(ret_papers);
    return err;
}
