/* The result of a count as JSON. */
#include "base/json.h"
#include "control/recount_print.h"

struct printer {
    struct json_writer writer;
    const struct count_result *result;
    struct arena arena;
};

static struct str name_of(const struct printer *printer, size_t candidate)
{
    return printer->result->papers->names[candidate];
}

static void put_amount(struct printer *printer, int64_t amount)
{
    json_put_text(&printer->writer,
                  str_of(count_print(printer->result->method, amount, &printer->arena)));
}

/* A member is named as the candidate is. */
static void put_key(struct printer *printer, size_t candidate)
{
    json_key(&printer->writer, arena_copy(&printer->arena, name_of(printer, candidate)));
}

static void put_quota(struct printer *printer, int64_t quota)
{
    json_key(&printer->writer, "quota");
    if (quota == 0)
        json_put_null(&printer->writer);
    else
        put_amount(printer, quota);
}

static void put_names(struct printer *printer, const char *key, const size_t *candidates,
                      size_t count)
{
    json_key(&printer->writer, key);
    json_open(&printer->writer, '[');
    for (size_t i = 0; i < count; i++)
        json_put_text(&printer->writer, name_of(printer, candidates[i]));
    json_close(&printer->writer, ']');
}

static void put_number(struct printer *printer, const char *key, size_t number)
{
    json_key(&printer->writer, key);
    json_put_int(&printer->writer, (int64_t)number);
}

static void put_round(struct printer *printer, size_t number, const struct count_round *round)
{
    struct json_writer *writer = &printer->writer;
    json_open(writer, '{');
    put_number(printer, "round", number);
    json_key(writer, "votes");
    json_open(writer, '{');
    for (size_t i = 0; i < printer->result->papers->candidates; i++) {
        put_key(printer, i);
        put_amount(printer, round->votes[i]);
    }
    json_close(writer, '}');
    json_key(writer, "non_transferable");
    put_amount(printer, round->non_transferable);
    put_quota(printer, round->quota);
    put_names(printer, "elected", round->elected, round->elected_count);
    put_names(printer, "excluded", round->excluded, round->excluded_count);
    json_key(writer, "surplus_of");
    if (round->surplus_of == COUNT_NOBODY)
        json_put_null(writer);
    else
        json_put_text(writer, name_of(printer, round->surplus_of));
    json_close(writer, '}');
}

static void put_tie(struct printer *printer, const struct count_tie *tie)
{
    struct json_writer *writer = &printer->writer;
    json_open(writer, '{');
    put_number(printer, "round", tie->round);
    put_names(printer, "between", tie->between, tie->between_count);
    json_key(writer, "rule");
    json_put_text(writer, tie->rule == COUNT_LOT ? STR("lot") : STR("earlier_round"));
    if (tie->rule == COUNT_EARLIER_ROUND)
        put_number(printer, "earlier", tie->earlier);
    json_key(writer, "chosen");
    json_put_text(writer, name_of(printer, tie->chosen));
    json_key(writer, "to");
    json_put_text(writer, str_of(tie->to));
    json_close(writer, '}');
}

static void put_table(struct printer *printer, const char *key, const int64_t *table)
{
    size_t candidates = printer->result->papers->candidates;
    json_key(&printer->writer, key);
    json_open(&printer->writer, '{');
    for (size_t i = 0; i < candidates; i++) {
        put_key(printer, i);
        json_open(&printer->writer, '{');
        for (size_t j = 0; j < candidates; j++)
            if (i != j) {
                put_key(printer, j);
                put_amount(printer, table[i * candidates + j]);
            }
        json_close(&printer->writer, '}');
    }
    json_close(&printer->writer, '}');
}

static void put_result(struct printer *printer)
{
    const struct count_result *result = printer->result;
    struct json_writer *writer = &printer->writer;
    json_open(writer, '{');
    json_key(writer, "method");
    json_put_text(writer, str_of(result->method->name));
    put_number(printer, "seats", result->seats);
    put_quota(printer, result->quota);
    json_key(writer, "valid");
    json_put_int(writer, result->valid);
    json_key(writer, "blank");
    json_put_int(writer, result->blank);
    json_key(writer, "rounds");
    json_open(writer, '[');
    for (size_t i = 0; i < result->rounds.count; i++)
        put_round(printer, i + 1, &result->rounds.at[i]);
    json_close(writer, ']');
    put_names(printer, "elected", result->elected.at, result->elected.count);
    json_key(writer, "ties");
    json_open(writer, '[');
    for (size_t i = 0; i < result->ties.count; i++)
        put_tie(printer, &result->ties.at[i]);
    json_close(writer, ']');
    if (result->pairs != NULL) {
        put_table(printer, "pairs", result->pairs);
        put_table(printer, "paths", result->paths);
    }
    json_close(writer, '}');
}

void recount_print_json(const struct count_result *result, FILE *out)
{
    struct text text = {0};
    struct printer printer = {.writer = {.out = &text}, .result = result};
    put_result(&printer);
    fwrite(text.ptr, 1, text.len, out);
    fputc('\n', out);
    arena_done(&printer.arena);
    text_done(&text);
}
