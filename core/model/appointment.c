/* Appointments: how one seat is filled, as a process that everybody can follow. */
#include "model/appointment.h"

#include "model/charter.h"
#include "model/network.h"
#include "model/office.h"
#include "model/schedule.h"
#include "model/sealed.h"
#include "model/sponsor.h"

#define COLUMNS                                                                                    \
    "id, network, role, stage, last_vote, calls, opened_at, due_at, appeal_at, clock, election,"   \
    " chosen, stand_in, concerned, office, charter"

static struct str stage_text(enum appointment_stage stage)
{
    return stage == APPOINTMENT_STAGES ? (struct str){0} : str_of(appointment_stage_name(stage));
}

static enum appointment_stage stage_read(const struct query *query, int column)
{
    enum appointment_stage stage = APPOINTMENT_STAGES;
    appointment_stage_by_name(query_read_text(query, column), &stage);
    return stage;
}

static struct appointment row_read(const struct query *query)
{
    return (struct appointment){.id = query_read_int(query, 0),
                                .network = query_read_int(query, 1),
                                .role = query_read_int(query, 2),
                                .stage = stage_read(query, 3),
                                .last_vote = stage_read(query, 4),
                                .calls = query_read_int(query, 5),
                                .opened_at = query_read_int(query, 6),
                                .due_at = query_read_int(query, 7),
                                .appeal_at = query_read_int(query, 8),
                                .clock = query_read_int(query, 9),
                                .election = query_read_int(query, 10),
                                .chosen = query_read_int(query, 11),
                                .stand_in = query_read_int(query, 12),
                                .concerned = query_read_int(query, 13) != 0,
                                .office = query_read_int(query, 14),
                                .charter = query_read_int(query, 15)};
}

static void bind(struct query *query, const struct appointment *appointment)
{
    query_int(query, appointment->id);
    query_int(query, appointment->network);
    query_int(query, appointment->role);
    query_text(query, stage_text(appointment->stage));
    query_text(query, stage_text(appointment->last_vote));
    query_int(query, appointment->calls);
    query_int(query, appointment->opened_at);
    query_int(query, appointment->due_at);
    query_int(query, appointment->appeal_at);
    query_int(query, appointment->clock);
    query_int(query, appointment->election);
    query_int(query, appointment->chosen);
    query_int(query, appointment->stand_in);
    query_int(query, appointment->concerned);
    query_int(query, appointment->office);
    query_int(query, appointment->charter);
    query_int(query, appointment_is_over(appointment->stage));
}

int appointment_add(struct model *in, struct appointment *appointment, struct str reason)
{
    struct query query;
    struct charter charter = {0};
    int err = charter_read(in, appointment->network, &charter);
    if (err != OK)
        return err;
    appointment->id = model_id(in);
    appointment->stage = APPOINTMENT_CALL;
    appointment->last_vote = APPOINTMENT_STAGES;
    appointment->calls = 1;
    appointment->opened_at = in->now_ms;
    appointment->charter = charter.version;
    query_open(&query, in->database,
               "INSERT INTO appointment (" COLUMNS ", is_over) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
               " ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)");
    bind(&query, appointment);
    err = query_run(&query);
    if (err == ERROR_CLASH)
        return error_set(in->error, ERROR_CLASH, appointment->role != 0 ? "role" : "network",
                         "An appointment is under way already: appointment.list shows it.");
    return err != OK ? err : appointment_note(in, appointment, reason);
}

int appointment_read(struct model *in, int64_t id, struct appointment *ret_appointment)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM appointment WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "appointment", "There is no such appointment.");
    if (err == OK)
        *ret_appointment = row_read(&query);
    return query_close(&query, err);
}

int appointment_write(struct model *in, const struct appointment *appointment)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE appointment SET stage = ?4, last_vote = ?5, calls = ?6, due_at = ?8,"
               " appeal_at = ?9, clock = ?10, election = ?11, chosen = ?12, stand_in = ?13,"
               " concerned = ?14, office = ?15, is_over = ?17"
               " WHERE id = ?1 AND network = ?2 AND role = ?3 AND opened_at = ?7"
               " AND charter = ?16");
    bind(&query, appointment);
    return query_run(&query);
}

int appointment_open(struct model *in, int64_t network, int64_t role, int64_t *ret_id)
{
    struct query query;
    *ret_id = 0;
    query_open(&query, in->database,
               "SELECT id FROM appointment WHERE network = ?1 AND role = ?2 AND is_over = 0");
    query_int(&query, network);
    query_int(&query, role);
    return query_one(&query, ret_id);
}

int appointment_page(struct model *in, int64_t network, struct page *page,
                     int (*each)(void *self, const struct appointment *appointment), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM appointment WHERE network = ?1 AND id > ?2 ORDER BY id"
               " LIMIT ?3");
    query_int(&query, network);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct appointment appointment = row_read(&query);
        if ((err = each(self, &appointment)) != OK)
            break;
    }
    return query_close(&query, err);
}

int appointment_title(struct model *in, const struct appointment *appointment,
                      struct str *ret_title)
{
    struct role role = {.title = STR("Executive sponsor")};
    int err = appointment->role == 0 ? OK : role_read(in, appointment->role, &role);
    *ret_title = role.title;
    return err;
}

int appointment_set_clock(struct model *in, struct appointment *appointment, int64_t due_at)
{
    struct schedule schedule = {.network = appointment->network,
                                .subject = appointment->id,
                                .due_at = due_at,
                                .action = STR("appointment.step"),
                                .arguments = ident_json(in->arena, "appointment", appointment->id)};
    appointment->due_at = due_at;
    return schedule_replace(in, &appointment->clock, &schedule);
}

/* ---- the line of stages ---- */

static const char *line_tag(struct model *in, int64_t number)
{
    return arena_print(in->arena, "turn %lld", (long long)number);
}

int appointment_note(struct model *in, const struct appointment *appointment, struct str reason)
{
    struct query query;
    int64_t number = 1;
    int err;
    query_open(&query, in->database,
               "SELECT max(number) + 1 FROM appointment_turn WHERE appointment = ?1");
    query_int(&query, appointment->id);
    while ((err = query_step(&query)) == QUERY_ROW)
        number = query_is_null(&query, 0) ? 1 : query_read_int(&query, 0);
    if ((err = query_close(&query, err)) != OK)
        return err;
    query_open(&query, in->database,
               "INSERT INTO appointment_turn (appointment, number, at_ms, stage, reason)"
               " VALUES (?1, ?2, ?3, ?4, ?5)");
    query_int(&query, appointment->id);
    query_int(&query, number);
    query_int(&query, in->now_ms);
    query_text(&query, stage_text(appointment->stage));
    query_blob(&query, sealed_texts(in, line_tag(in, number), appointment->id, &reason, 1));
    return query_run(&query);
}

int appointment_line_each(struct model *in, int64_t appointment,
                          int (*each)(void *self, const struct appointment_line *line), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT number, at_ms, stage, reason FROM appointment_turn WHERE appointment = ?1"
               " ORDER BY number");
    query_int(&query, appointment);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct appointment_line line = {.number = query_read_int(&query, 0),
                                        .at_ms = query_read_int(&query, 1),
                                        .stage = stage_read(&query, 2)};
        err = sealed_open(in, line_tag(in, line.number), appointment, query_read_blob(&query, 3),
                          &line.reason, 1);
        if (err != OK || (err = each(self, &line)) != OK)
            break;
    }
    return query_close(&query, err);
}

/* ---- what decides ---- */

static int seat_is_free(struct model *in, const struct appointment *appointment, bool *ret_free)
{
    struct role role = {0};
    int64_t filled = 0;
    *ret_free = true;
    if (appointment->role == 0) {
        int err = sponsor_current(in, appointment->network, &filled);
        *ret_free = filled == 0;
        return err;
    }
    int err = role_read(in, appointment->role, &role);
    if (err == OK)
        err = office_count(in, role.id, &filled);
    *ret_free = filled < role.seats;
    return err;
}

static int terms_read(struct model *in, int64_t network, struct appointment_state *state)
{
    struct str founding = {0}, silence = {0};
    int err = charter_term_int(in, network, "vacancy.calls_at_most", &state->calls_at_most);
    if (err == OK)
        err = charter_term_int(in, network, "vacancy.appeal_days", &state->appeal_days);
    if (err == OK)
        err = charter_term_int(in, network, "quorum.at_least", &state->holders_needed);
    if (err == OK)
        err = charter_term_text(in, network, "vacancy.founding", &founding);
    if (err == OK)
        err = charter_term_text(in, network, "vacancy.silence", &silence);
    state->founders_decide = str_is(founding, "administrators");
    state->silence_appoints = str_is(silence, "appoints");
    /* Of nobody at all there is no group, whatever the charter takes for a quorum. */
    if (state->holders_needed < 1)
        state->holders_needed = 1;
    return err;
}

int appointment_state(struct model *in, const struct appointment *appointment,
                      struct appointment_state *ret_state)
{
    *ret_state = (struct appointment_state){
        .stage = appointment->stage,
        .last_vote = appointment->last_vote == APPOINTMENT_STAGES ? APPOINTMENT_MEMBERS
                                                                  : appointment->last_vote,
        .is_sponsor = appointment->role == 0,
        .calls = appointment->calls};
    int err = appointment_candidate_count(in, appointment->id, &ret_state->candidates);
    if (err == OK)
        err = office_holders(in, appointment->network, &ret_state->holders);
    if (err == OK)
        err = terms_read(in, appointment->network, ret_state);
    return err != OK ? err : seat_is_free(in, appointment, &ret_state->is_seat_free);
}
