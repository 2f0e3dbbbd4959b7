/* Everything that is held of a person: one section after another, each from its noun. */
#include "model/person_export.h"

#include <string.h>

#include "base/list.h"
#include "model/correction.h"
#include "model/erase.h"
#include "model/exported.h"
#include "model/glass.h"
#include "model/journal_about.h"
#include "model/look.h"
#include "model/member_export.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/person_parts.h"
#include "model/place.h"

enum { HOUR_MS = 3600 * 1000, PAGE = 500 };

struct section {
    struct model *in;
    struct json_writer *writer;
    int64_t person;
};

static struct str place_name(struct model *in, int64_t id)
{
    struct place place;
    struct error quiet = {0};
    struct model own = *in;
    own.error = &quiet;
    return id != 0 && place_read(&own, id, &place) == OK ? place.name : (struct str){0};
}

/* ---- what the employer said, and what was corrected in it ---- */

static int export_about(struct section *section)
{
    struct json_writer *writer = section->writer;
    struct person person;
    int err = person_read(section->in, section->person, &person);
    if (err != OK)
        return err;
    json_open(writer, '{');
    exported_id(writer, "id", person.id);
    exported_text(writer, "given_name", person.given_name);
    exported_text(writer, "family_name", person.family_name);
    exported_text(writer, "staff_number", person.external_id);
    exported_text(writer, "work_email", person.work_email);
    exported_text(writer, "employer", place_name(section->in, person.employer));
    exported_text(writer, "job", person.job);
    exported_text(writer, "comes_from",
                  person.fed_by.len > 0
                      ? str_of(arena_print(section->in->arena, "the staff file \"%.*s\"",
                                           STR_ARGS(person.fed_by)))
                      : STR("an administrator, by hand"));
    exported_day(writer, "left_on", person.left_day);
    json_close(writer, '}');
    return OK;
}

static int export_corrections(struct section *section)
{
    struct correction all[CORRECTABLES];
    struct json_writer *writer = section->writer;
    int err = correction_read(section->in, section->person, all);
    json_open(writer, '[');
    for (size_t i = 0; i < CORRECTABLES && err == OK; i++) {
        int64_t place;
        struct str said = all[i].said;
        if (!all[i].is_made)
            continue;
        if (i == CORRECT_EMPLOYER && ident_parse(said, &place))
            said = place_name(section->in, place);
        json_open(writer, '{');
        exported_text(writer, "field", str_of(correctable_name((enum correctable)i)));
        exported_text(writer, "the_staff_file_said", said.len > 0 ? said : STR("nothing"));
        json_close(writer, '}');
    }
    json_close(writer, ']');
    return err;
}

/* ---- memberships, each with what its network's journal says of the handle ---- */

static void put_entry(struct section *section, const struct journal_entry *entry)
{
    struct json_writer *writer = section->writer;
    json_open(writer, '{');
    exported_day(writer, "day", entry->day);
    exported_time(writer, "at", entry->at_ms);
    exported_text(writer, "action", entry->action);
    exported_text(writer, "done_by", entry->actor);
    if (entry->facts.len > 0) {
        json_key(writer, "facts");
        json_put_raw(writer, entry->facts);
    }
    json_close(writer, '}');
}

struct trail {
    struct section section;
    int64_t handle;
};

static void trail_look(void *self, const struct journal_entry *entry)
{
    struct trail *trail = self;
    if (!entry->erased && (entry->actor_id == trail->handle || entry->subject == trail->handle))
        put_entry(&trail->section, entry);
}

static int export_trail(struct section *section, int64_t network, int64_t handle)
{
    struct arena arena = {0};
    struct model own = *section->in;
    struct trail trail = {.section = *section, .handle = handle};
    struct page page = {.limit = PAGE};
    int err;
    own.arena = &arena;
    trail.section.in = &own;
    json_key(section->writer, "journal");
    json_open(section->writer, '[');
    do {
        page_turn(&page);
        err = journal_page(&own, network, &page, trail_look, &trail);
        arena_reset(&arena);
    } while (err == OK && page.more);
    json_close(section->writer, ']');
    arena_done(&arena);
    return err;
}

struct memberships {
    LIST(struct membership) all;
};

static void keep_membership(void *self, const struct membership *membership)
{
    *list_add(&((struct memberships *)self)->all) = *membership;
}

static int export_membership(struct section *section, const struct membership *membership)
{
    struct json_writer *writer = section->writer;
    struct network network = {0};
    int err = network_read(section->in, membership->network, &network);
    if (err != OK)
        return err;
    json_open(writer, '{');
    exported_text(writer, "network", network.name);
    exported_id(writer, "handle", membership->handle);
    exported_text(writer, "kind", membership->kind);
    exported_text(writer, "visibility", membership->visibility);
    exported_day(writer, "joined_on", membership->joined_day);
    exported_text(writer, "stage", membership->stage);
    exported_day(writer, "next_step_on", membership->next_day);
    exported_day(writer, "asked_on", membership->asked_day);
    exported_day(writer, "on_leave_until", membership->absent_until);
    err = member_export(section->in, membership->network, membership->handle, writer);
    if (err == OK)
        err = export_trail(section, membership->network, membership->handle);
    json_close(writer, '}');
    return err;
}

static int export_memberships(struct section *section)
{
    struct memberships memberships = {0};
    int err = membership_mine(section->in, section->person, keep_membership, &memberships);
    json_open(section->writer, '[');
    for (size_t i = 0; i < memberships.all.count && err == OK; i++)
        err = export_membership(section, &memberships.all.at[i]);
    json_close(section->writer, ']');
    list_done(&memberships.all);
    return err;
}

/* ---- who looked, and what the server's journal says ---- */

static void put_look(void *self, const struct look *look)
{
    struct section *section = self;
    json_open(section->writer, '{');
    exported_time(section->writer, "hour", look->hour * HOUR_MS);
    exported_text(section->writer, "viewer", look->viewer);
    exported_text(section->writer, "action", look->action);
    json_close(section->writer, '}');
}

static int export_looks(struct section *section)
{
    struct page page = {.limit = PAGE};
    int err;
    json_open(section->writer, '[');
    do {
        page_turn(&page);
        err = look_page(section->in, section->person, &page, put_look, section);
    } while (err == OK && page.more);
    json_close(section->writer, ']');
    return err;
}

static void put_about(void *self, const struct journal_entry *entry)
{
    put_entry(self, entry);
}

static int export_journal(struct section *section)
{
    struct journal_people people = {0};
    struct arena arena = {0};
    struct model own = *section->in;
    int64_t before = 0;
    int err = erase_ids(section->in, section->person, &people);
    own.arena = &arena;
    json_open(section->writer, '[');
    while (err == OK) {
        err = journal_about(&own, &people, &before, put_about, section);
        arena_reset(&arena);
        if (before == 0)
            break;
    }
    json_close(section->writer, ']');
    journal_people_done(&people);
    arena_done(&arena);
    return err;
}

/* ---- who asked to look at what they belong to ---- */

static int put_glass(void *self, const struct glass *glass)
{
    const struct section *section = self;
    struct json_writer *writer = section->writer;
    bool concerns = glass->subject == section->person;
    bool is_theirs = glass->asker == section->person || glass->decider == section->person;
    if (!(concerns && glass_is_seen(glass, section->person, false)) && !is_theirs)
        return QUERY_ROW;
    json_open(writer, '{');
    exported_text(writer, "you",
                  str_of(concerns                          ? "it was about you"
                         : glass->asker == section->person ? "you asked"
                                                           : "you decided"));
    exported_text(writer, "state", str_of(glass_state(section->in, glass)));
    exported_time(writer, "asked_at", glass->asked_at);
    exported_time(writer, "decided_at", glass->decided_at);
    exported_text(writer, "reason", glass->reason);
    json_close(writer, '}');
    return QUERY_ROW;
}

static int export_glass(struct section *section)
{
    json_open(section->writer, '[');
    int err = glass_each(section->in, 0, put_glass, section);
    json_close(section->writer, ']');
    return err;
}

/* ---- all of it ---- */

static const struct {
    const char *name;
    int (*export)(struct section *section);
} sections[] = {
    {"about", export_about},
    {"corrections", export_corrections},
    {"memberships", export_memberships},
    {"looks", export_looks},
    {"journal", export_journal},
    {"breaking_the_glass", export_glass},
};

int person_export(struct model *in, int64_t person, struct json_writer *writer)
{
    int err = OK;
    json_open(writer, '{');
    for (size_t i = 0; i < sizeof sections / sizeof *sections && err == OK; i++) {
        struct section section = {.in = in, .writer = writer, .person = person};
        json_key(writer, sections[i].name);
        err = sections[i].export(&section);
    }
    if (err == OK)
        err = person_parts_export(in, person, writer);
    json_close(writer, '}');
    return err;
}
