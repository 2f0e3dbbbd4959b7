/* Who was erased: a table, and the lines of a file that must say the same. */
#include "model/erasure.h"

#include <string.h>

#include "base/clock.h"
#include "store/erased.h"

enum { DAY_LENGTH = 10, HASH_AT = DAY_LENGTH + 1, CHECK_SIZE = 8 };
enum { CHECK_AT = HASH_AT + 2 * SECRET_HASH_SIZE + 1, LINE_TEXT = CHECK_AT + 2 * CHECK_SIZE };

_Static_assert(LINE_TEXT + 1 == ERASED_LINE, "the store knows how long a line is");

static struct str bytes_of(const struct secret_hash *hash)
{
    return (struct str){(const char *)hash->bytes, sizeof hash->bytes};
}

static struct secret_hash hash_of(const struct model *in, int64_t person)
{
    struct str parts[] = {STR("person"), {(const char *)&person, sizeof person}};
    return secret_mac(in->keys->use[SECRET_ERASED], parts, 2);
}

static struct secret_hash check_of(const struct model *in, struct str day, struct str hash)
{
    struct str parts[] = {STR("line"), day, hash};
    return secret_mac(in->keys->use[SECRET_ERASED], parts, 3);
}

/* ---- lines ---- */

static void add_hex(struct text *text, const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        text_print(text, "%02x", bytes[i]);
}

static void line_print(const struct model *in, const struct erasure *erasure, struct text *out)
{
    char day[DAY_LENGTH + 1];
    date_print(erasure->day, day);
    struct secret_hash check = check_of(in, str_of(day), bytes_of(&erasure->hash));
    text_add(out, str_of(day));
    text_add_char(out, ' ');
    add_hex(out, erasure->hash.bytes, sizeof erasure->hash.bytes);
    text_add_char(out, ' ');
    add_hex(out, check.bytes, CHECK_SIZE);
    text_add_char(out, '\n');
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hex(const char *text, unsigned char *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

static bool line_read(const struct model *in, struct str line, struct erasure *ret_erasure)
{
    unsigned char check[CHECK_SIZE];
    if (line.len != LINE_TEXT || line.ptr[DAY_LENGTH] != ' ' || line.ptr[CHECK_AT - 1] != ' ')
        return false;
    struct str day = {line.ptr, DAY_LENGTH};
    if (!date_parse(day, &ret_erasure->day) ||
        !read_hex(line.ptr + HASH_AT, ret_erasure->hash.bytes, SECRET_HASH_SIZE) ||
        !read_hex(line.ptr + CHECK_AT, check, CHECK_SIZE))
        return false;
    struct secret_hash whole = check_of(in, day, bytes_of(&ret_erasure->hash));
    return secret_equal((struct str){(const char *)check, sizeof check},
                        (struct str){(const char *)whole.bytes, CHECK_SIZE});
}

/* ---- the table ---- */

static int row_add(struct model *in, const struct erasure *erasure)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO erasure (hash, day) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING");
    query_blob(&query, bytes_of(&erasure->hash));
    query_int(&query, erasure->day);
    return query_run(&query);
}

int erasure_add(struct model *in, int64_t person, struct str *ret_line)
{
    struct erasure erasure = {hash_of(in, person), clock_day(in->now_ms)};
    struct text line = {0};
    line_print(in, &erasure, &line);
    *ret_line = arena_str(in->arena, text_str(&line));
    text_done(&line);
    return row_add(in, &erasure);
}

/* ---- the two beside each other ---- */

/* The lines of the file by their hash; the value tells a line that the table has from the rest. */
static void file_read(struct model *in, struct str file, struct map *lines,
                      struct erasure_difference *difference)
{
    int64_t number = 0;
    for (size_t at = 0, end; at < file.len; at = end + 1) {
        const char *newline = memchr(file.ptr + at, '\n', file.len - at);
        end = newline == NULL ? file.len : (size_t)(newline - file.ptr);
        struct erasure *erasure = arena_take(in->arena, sizeof *erasure);
        number++;
        /* What a crash has cut short was never acknowledged. */
        if (newline == NULL && end - at < LINE_TEXT)
            break;
        if (!line_read(in, (struct str){file.ptr + at, end - at}, erasure)) {
            difference->bad = difference->bad == 0 ? number : difference->bad;
            continue;
        }
        difference->lines++;
        map_put(lines, bytes_of(&erasure->hash), erasure);
    }
}

static int table_compare(struct model *in, struct map *lines, struct erasure_difference *difference)
{
    struct query query;
    int err;
    query_open(&query, in->database, "SELECT hash, day FROM erasure ORDER BY hash");
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct erasure erasure = {.day = (int32_t)query_read_int(&query, 1)};
        struct str hash = query_read_blob(&query, 0);
        if (hash.len != SECRET_HASH_SIZE || map_remove(lines, hash) != NULL)
            continue;
        memcpy(erasure.hash.bytes, hash.ptr, SECRET_HASH_SIZE);
        line_print(in, &erasure, &difference->missing);
    }
    return query_close(&query, err);
}

int erasure_compare(struct model *in, struct str file, struct erasure_difference *ret_difference)
{
    struct map lines = {0};
    const struct erasure *erasure;
    *ret_difference = (struct erasure_difference){0};
    file_read(in, file, &lines, ret_difference);
    int err = table_compare(in, &lines, ret_difference);
    for (size_t i = 0; (erasure = map_next(&lines, &i, NULL)) != NULL;) {
        *list_add(&ret_difference->unknown) = *erasure;
        map_put(&ret_difference->unknown_by_hash, bytes_of(&erasure->hash), (void *)erasure);
    }
    map_done(&lines);
    return err;
}

void erasure_difference_done(struct erasure_difference *difference)
{
    list_done(&difference->unknown);
    map_done(&difference->unknown_by_hash);
    text_done(&difference->missing);
}

int erasure_find(struct model *in, const struct erasure_difference *difference,
                 int (*each)(void *self, int64_t person), void *self)
{
    LIST(int64_t) found = {0};
    struct query query;
    int err;
    query_open(&query, in->database, "SELECT id FROM person ORDER BY id");
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct secret_hash hash = hash_of(in, query_read_int(&query, 0));
        if (map_find(&difference->unknown_by_hash, bytes_of(&hash)) != NULL)
            *list_add(&found) = query_read_int(&query, 0);
    }
    err = query_close(&query, err);
    for (size_t i = 0; i < found.count && err == OK; i++)
        err = each(self, found.at[i]);
    list_done(&found);
    return err;
}

int erasure_take(struct model *in, const struct erasure_difference *difference)
{
    int err = OK;
    for (size_t i = 0; i < difference->unknown.count && err == OK; i++)
        err = row_add(in, &difference->unknown.at[i]);
    return err;
}
