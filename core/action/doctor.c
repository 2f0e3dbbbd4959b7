/* server.doctor: things that go wrong at three in the morning, each with what mends it. */
#include "action/doctor.h"

#include <string.h>
#include <sys/stat.h>

#include "action/state.h"
#include "base/clock.h"
#include "model/ballot_box.h"
#include "model/candidate.h"
#include "model/cursor.h"
#include "model/effect.h"
#include "model/erasure.h"
#include "model/job.h"
#include "model/journal.h"
#include "model/schedule.h"
#include "model/setting.h"
#include "store/erased.h"

enum { DAY_MS = 24 * 3600 * 1000, BACKUP_DAYS = 8, SLOW_COMMIT_MS = 1000 };
enum { OPEN_TO_READ = 026 }; /* written by the group, read or written by others */

static const int64_t needed_bytes = INT64_C(256) << 20;

/* One examination: says what it found; if that is a failure, `mend` is the command. */
struct finding {
    bool well;
    struct str found;
    const char *mend;
};

struct patient {
    struct engine *engine;
    struct kith_call *call;
    int64_t open_votes, lost_keys;
};

static struct str print_count(struct patient *patient, int64_t count, const char *what)
{
    return str_of(arena_print(&patient->call->arena, "%lld %s", (long long)count, what));
}

static int examine_schema(struct patient *patient, struct finding *finding)
{
    int found = store_schema_found(patient->call->model.database);
    finding->well = found == store_schema_known();
    finding->found = print_count(patient, found, "is the schema's number");
    finding->mend = "systemctl restart kithd";
    return OK;
}

/* To whole 64 MiB: what one colleague does fills so little that it cannot be seen. */
int64_t disk_rounded(int64_t bytes)
{
    return bytes < 0 ? bytes : bytes / DISK_STEP * DISK_STEP;
}

static int examine_disk(struct patient *patient, struct finding *finding)
{
    int64_t bytes = store_free_bytes(patient->engine->store);
    finding->well = bytes < 0 || bytes >= needed_bytes;
    finding->found = print_count(patient, disk_rounded(bytes) >> 20, "MiB are free, or more");
    finding->mend = "df -h; then remove what is not needed from this disk";
    return OK;
}

/* The group may come as far as the socket: under systemd its members are the administrators. */
static int examine_permissions(struct patient *patient, struct finding *finding)
{
    struct stat status;
    const char *dir = store_dir(patient->engine->store);
    const char *secret = arena_print(&patient->call->arena, "%s/secret", dir);
    bool state_open = stat(dir, &status) == 0 && (status.st_mode & OPEN_TO_READ) != 0;
    bool secret_open = stat(secret, &status) == 0 && (status.st_mode & 077) != 0;
    finding->well = !state_open && !secret_open;
    finding->found = finding->well ? STR("only kithd's account can read the state")
                                   : STR("other accounts can read the state");
    finding->mend = arena_print(&patient->call->arena, "chmod 750 %s; chmod 700 %s", dir, secret);
    return OK;
}

static int examine_journal(struct patient *patient, struct finding *finding)
{
    struct model *in = &patient->call->model;
    struct journal_entry entry;
    int64_t last;
    int err = journal_last(in, 0, &last);
    if (err != OK)
        return err;
    int opened = last == 0 ? OK : journal_read(in, 0, last, &entry);
    finding->well = opened == OK;
    finding->found =
        opened == OK ? STR("the newest entry opens") : STR("the newest entry does not open");
    finding->mend = "kith journal verify; kith server restore --from /safe/place/kith.db";
    *in->error = (struct error){0};
    return OK;
}

static int examine_commits(struct patient *patient, struct finding *finding)
{
    struct change_counts counts = change_counts(patient->engine->store);
    finding->well = counts.failures == 0 && counts.longest_ms < SLOW_COMMIT_MS;
    finding->found = str_of(
        arena_print(&patient->call->arena, "%lld batches failed; the slowest took less than %lld s",
                    (long long)counts.failures, (long long)counts.longest_ms / 1000 + 1));
    finding->mend = "journalctl -u kithd; df -h; systemctl restart kithd";
    return OK;
}

static int examine_schedule(struct patient *patient, struct finding *finding)
{
    int64_t parked;
    int err = schedule_count_parked(&patient->call->model, &parked);
    finding->well = parked == 0;
    finding->found = print_count(patient, parked, "things on the schedule failed too often");
    finding->mend = "kith schedule list; kith schedule retry";
    return err;
}

static int examine_effects(struct patient *patient, struct finding *finding)
{
    struct effect_counts stuck = {0};
    int err = effect_count_stuck(&patient->call->model, &stuck);
    bool nobody = !patient->engine->rehearsal && patient->engine->servers.count == 0;
    finding->well = stuck.failed == 0 && stuck.waiting == 0;
    finding->found = str_of(arena_print(
        &patient->call->arena, "%lld failed, %lld have waited for more than a day%s",
        (long long)stuck.failed, (long long)stuck.waiting, nobody ? "; no plugin sends any" : ""));
    finding->mend = nobody ? "install and configure the plugin that sends them"
                           : "kith effect list --state failed; kith effect retry ID";
    return err;
}

static int examine_events(struct patient *patient, struct finding *finding)
{
    int64_t parked;
    int err = cursor_count_parked(&patient->call->model, &parked);
    finding->well = parked == 0;
    finding->found = print_count(patient, parked, "plugins' events are parked");
    finding->mend = "journalctl -u kithd; mend the plugin; systemctl restart kithd";
    return err;
}

static void count_job(void *self, const struct job *job)
{
    (void)job;
    ++*(int64_t *)self;
}

static int examine_jobs(struct patient *patient, struct finding *finding)
{
    struct page page = {.limit = 100};
    int64_t failed = 0;
    int err = job_page(&patient->call->model, &patient->call->actor, STR("failed"), &page,
                       count_job, &failed);
    finding->well = failed == 0;
    finding->found = print_count(patient, failed, "jobs failed, and nobody has seen to them");
    finding->mend = "kith job list --state failed; kith job show ID; kith job stop ID";
    return err;
}

static int examine_backup(struct patient *patient, struct finding *finding)
{
    int64_t at, now = patient->call->model.now_ms;
    int err = setting_read_int(&patient->call->model, "backup.last_at", 0, &at);
    finding->well =
        patient->engine->rehearsal || (at != 0 && now - at < BACKUP_DAYS * (int64_t)DAY_MS);
    finding->found = at == 0
                         ? STR("no backup is known of")
                         : print_count(patient, (now - at) / DAY_MS, "days since the last backup");
    finding->mend = "kith server backup --to /safe/place/kith.db";
    return err;
}

static int examine_packs(struct patient *patient, struct finding *finding)
{
    const struct packs *packs = patient->engine->packs;
    size_t faults = packs_fault_count(packs);
    const struct pack_fault *first = faults > 0 ? packs_fault(packs, 0) : NULL;
    finding->well = faults == 0;
    finding->found = print_count(patient, (int64_t)packs_count(packs), "data packs were read");
    if (first)
        finding->found =
            str_of(arena_print(&patient->call->arena, "%zu data packs are left out; %s: %s", faults,
                               first->file, first->error.message));
    finding->mend = "mend that file; systemctl restart kithd";
    return OK;
}

/* Colleagues who asked for a network were promised an answer. */
static int examine_candidates(struct patient *patient, struct finding *finding)
{
    struct model *in = &patient->call->model;
    int64_t late;
    int err = candidate_count_late(in, clock_day(in->now_ms), &late);
    finding->well = late == 0;
    finding->found =
        print_count(patient, late, "proposed networks have waited more than 20 working days");
    finding->mend =
        "kith candidate list --state enough; kith network open, or kith network decline";
    return err;
}

static const char *ledger_fault(struct patient *patient,
                                const struct erasure_difference *difference)
{
    struct arena *arena = &patient->call->arena;
    if (difference->bad != 0)
        return arena_print(arena, "line %lld of the ledger `erased` is damaged",
                           (long long)difference->bad);
    return difference->missing.len > 0 ? "the ledger `erased` lacks somebody" : NULL;
}

/* Without the ledger a restored backup brings back who was erased. */
static int examine_erased(struct patient *patient, struct finding *finding)
{
    struct model *in = &patient->call->model;
    const char *dir = store_dir(patient->engine->store);
    struct erasure_difference difference = {0};
    struct text file = {0};
    int err = erased_read(dir, &file, in->error);
    bool readable = err == OK;
    *in->error = (struct error){0};
    err = erasure_compare(in, text_str(&file), &difference);
    const char *fault =
        readable ? ledger_fault(patient, &difference) : "the ledger `erased` cannot be read";
    finding->well = fault == NULL;
    finding->found = fault != NULL ? str_of(fault)
                                   : print_count(patient, difference.lines,
                                                 "erasures, and their ledger is whole");
    finding->mend =
        readable && difference.bad != 0
            ? arena_print(&patient->call->arena,
                          "put a whole copy of %s/erased in its place, or take the line out", dir)
            : "systemctl restart kithd, which writes it anew; then keep a copy apart from backups";
    erasure_difference_done(&difference);
    text_done(&file);
    return err;
}

static int count_without_key(void *self, const struct election *election)
{
    struct patient *patient = self;
    const struct ballot_box box = {.in = &patient->call->model,
                                   .state_dir = store_dir(patient->engine->store),
                                   .election = election->id};
    patient->lost_keys += !ballot_box_has_key(&box);
    patient->open_votes++;
    return OK;
}

/* The key of an open vote stands in one file, and in no backup. */
static int examine_elections(struct patient *patient, struct finding *finding)
{
    int err = election_each_open(&patient->call->model, count_without_key, patient);
    finding->well = patient->lost_keys == 0;
    finding->found = finding->well ? print_count(patient, patient->open_votes, "votes are open")
                                   : print_count(patient, patient->lost_keys,
                                                 "open votes have lost their key: they are "
                                                 "void, unless it is found");
    finding->mend = arena_print(&patient->call->arena,
                                "look for %s/secret/election-… in a copy of the state directory; "
                                "else plan new votes",
                                store_dir(patient->engine->store));
    return err;
}

/* Rows of one name are one line, in which only what is not well is told if anything is not. */
static const struct examination {
    const char *name;
    int (*examine)(struct patient *patient, struct finding *finding);
} examinations[] = {
    {"database", examine_schema},     {"database", examine_commits},
    {"disk", examine_disk},           {"permissions", examine_permissions},
    {"journal", examine_journal},     {"journal", examine_erased},
    {"schedule", examine_schedule},   {"effects", examine_effects},
    {"effects", examine_events},      {"jobs", examine_jobs},
    {"backup", examine_backup},       {"packs", examine_packs},
    {"networks", examine_candidates}, {"networks", examine_elections},
};

static void join(struct patient *patient, struct finding *line, const struct finding *part)
{
    struct arena *arena = &patient->call->arena;
    if (line->found.len == 0 || (line->well && !part->well)) {
        *line = *part;
        return;
    }
    if (part->well && !line->well)
        return;
    line->found =
        str_of(arena_print(arena, "%.*s; %.*s", STR_ARGS(line->found), STR_ARGS(part->found)));
    if (!line->well)
        line->mend = arena_print(arena, "%s; %s", line->mend, part->mend);
}

static void put_line(struct kith_call *call, const char *name, const struct finding *line)
{
    call_open(call, "lines");
    call_put_text(call, "check", str_of(name));
    call_put_int(call, "well", line->well);
    call_put_text(call, "found", line->found);
    if (!line->well)
        call_put_text(call, "mend", str_of(line->mend));
    call_close(call);
}

kith_err doctor(struct engine *engine, struct kith_call *call)
{
    struct patient patient = {.engine = engine, .call = call};
    struct finding line = {0};
    const size_t count = sizeof examinations / sizeof *examinations;
    for (size_t i = 0; i < count; i++) {
        struct finding part = {0};
        int err = examinations[i].examine(&patient, &part);
        if (err != OK)
            return err;
        join(&patient, &line, &part);
        if (i + 1 < count && strcmp(examinations[i].name, examinations[i + 1].name) == 0)
            continue;
        put_line(call, examinations[i].name, &line);
        line = (struct finding){0};
    }
    return OK;
}

static const kith_field line_parts[] = {
    {.name = "check", .type = KITH_TEXT, .summary = "What was examined."},
    {.name = "well", .type = KITH_BOOL, .summary = "It is as it should be."},
    {.name = "found", .type = KITH_TEXT, .summary = "What was found."},
    {.name = "mend",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "The command that mends it."},
    {0},
};

const kith_field doctor_gives[] = {
    {.name = "lines",
     .type = KITH_RECORD,
     .flags = KITH_MANY,
     .parts = line_parts,
     .summary = "The findings, ten lines."},
    {0},
};
