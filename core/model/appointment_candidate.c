/* Appointments: who would like it, who appeals, and whom it concerns. */
#include "base/list.h"
#include "model/appointment.h"
#include "model/office.h"
#include "model/sealed.h"
#include "model/setting.h"
#include "model/succession.h"

#define CANDIDATE "candidate"
#define COLUMNS   "id, network, appointment, handle, option, sealed"

/* ---- candidates ---- */

int appointment_candidate_add(struct model *in, struct appointment_candidate *candidate)
{
    struct query query;
    const struct str texts[] = {candidate->name, candidate->post, candidate->words};
    candidate->id = ident_random();
    query_open(&query, in->database,
               "INSERT INTO appointment_candidate (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, 0, ?5)");
    query_int(&query, candidate->id);
    query_int(&query, candidate->network);
    query_int(&query, candidate->appointment);
    query_int(&query, candidate->handle);
    query_blob(&query, sealed_texts(in, CANDIDATE, candidate->id, texts, 3));
    int err = query_run(&query);
    if (err == ERROR_CLASH)
        return error_set(in->error, ERROR_CLASH, "appointment",
                         "You have said already that you would like it. To say it in other words, "
                         "take it back with appointment.withdraw first.");
    return err;
}

int appointment_candidate_set_option(struct model *in, int64_t id, int64_t option)
{
    struct query query;
    query_open(&query, in->database, "UPDATE appointment_candidate SET option = ?2 WHERE id = ?1");
    query_int(&query, id);
    query_int(&query, option);
    return query_run(&query);
}

int appointment_candidate_remove(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM appointment_candidate WHERE id = ?1");
    query_int(&query, id);
    return query_run(&query);
}

int appointment_candidate_each(struct model *in, int64_t appointment,
                               int (*each)(void *self,
                                           const struct appointment_candidate *candidate),
                               void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM appointment_candidate WHERE appointment = ?1 ORDER BY id");
    query_int(&query, appointment);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct str texts[3];
        struct appointment_candidate candidate = {.id = query_read_int(&query, 0),
                                                  .network = query_read_int(&query, 1),
                                                  .appointment = appointment,
                                                  .handle = query_read_int(&query, 3),
                                                  .option = query_read_int(&query, 4)};
        err = sealed_open(in, CANDIDATE, candidate.id, query_read_blob(&query, 5), texts, 3);
        if (err != OK)
            break;
        candidate.name = texts[0];
        candidate.post = texts[1];
        candidate.words = texts[2];
        if ((err = each(self, &candidate)) != OK)
            break;
    }
    return query_close(&query, err);
}

int appointment_candidate_count(struct model *in, int64_t appointment, int64_t *ret_count)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT count(*) FROM appointment_candidate WHERE appointment = ?1");
    query_int(&query, appointment);
    return query_one(&query, ret_count);
}

struct finding {
    enum candidate_by by;
    int64_t what, number;
    struct appointment_candidate found;
};

static int is_found(void *self, const struct appointment_candidate *candidate)
{
    struct finding *finding = self;
    const int64_t by[] = {[CANDIDATE_HANDLE] = candidate->handle,
                          [CANDIDATE_OPTION] = candidate->option,
                          [CANDIDATE_ID] = candidate->id,
                          [CANDIDATE_NUMBER] = ++finding->number};
    if (finding->what != 0 && by[finding->by] == finding->what)
        finding->found = *candidate;
    return OK;
}

int appointment_candidate_find(struct model *in, int64_t appointment, enum candidate_by by,
                               int64_t what, struct appointment_candidate *ret_candidate)
{
    struct finding finding = {.by = by, .what = what};
    int err = appointment_candidate_each(in, appointment, is_found, &finding);
    *ret_candidate = finding.found;
    return err;
}

/* ---- appeals ---- */

int appointment_appeal_add(struct model *in, struct appointment_appeal *appeal)
{
    struct query query;
    int err = setting_today(in, &appeal->day);
    if (err != OK)
        return err;
    appeal->id = model_id_of_day(in);
    appeal->state = STR("open");
    query_open(&query, in->database,
               "INSERT INTO appointment_appeal (id, network, appointment, day, hearer, state,"
               " sealed, answer) VALUES (?1, ?2, ?3, ?4, ?5, 'open', ?6, ?7)");
    query_int(&query, appeal->id);
    query_int(&query, appeal->network);
    query_int(&query, appeal->appointment);
    query_int(&query, appeal->day);
    query_int(&query, appeal->hearer);
    query_blob(&query, sealed_words(in, "appeal", appeal->id, appeal->appellant, appeal->reason));
    query_blob(&query, sealed_texts(in, "answer", appeal->id, &appeal->answer, 1));
    return query_run(&query);
}

int appointment_appeal_each(struct model *in, int64_t appointment,
                            int (*each)(void *self, const struct appointment_appeal *appeal),
                            void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, network, day, hearer, state, sealed, answer FROM appointment_appeal"
               " WHERE appointment = ?1 ORDER BY id");
    query_int(&query, appointment);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct appointment_appeal appeal = {.id = query_read_int(&query, 0),
                                            .network = query_read_int(&query, 1),
                                            .appointment = appointment,
                                            .day = (int32_t)query_read_int(&query, 2),
                                            .hearer = query_read_int(&query, 3),
                                            .state =
                                                arena_str(in->arena, query_read_text(&query, 4))};
        err = sealed_words_open(in, "appeal", appeal.id, query_read_blob(&query, 5),
                                &appeal.appellant, &appeal.reason);
        if (err == OK)
            err =
                sealed_open(in, "answer", appeal.id, query_read_blob(&query, 6), &appeal.answer, 1);
        if (err != OK || (err = each(self, &appeal)) != OK)
            break;
    }
    return query_close(&query, err);
}

static int is_open_appeal(void *self, const struct appointment_appeal *appeal)
{
    if (str_is(appeal->state, "open"))
        *(struct appointment_appeal *)self = *appeal;
    return OK;
}

int appointment_appeal_open(struct model *in, int64_t appointment,
                            struct appointment_appeal *ret_appeal)
{
    *ret_appeal = (struct appointment_appeal){0};
    return appointment_appeal_each(in, appointment, is_open_appeal, ret_appeal);
}

int appointment_appeal_end(struct model *in, const struct appointment_appeal *appeal)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE appointment_appeal SET state = ?2, answer = ?3, hearer = ?4 WHERE id = ?1");
    query_int(&query, appeal->id);
    query_text(&query, appeal->state);
    query_blob(&query, sealed_texts(in, "answer", appeal->id, &appeal->answer, 1));
    query_int(&query, appeal->hearer);
    return query_run(&query);
}

/* ---- whom it concerns ---- */

int appointment_concerns(struct model *in, const struct appointment *appointment, int64_t handle,
                         bool *ret_concerns)
{
    struct query query;
    int64_t count = 0;
    query_open(&query, in->database,
               "SELECT (SELECT count(*) FROM office WHERE role = ?2 AND handle = ?3"
               " AND ended_day = 0 AND acting = 0)"
               " + (SELECT count(*) FROM appointment_candidate WHERE appointment = ?1"
               " AND handle = ?3)");
    query_int(&query, appointment->id);
    query_int(&query, appointment->role);
    query_int(&query, handle);
    int err = query_one(&query, &count);
    *ret_concerns = count > 0;
    return err;
}

struct choice {
    struct model *in;
    const struct appointment *appointment;
    int64_t apart; /* a handle that is not chosen */
    int64_t handle;
    int rank; /* of the handle: the chair before the deputies before the others */
};

static int rank_of(struct choice *choice, const struct office *office, int *ret_rank)
{
    struct role role = {0};
    int err = role_read(choice->in, office->role, &role);
    *ret_rank = str_is(role.key, ROLE_CHAIR) ? 3 : str_is(role.key, ROLE_DEPUTY) ? 2 : 1;
    return err;
}

/* Of equal rank, the one who has served longest. */
static int choose_hearer(void *self, const struct office *office)
{
    struct choice *choice = self;
    bool concerned = true;
    int rank = 0;
    int err = rank_of(choice, office, &rank);
    if (err == OK)
        err = appointment_concerns(choice->in, choice->appointment, office->handle, &concerned);
    if (err == OK && !concerned && office->handle != choice->apart && rank > choice->rank) {
        choice->handle = office->handle;
        choice->rank = rank;
    }
    return err;
}

int appointment_hearer(struct model *in, const struct appointment *appointment, int64_t appellant,
                       int64_t *ret_handle)
{
    struct choice choice = {.in = in, .appointment = appointment, .apart = appellant};
    int err = office_each(in, appointment->network, false, choose_hearer, &choice);
    *ret_handle = choice.handle;
    return err;
}

static int choose_stand_in(void *self, const struct office *office)
{
    struct choice *choice = self;
    bool concerned = true;
    if (choice->handle != 0)
        return OK;
    int err = appointment_concerns(choice->in, choice->appointment, office->handle, &concerned);
    if (err == OK && !concerned)
        choice->handle = office->handle;
    return err;
}

int appointment_stand_in(struct model *in, const struct appointment *appointment,
                         int64_t *ret_handle)
{
    struct choice choice = {.in = in, .appointment = appointment};
    int err = succession_each_deputy(in, appointment->network, appointment->role, choose_stand_in,
                                     &choice);
    *ret_handle = choice.handle;
    return err;
}

/* ---- somebody leaves ---- */

struct leaving {
    struct model *in;
    int64_t handle;
};

/* One that they run gets another stand-in; one for which they were chosen goes on at once, unless
 * the members vote on them: what is counted then looks who is still there. */
static int leave_one(struct leaving *leaving, int64_t id)
{
    struct appointment appointment = {0};
    struct appointment_candidate chosen = {0};
    struct model *in = leaving->in;
    int err = appointment_read(in, id, &appointment);
    if (err == OK)
        err = appointment_candidate_find(in, id, CANDIDATE_HANDLE, leaving->handle, &chosen);
    if (err == OK && chosen.id != 0)
        err = appointment_candidate_remove(in, chosen.id);
    if (err == OK && appointment.stand_in == leaving->handle)
        err = appointment_stand_in(in, &appointment, &appointment.stand_in);
    if (err == OK && chosen.id != 0 && chosen.id == appointment.chosen &&
        !appointment_is_vote(appointment.stage))
        err = appointment_set_clock(in, &appointment, in->now_ms);
    return err != OK ? err : appointment_write(in, &appointment);
}

typedef LIST(int64_t) appointment_ids;

static int open_ids(struct model *in, int64_t network, appointment_ids *ret_ids)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id FROM appointment WHERE network = ?1 AND is_over = 0");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW)
        *list_add(ret_ids) = query_read_int(&query, 0);
    return query_close(&query, err);
}

static int end_appeal(struct model *in, int64_t appointment)
{
    struct appointment_appeal appeal;
    int err = appointment_appeal_open(in, appointment, &appeal);
    if (err != OK || appeal.id == 0)
        return err;
    appeal.state = STR("unheard");
    appeal.answer = STR("The network was closed before it was heard.");
    return appointment_appeal_end(in, &appeal);
}

static int stop_one(struct model *in, int64_t id)
{
    struct appointment appointment = {0};
    int err = appointment_read(in, id, &appointment);
    if (err == OK)
        err = end_appeal(in, id);
    appointment.stage = APPOINTMENT_STOPPED;
    if (err == OK)
        err = appointment_set_clock(in, &appointment, 0);
    if (err == OK)
        err = appointment_note(in, &appointment, STR("The network was closed."));
    return err != OK ? err : appointment_write(in, &appointment);
}

int appointment_end_network(struct model *in, int64_t network)
{
    appointment_ids open = {0};
    int err = open_ids(in, network, &open);
    for (size_t i = 0; i < open.count && err == OK; i++)
        err = stop_one(in, open.at[i]);
    list_done(&open);
    return err;
}

int appointment_leave(struct model *in, int64_t network, int64_t handle)
{
    struct leaving leaving = {in, handle};
    appointment_ids open = {0};
    struct query query;
    if (handle == 0)
        return OK;
    int err = open_ids(in, network, &open);
    for (size_t i = 0; i < open.count && err == OK; i++)
        err = leave_one(&leaving, open.at[i]);
    list_done(&open);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "DELETE FROM appointment_candidate WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    if ((err = query_run(&query)) != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE appointment_appeal SET hearer = 0"
               " WHERE network = ?1 AND hearer = ?2 AND state = 'open'");
    query_int(&query, network);
    query_int(&query, handle);
    return query_run(&query);
}
