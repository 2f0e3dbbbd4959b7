/* People: colleagues as their employer knows them. Belonging is not kept here.
 *
 * Each person has a data key, wrapped by the master key: special-category fields are sealed
 * under it, and destroying it erases them. */
#include "model/person.h"

#include "model/belonging.h"

#define COLUMNS                                                                                    \
    "id, external_id, given_name, family_name, work_email, employer, job, fed_by, left_day"

/* Has somebody else this staff number? */
static bool number_is_taken(struct model *in, const struct person *person)
{
    struct query query;
    bool taken = false;
    query_open(&query, in->database, "SELECT 1 FROM person WHERE external_id = ?1 AND id <> ?2");
    query_text(&query, person->external_id);
    query_int(&query, person->id);
    while (query_step(&query) == QUERY_ROW)
        taken = true;
    query_close(&query, OK);
    return taken;
}

static int taken(struct model *in, int err, const struct person *person)
{
    if (err != ERROR_CLASH)
        return err;
    return error_set(in->error, ERROR_CLASH,
                     number_is_taken(in, person) ? "external_id" : "work_email",
                     "Somebody here has this staff number or work address already. Use "
                     "person.upsert to change what is known of them.");
}

static struct str data_key_make(struct model *in, int64_t id)
{
    unsigned char *key = arena_take(in->arena, SECRET_KEY_SIZE);
    secret_random(key, SECRET_KEY_SIZE);
    struct str tag = str_of(arena_print(in->arena, "person/%lld", (long long)id));
    struct str wrapped = secret_seal(in->keys->use[SECRET_PERSON], tag,
                                     (struct str){(const char *)key, SECRET_KEY_SIZE}, in->arena);
    secret_wipe(key, SECRET_KEY_SIZE);
    return wrapped;
}

static void bind_optional(struct query *query, struct str text)
{
    if (text.len == 0)
        query_null(query);
    else
        query_text(query, text);
}

static void bind_fields(struct query *query, const struct person *person)
{
    bind_optional(query, person->external_id);
    query_text(query, person->given_name);
    query_text(query, person->family_name);
    bind_optional(query, person->work_email);
    query_int_or_null(query, person->employer);
    query_text(query, person->job);
    bind_optional(query, person->fed_by);
    query_int_or_null(query, person->left_day);
}

int person_add(struct model *in, struct person *person)
{
    struct query query;
    if (person->id == 0)
        person->id = model_id(in);
    query_open(&query, in->database,
               "INSERT INTO person (id, external_id, given_name, family_name, work_email,"
               " employer, job, fed_by, left_day, data_key)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    query_int(&query, person->id);
    bind_fields(&query, person);
    query_blob(&query, data_key_make(in, person->id));
    return taken(in, query_run(&query), person);
}

static struct person row_read(struct model *in, const struct query *query)
{
    return (struct person){.id = query_read_int(query, 0),
                           .external_id = arena_str(in->arena, query_read_text(query, 1)),
                           .given_name = arena_str(in->arena, query_read_text(query, 2)),
                           .family_name = arena_str(in->arena, query_read_text(query, 3)),
                           .work_email = arena_str(in->arena, query_read_text(query, 4)),
                           .employer = query_read_int(query, 5),
                           .job = arena_str(in->arena, query_read_text(query, 6)),
                           .fed_by = arena_str(in->arena, query_read_text(query, 7)),
                           .left_day = (int32_t)query_read_int(query, 8)};
}

/* The one person that an open query leads to, if any; closes it. */
static int read_one(struct model *in, struct query *query, struct person *ret_person,
                    bool *ret_found)
{
    int err;
    *ret_found = false;
    while ((err = query_step(query)) == QUERY_ROW) {
        *ret_person = row_read(in, query);
        *ret_found = true;
    }
    return query_close(query, err);
}

int person_read(struct model *in, int64_t id, struct person *ret_person)
{
    struct query query;
    bool found;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM person WHERE id = ?1");
    query_int(&query, id);
    int err = read_one(in, &query, ret_person, &found);
    if (err == OK && !found)
        return error_set(in->error, ERROR_MISSING, "person", "There is no such person.");
    return err;
}

int person_exists(struct model *in, int64_t id, bool *ret_exists)
{
    struct query query;
    query_open(&query, in->database, "SELECT 1 FROM person WHERE id = ?1");
    query_int(&query, id);
    return query_any(&query, ret_exists);
}

int person_by_number(struct model *in, struct str external_id, struct person *ret_person,
                     bool *ret_found)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM person WHERE external_id = ?1");
    query_text(&query, external_id);
    return read_one(in, &query, ret_person, ret_found);
}

int person_by_email(struct model *in, struct str work_email, struct person *ret_person,
                    bool *ret_found)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM person WHERE work_email = ?1");
    query_text(&query, work_email);
    return read_one(in, &query, ret_person, ret_found);
}

int person_find(struct model *in, struct str external_id, struct str work_email, int64_t *ret_id)
{
    struct person by_number = {0}, by_email = {0};
    bool number_found = false, email_found = false;
    int err = OK;
    if (external_id.len > 0)
        err = person_by_number(in, external_id, &by_number, &number_found);
    if (err == OK && work_email.len > 0)
        err = person_by_email(in, work_email, &by_email, &email_found);
    *ret_id = number_found ? by_number.id : email_found ? by_email.id : 0;
    if (err != OK || !email_found)
        return err;
    bool differs = number_found ? by_email.id != by_number.id
                                : external_id.len > 0 && by_email.external_id.len > 0;
    if (differs)
        return error_set(in->error, ERROR_CLASH, "work_email",
                         "The staff number and the work address lead to two different people.");
    return OK;
}

int person_change(struct model *in, const struct person *person)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE person SET external_id = ?2, given_name = ?3, family_name = ?4,"
               " work_email = ?5, employer = ?6, job = ?7, fed_by = ?8, left_day = ?9"
               " WHERE id = ?1");
    query_int(&query, person->id);
    bind_fields(&query, person);
    return taken(in, query_run(&query), person);
}

int person_remove(struct model *in, int64_t person)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM correction WHERE person = ?1");
    query_int(&query, person);
    int err = query_run(&query);
    if (err != OK)
        return err;
    query_open(&query, in->database, "DELETE FROM person WHERE id = ?1");
    query_int(&query, person);
    return query_run(&query);
}

static bool belongs(void *self, const struct belonging *belonging)
{
    (void)belonging;
    *(bool *)self = true;
    return true;
}

int person_forget(struct model *in, int64_t id)
{
    struct query query;
    bool is_used = false, is_bare = false;
    int err = belonging_each(in, id, belongs, &is_used);
    if (err != OK || is_used)
        return err;
    query_open(&query, in->database,
               "SELECT 1 FROM person WHERE id = ?1 AND employer IS NULL AND job = '' AND"
               " fed_by IS NULL AND (external_id IS NULL OR work_email IS NULL) AND"
               " NOT EXISTS (SELECT 1 FROM token WHERE person = ?1) AND"
               " NOT EXISTS (SELECT 1 FROM contact WHERE person = ?1) AND"
               " NOT EXISTS (SELECT 1 FROM identity WHERE person = ?1)");
    query_int(&query, id);
    err = query_any(&query, &is_bare);
    return err == OK && is_bare ? person_remove(in, id) : err;
}

struct str person_name(struct arena *arena, const struct person *person)
{
    if (person->family_name.len == 0)
        return person->given_name;
    return str_of(arena_print(arena, "%.*s %.*s", STR_ARGS(person->given_name),
                              STR_ARGS(person->family_name)));
}
