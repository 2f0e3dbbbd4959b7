/* Duties to take part: how somebody stands, counted from the meetings that were held. */
#include "model/duty.h"

#include "model/quorum/quorum.h"
#include "model/setting.h"

/* ---- the terms ---- */

const char *duty_name(enum duty_kind kind)
{
    static const char *const names[DUTIES] = {
        [DUTY_STEERING] = "steering", [DUTY_REMIT] = "remit", [DUTY_OTHER] = "other"};
    return names[kind];
}

/* A year ago; of a 29 February, the 28th. Or the first day of this year. */
static int32_t year_begins(int32_t today, bool is_calendar)
{
    struct civil civil = {0};
    civil_from_day(today, &civil);
    if (is_calendar)
        return civil_to_day(civil.year, 1, 1);
    if (!civil_is_date(civil.year - 1, civil.month, civil.day))
        civil.day--;
    return civil_to_day(civil.year - 1, civil.month, civil.day);
}

int duty_terms_read(struct model *in, int64_t network, struct duty_terms *ret_terms)
{
    struct str year;
    int32_t today = 0;
    int err = charter_term_fraction(in, network, "duties.part", &ret_terms->part);
    if (err == OK)
        err = charter_term_int(in, network, "duties.after_meetings", &ret_terms->after_meetings);
    if (err == OK)
        err = charter_term_text(in, network, "duties.year", &year);
    if (err == OK)
        err = charter_term_bool(in, network, "duties.remote_counts", &ret_terms->remote_counts);
    if (err == OK)
        err = charter_term_bool(in, network, "duties.written_counts", &ret_terms->written_counts);
    if (err == OK)
        err = setting_today(in, &today);
    if (err != OK)
        return err;
    ret_terms->is_calendar = str_is(year, "calendar");
    ret_terms->since_day = year_begins(today, ret_terms->is_calendar);
    return OK;
}

/* ---- what is needed ---- */

static int64_t needed_of(const struct duty_terms *terms, enum duty_kind kind, int64_t base)
{
    const struct quorum_part part = {.numerator = terms->part.top,
                                     .denominator = terms->part.below};
    return kind == DUTY_REMIT ? base : quorum_part_needed(&part, base);
}

void duty_settle(const struct duty_terms *terms, enum duty_kind kind, struct duty_sum *sum)
{
    sum->needed = needed_of(terms, kind, sum->base);
    sum->is_looked_at = sum->base > 0 && sum->base >= terms->after_meetings;
    sum->is_short = sum->is_looked_at && sum->taken < sum->needed;
    sum->mended_by = 0;
    if (!sum->is_short)
        return;
    /* The base grows with the meetings to come. Where all are asked for, as many can be made good
     * in writing as were missed. */
    sum->mended_by = sum->needed - sum->taken;
    while (kind != DUTY_REMIT && terms->part.top < terms->part.below &&
           sum->taken + sum->mended_by < needed_of(terms, kind, sum->base + sum->mended_by))
        sum->mended_by++;
}

/* ---- counting ---- */

/* Of a meeting that was held while they had an office: of which duty is it? */
static bool kind_of(struct str kind, bool is_seated, bool is_own_remit, enum duty_kind *ret_kind)
{
    *ret_kind = DUTY_OTHER;
    if (str_is(kind, "steering"))
        *ret_kind = DUTY_STEERING;
    if (str_is(kind, "remit") && is_own_remit)
        *ret_kind = DUTY_REMIT;
    return is_seated || (!str_is(kind, "steering") && !str_is(kind, "committee"));
}

static void sum_add(const struct query *query, struct duty_sum sums[DUTIES])
{
    enum duty_kind kind;
    bool is_excused = query_read_int(query, 4) != 0;
    bool is_taken = query_read_int(query, 3) != 0;
    if (!kind_of(query_read_text(query, 0), query_read_int(query, 1) != 0,
                 query_read_int(query, 2) != 0, &kind))
        return;
    /* Whoever came in spite of being excused has taken part. */
    sums[kind].excused += is_excused && !is_taken;
    sums[kind].base += !is_excused || is_taken;
    sums[kind].taken += is_taken;
}

int duty_count(struct model *in, int64_t network, int64_t handle, const struct duty_terms *terms,
               struct duty_sum ret_sums[DUTIES])
{
    const char *zone;
    struct query query;
    int64_t since_at = 0;
    int err = setting_zone(in, &zone);
    for (int kind = 0; kind < DUTIES; kind++)
        ret_sums[kind] = (struct duty_sum){0};
    if (err != OK)
        return err;
    zone_to_time(zone, terms->since_day, 0, &since_at);
    query_open(&query, in->database,
               "SELECT meeting.kind, max(is_seated), max(meeting_seat.role = meeting.role),"
               " EXISTS (SELECT 1 FROM attendance WHERE attendance.network = ?1"
               "  AND attendance.meeting = meeting.id AND attendance.handle = ?2"
               "  AND (?5 OR attendance.how = 'room'))"
               " OR (?6 AND EXISTS (SELECT 1 FROM contribution WHERE contribution.network = ?1"
               "  AND contribution.meeting = meeting.id AND contribution.handle = ?2)),"
               " EXISTS (SELECT 1 FROM meeting_word WHERE meeting_word.network = ?1"
               "  AND meeting_word.meeting = meeting.id AND meeting_word.handle = ?2"
               "  AND is_excused)"
               " FROM meeting JOIN meeting_seat ON meeting_seat.network = ?1"
               " AND meeting_seat.meeting = meeting.id AND meeting_seat.handle = ?2"
               " WHERE meeting.network = ?1 AND meeting.state = 'closed'"
               " AND meeting.starts_at >= ?3 AND meeting.starts_at <= ?4 GROUP BY meeting.id");
    query_int(&query, network);
    query_int(&query, handle);
    query_int(&query, since_at);
    query_int(&query, in->now_ms);
    query_int(&query, terms->remote_counts);
    query_int(&query, terms->written_counts);
    while ((err = query_step(&query)) == QUERY_ROW)
        sum_add(&query, ret_sums);
    for (int kind = 0; kind < DUTIES; kind++)
        duty_settle(terms, (enum duty_kind)kind, &ret_sums[kind]);
    return query_close(&query, err);
}

bool duty_is_short(const struct duty_sum sums[DUTIES])
{
    for (int kind = 0; kind < DUTIES; kind++)
        if (sums[kind].is_short)
            return true;
    return false;
}
