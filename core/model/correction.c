/* Corrections: what was changed of a person against what the employer's staff file says. */
#include "model/correction.h"

#include <string.h>

static const char *const names[CORRECTABLES] = {"given_name", "family_name", "work_email",
                                                "employer", "job"};

const char *correctable_name(enum correctable field)
{
    return names[field];
}

static struct str *text_of(struct person *person, enum correctable field)
{
    struct str *texts[CORRECTABLES] = {[CORRECT_GIVEN_NAME] = &person->given_name,
                                       [CORRECT_FAMILY_NAME] = &person->family_name,
                                       [CORRECT_WORK_EMAIL] = &person->work_email,
                                       [CORRECT_JOB] = &person->job};
    return texts[field];
}

struct str correctable_read(struct arena *arena, const struct person *person,
                            enum correctable field)
{
    char id[IDENT_LENGTH + 1];
    if (field != CORRECT_EMPLOYER)
        return *text_of((struct person *)(uintptr_t)person, field);
    if (person->employer == 0)
        return (struct str){0};
    ident_print(person->employer, id);
    return arena_str(arena, str_of(id));
}

void correctable_write(struct person *person, enum correctable field, struct str text)
{
    if (field != CORRECT_EMPLOYER)
        *text_of(person, field) = text;
    else if (!ident_parse(text, &person->employer))
        person->employer = 0;
}

int correction_read(struct model *in, int64_t person, struct correction ret_all[CORRECTABLES])
{
    struct query query;
    int err;
    memset(ret_all, 0, CORRECTABLES * sizeof *ret_all);
    query_open(&query, in->database, "SELECT field, said FROM correction WHERE person = ?1");
    query_int(&query, person);
    while ((err = query_step(&query)) == QUERY_ROW)
        for (size_t i = 0; i < CORRECTABLES; i++)
            if (str_is(query_read_text(&query, 0), names[i]))
                ret_all[i] = (struct correction){
                    .is_made = true, .said = arena_str(in->arena, query_read_text(&query, 1))};
    return query_close(&query, err);
}

int correction_end(struct model *in, int64_t person, enum correctable field)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM correction WHERE person = ?1 AND field = ?2");
    query_int(&query, person);
    query_text(&query, str_of(names[field]));
    return query_run(&query);
}

/* The first correction keeps what the file says; a later one leaves that as it is. */
static int row_add(struct model *in, int64_t person, enum correctable field, struct str said)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO correction (person, field, said) VALUES (?1, ?2, ?3)"
               " ON CONFLICT (person, field) DO NOTHING");
    query_int(&query, person);
    query_text(&query, str_of(names[field]));
    query_text(&query, said);
    return query_run(&query);
}

int correction_make(struct model *in, struct person *person, enum correctable field,
                    struct str value)
{
    struct correction all[CORRECTABLES];
    struct str before = arena_str(in->arena, correctable_read(in->arena, person, field));
    if (str_equal(before, value))
        return OK;
    int err = correction_read(in, person->id, all);
    correctable_write(person, field, value);
    if (err == OK)
        err = person_change(in, person);
    if (err != OK || person->fed_by.len == 0)
        return err;
    if (all[field].is_made && str_equal(all[field].said, value))
        return correction_end(in, person->id, field);
    return row_add(in, person->id, field, before);
}
