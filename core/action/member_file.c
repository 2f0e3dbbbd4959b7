/* A list of members: its columns, by the names that networks give them, and what a cell may say. */
#include "action/member_file.h"

#include <string.h>
#include <strings.h>

#include "action/staff_file.h"
#include "base/clock.h"

/* ---- words ---- */

struct word {
    const char *written, *means;
};

static bool same_word(struct str text, const char *word, size_t length)
{
    return text.len == length && strncasecmp(text.ptr, word, length) == 0;
}

static const char *word_means(struct str cell, const struct word *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (same_word(cell, words[i].written, strlen(words[i].written)))
            return words[i].means;
    return NULL;
}

const char *member_kind(struct str cell)
{
    static const struct word words[] = {
        {"member", "member"}, {"members", "member"}, {"ally", "ally"}, {"allies", "ally"}};
    return word_means(cell, words, sizeof words / sizeof *words);
}

const char *member_visibility(struct str cell)
{
    static const struct word words[] = {{"visible", "visible"},      {"members", "members"},
                                        {"members only", "members"}, {"leads", "leads"},
                                        {"leads only", "leads"},     {"concealed", "concealed"}};
    return word_means(cell, words, sizeof words / sizeof *words);
}

/* ---- dates ---- */

/* "March", "mar", "Sept" → 3, 3, 9; 0 if it is no month. */
static int32_t month_of(struct str word)
{
    static const char *const months[] = {"january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december"};
    for (int32_t i = 0; i < 12 && word.len >= 3; i++)
        if (word.len <= strlen(months[i]) && same_word(word, months[i], word.len))
            return i + 1;
    return 0;
}

static bool part_number(struct str part, int32_t most, int32_t *ret_number)
{
    *ret_number = 0;
    for (size_t i = 0; i < part.len; i++) {
        if (part.len > 4 || part.ptr[i] < '0' || part.ptr[i] > '9')
            return false;
        *ret_number = *ret_number * 10 + (part.ptr[i] - '0');
    }
    return *ret_number >= 1 && *ret_number <= most;
}

static bool is_one_of(char c, struct str set)
{
    return memchr(set.ptr, c, set.len) != NULL;
}

/* The three parts of a date, between '/', '.', '-' or spaces. */
static bool parts_of(struct str cell, struct str ret_parts[3])
{
    size_t count = 0, from = 0;
    for (size_t at = 0; at <= cell.len; at++) {
        if (at < cell.len && !is_one_of(cell.ptr[at], STR("/.- ")))
            continue;
        if (at > from && count == 3)
            return false;
        if (at > from)
            ret_parts[count++] = (struct str){cell.ptr + from, at - from};
        from = at + 1;
    }
    return count == 3;
}

bool member_joined(struct str cell, int32_t *ret_day)
{
    struct str parts[3];
    int32_t day, month, year;
    /* A workbook's date may carry a time: midnight, most often. */
    if (cell.len > 10 && (cell.ptr[10] == ' ' || cell.ptr[10] == 'T') &&
        date_parse((struct str){cell.ptr, 10}, ret_day))
        return true;
    if (date_parse(cell, ret_day))
        return true;
    if (!parts_of(cell, parts) || parts[2].len != 4 || !part_number(parts[0], 31, &day) ||
        !part_number(parts[2], 9999, &year))
        return false;
    month = month_of(parts[1]);
    if ((month == 0 && !part_number(parts[1], 12, &month)) || !civil_is_date(year, month, day))
        return false;
    *ret_day = civil_to_day(year, month, day);
    return true;
}

/* ---- cells ---- */

/* name@place: no list of several, no "Name <name@place>". */
static const char *address_fault(struct str cell)
{
    const char *at = memchr(cell.ptr, '@', cell.len);
    size_t before = at == NULL ? 0 : (size_t)(at - cell.ptr);
    bool is_one = at != NULL && before > 0 && before + 1 < cell.len &&
                  memchr(at + 1, '@', cell.len - before - 1) == NULL;
    for (size_t i = 0; i < cell.len && is_one; i++)
        is_one = !is_one_of(cell.ptr[i], STR(" ,;<>\"()"));
    return is_one ? NULL : "This is no address. Write one, as in ana.nunez@trust.example.";
}

static const char *kind_fault(struct str cell)
{
    return member_kind(cell) != NULL ? NULL : "Write member or ally, or clear the cell.";
}

static const char *visibility_fault(struct str cell)
{
    return member_visibility(cell) != NULL
               ? NULL
               : "Write visible, members, leads or concealed, or clear the cell.";
}

static const char *joined_fault(struct str cell)
{
    int32_t day;
    return member_joined(cell, &day) && day >= civil_to_day(1948, 7, 5)
               ? NULL
               : "This is no date. Write it as 2024-03-01 or 01/03/2024, the day before the month, "
                 "or clear the cell.";
}

static const struct file_column columns[MEMBER_COLUMNS] = {
    [MEMBER_EXTERNAL_ID] = {.wanted = {"external_id", STAFF_NUMBER_ALIASES},
                            .limit = 40,
                            .example = "Staff number",
                            .twice = STAFF_NUMBER_TWICE},
    [MEMBER_WORK_EMAIL] = {.wanted = {"work_email", WORK_EMAIL_ALIASES},
                           .limit = 254,
                           .example = "E-mail",
                           .twice = WORK_EMAIL_TWICE,
                           .fault = address_fault},
    [MEMBER_PERSONAL_EMAIL] = {.wanted = {"personal_email",
                                          "personal e-mail address|private e-mail|private e-mail "
                                          "address|home e-mail|home e-mail address|own e-mail|"
                                          "e-mail (personal)|e-mail (private)|e-mail (home)|"
                                          "other e-mail|alternative e-mail|secondary e-mail"},
                               .limit = 254,
                               .example = "Personal e-mail",
                               .twice = "A row above has this personal address too. Correct one of "
                                        "the two rows.",
                               .fault = address_fault},
    [MEMBER_GIVEN_NAME] = {.wanted = {"given_name", GIVEN_NAME_ALIASES}, .limit = 100},
    [MEMBER_FAMILY_NAME] = {.wanted = {"family_name", FAMILY_NAME_ALIASES}, .limit = 100},
    [MEMBER_KIND] = {.wanted = {"kind", "membership type|member type|type of membership|"
                                        "type of member|membership|member or ally|type"},
                     .limit = 20,
                     .fault = kind_fault},
    [MEMBER_VISIBILITY] = {.wanted = {"visibility", "who can see|seen by|shown to|privacy"},
                           .limit = 20,
                           .fault = visibility_fault},
    [MEMBER_JOINED] = {.wanted = {"joined", "date joined|joined date|joined on|joining date|"
                                            "join date|member since|since"},
                       .limit = 40,
                       .fault = joined_fault},
};

const struct file_kind member_file = {
    .called = "list of members",
    .keys = "external_id, work_email nor personal_email",
    .keyless = "The row has neither a staff number nor an address. Give one.",
    .columns = columns,
    .count = MEMBER_COLUMNS,
};
