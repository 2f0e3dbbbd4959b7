/* What a voter puts on a paper, and the receipt by which they find it again. */
#include "model/ballot.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"

enum { SHARED = 0x80, AT_CHOICES = 1 + RECEIPT_LENGTH };

_Static_assert((int)AT_CHOICES + BALLOT_CHOICES <= BALLOT_PACKED, "every paper fits");
_Static_assert((int)BALLOT_CHOICES < (int)SHARED, "a number and a bit share a byte");

static bool stands_on(const struct ballot *ballot, size_t option)
{
    for (size_t i = 0; i < ballot->count; i++)
        if (ballot->choices[i].candidate == option)
            return true;
    return false;
}

/* One number of a rank. */
static int take_number(struct str number, bool beside, const struct ballot_rules *rules,
                       struct ballot *ballot, struct error *error)
{
    int64_t option;
    if (!str_to_int(str_trim(number), &option) || option < 1 || option > (int64_t)rules->options)
        return error_set(error, ERROR_WRONG, "choices",
                         "\"%.*s\" is not on this paper. Give numbers from 1 to %zu; "
                         "election.show tells whose they are.",
                         STR_ARGS(number), rules->options);
    if (rules->withdrawn[option - 1])
        return error_set(error, ERROR_WRONG, "choices",
                         "%lld has withdrawn. Leave that number out.", (long long)option);
    if (stands_on(ballot, (size_t)option - 1))
        return error_set(error, ERROR_WRONG, "choices",
                         "%lld stands twice on this paper. Give each number once.",
                         (long long)option);
    if (ballot->count >= rules->choices_most)
        return error_set(error, ERROR_WRONG, "choices",
                         "This method counts %zu choice%s on a paper. Leave the others out.",
                         rules->choices_most, rules->choices_most == 1 ? "" : "s");
    ballot->choices[ballot->count++] =
        (struct preference){.candidate = (uint16_t)(option - 1), .beside = beside};
    return OK;
}

static int take_rank(struct str rank, const struct ballot_rules *rules, struct ballot *ballot,
                     struct error *error)
{
    bool beside = false;
    while (rank.len > 0) {
        const char *equals = memchr(rank.ptr, '=', rank.len);
        size_t length = equals != NULL ? (size_t)(equals - rank.ptr) : rank.len;
        if ((equals != NULL || beside) && !rules->takes_ranks)
            return error_set(error, ERROR_WRONG, "choices",
                             "This method takes one number on each rank: not \"%.*s\".",
                             STR_ARGS(rank));
        int err = take_number((struct str){rank.ptr, length}, beside, rules, ballot, error);
        if (err != OK)
            return err;
        beside = true;
        length += equals != NULL;
        rank = (struct str){rank.ptr + length, rank.len - length};
        if (equals != NULL && rank.len == 0)
            return error_set(error, ERROR_WRONG, "choices", "After = comes another number.");
    }
    return OK;
}

int ballot_read(const struct str *ranks, size_t count, const struct ballot_rules *rules,
                struct ballot *ret_ballot, struct error *error)
{
    int err = OK;
    ret_ballot->count = 0;
    for (size_t i = 0; i < count && err == OK; i++)
        err = take_rank(ranks[i], rules, ret_ballot, error);
    return err;
}

struct str ballot_print(const struct ballot *ballot, struct arena *arena)
{
    struct text text = {0};
    for (size_t i = 0; i < ballot->count; i++) {
        const char *between = i == 0 ? "" : ballot->choices[i].beside ? "=" : " ";
        text_print(&text, "%s%d", between, ballot->choices[i].candidate + 1);
    }
    struct str printed = arena_str(arena, text_str(&text));
    text_done(&text);
    return printed;
}

bool ballot_parse(struct str text, struct ballot *ret_ballot)
{
    ret_ballot->count = 0;
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        int64_t number;
        for (end = at; end < text.len && text.ptr[end] != ' ' && text.ptr[end] != '=';)
            end++;
        if (!str_to_int((struct str){text.ptr + at, end - at}, &number) || number < 1 ||
            number > BALLOT_CHOICES || ret_ballot->count == BALLOT_CHOICES)
            return false;
        ret_ballot->choices[ret_ballot->count++] = (struct preference){
            .candidate = (uint16_t)(number - 1), .beside = at > 0 && text.ptr[at - 1] == '='};
    }
    return true;
}

/* Of a hash: 20 digits of 5 bits, from its first bytes on. */
void ballot_receipt(int64_t election, struct str nonce, char out[RECEIPT_LENGTH + 1])
{
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    char id[IDENT_LENGTH + 1];
    ident_print(election, id);
    struct str parts[] = {STR("receipt"), str_of(id), nonce};
    struct secret_hash hash = secret_hash(parts, sizeof parts / sizeof *parts);
    unsigned bits = 0, held = 0;
    for (size_t i = 0, byte = 0; i < RECEIPT_LENGTH; i++) {
        if (held < 5) {
            bits = (bits << 8 | hash.bytes[byte++]) & 0xffff;
            held += 8;
        }
        held -= 5;
        out[i] = digits[bits >> held & 31];
    }
    out[RECEIPT_LENGTH] = '\0';
}

struct str ballot_hex(const void *bytes, size_t size, struct arena *arena)
{
    struct text text = {0};
    for (size_t i = 0; i < size; i++)
        text_print(&text, "%02x", ((const unsigned char *)bytes)[i]);
    struct str printed = arena_str(arena, text_str(&text));
    text_done(&text);
    return printed;
}

struct str ballot_seed_hash(struct str seed, struct arena *arena)
{
    struct secret_hasher hasher;
    secret_hasher_start(&hasher);
    secret_hasher_add(&hasher, seed);
    struct secret_hash hash = secret_hasher_end(&hasher);
    return ballot_hex(hash.bytes, sizeof hash.bytes, arena);
}

void ballot_pack(const struct ballot *ballot, unsigned char out[BALLOT_PACKED])
{
    memset(out, 0, BALLOT_PACKED);
    memcpy(out, ballot->receipt, RECEIPT_LENGTH);
    out[RECEIPT_LENGTH] = (unsigned char)ballot->count;
    for (size_t i = 0; i < ballot->count; i++)
        out[AT_CHOICES + i] = (unsigned char)(ballot->choices[i].candidate |
                                              (ballot->choices[i].beside ? SHARED : 0));
}

bool ballot_unpack(const unsigned char packed[BALLOT_PACKED], struct ballot *ret_ballot)
{
    *ret_ballot = (struct ballot){.count = packed[RECEIPT_LENGTH]};
    memcpy(ret_ballot->receipt, packed, RECEIPT_LENGTH);
    if (ret_ballot->count > BALLOT_CHOICES)
        return false;
    for (size_t i = 0; i < ret_ballot->count; i++)
        ret_ballot->choices[i] = (struct preference){
            .candidate = packed[AT_CHOICES + i] & (SHARED - 1),
            .beside = (packed[AT_CHOICES + i] & SHARED) != 0,
        };
    return true;
}
