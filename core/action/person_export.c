/* person.export: all that is held of whoever asks, as JSON and, made from that, to read. */
#include "model/person_export.h"

#include "action/call.h"
#include "action/person_export.h"
#include "action/state.h"

/* ---- to read: headings and lists, from any JSON ---- */

enum { DEEPEST_HEADING = 4 };

/* "next_step_on" becomes "Next step on". */
static void add_name(struct text *out, struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i] == '_' ? ' ' : name.ptr[i];
        text_add_char(out, i == 0 && c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
    }
}

static void add_value(struct text *out, const struct json *value)
{
    switch (json_type(value)) {
    case JSON_TEXT:
        text_add(out, json_text(value));
        break;
    case JSON_INT:
        text_print(out, "%lld", (long long)json_int(value));
        break;
    case JSON_BOOL:
        text_add(out, json_bool(value) ? STR("yes") : STR("no"));
        break;
    default:
        text_add(out, STR("nothing"));
    }
}

static bool is_plain(const struct json *value)
{
    return json_type(value) != JSON_LIST && json_type(value) != JSON_OBJECT;
}

static void add_tree(struct text *out, const struct json *parent, int depth);

static void add_member(struct text *out, const struct json *member, int depth)
{
    if (is_plain(member)) {
        text_add(out, STR("- "));
        add_name(out, json_name(member));
        text_add(out, STR(": "));
        add_value(out, member);
        text_add_char(out, '\n');
        return;
    }
    text_add_char(out, '\n');
    for (int i = 0; i < (depth < DEEPEST_HEADING ? depth : DEEPEST_HEADING); i++)
        text_add_char(out, '#');
    text_add_char(out, ' ');
    add_name(out, json_name(member));
    text_add(out, STR("\n\n"));
    add_tree(out, member, depth + 1);
}

static void add_item(struct text *out, const struct json *item, int depth)
{
    if (is_plain(item)) {
        text_add(out, STR("- "));
        add_value(out, item);
        text_add_char(out, '\n');
        return;
    }
    add_tree(out, item, depth);
    text_add_char(out, '\n');
}

static void add_tree(struct text *out, const struct json *parent, int depth)
{
    const struct json *child = json_first(parent);
    if (child == NULL)
        text_add(out, STR("Nothing.\n"));
    for (; child != NULL; child = json_next(child)) {
        if (json_type(parent) == JSON_OBJECT)
            add_member(out, child, depth);
        else
            add_item(out, child, depth);
    }
}

/* ---- the work ---- */

struct exporting {
    struct kith_call *call;
    struct database *reader;
    int outcome;
    struct text data, page;
};

static void work_run(void *mine)
{
    struct exporting *exporting = mine;
    struct kith_call *call = exporting->call;
    struct json_writer writer = {.out = &exporting->data};
    struct model in = call->model;
    in.database = exporting->reader;
    int err = reader_begin(in.database);
    if (err == OK)
        err = person_export(&in, call->actor.person, &writer);
    int ended = reader_end(in.database);
    err = err != OK ? err : ended;
    struct json *json = err == OK ? json_parse(text_str(&exporting->data), &call->error) : NULL;
    if (json != NULL) {
        text_add(&exporting->page, STR("# What Kith holds about you\n"));
        add_tree(&exporting->page, json, 2);
    }
    exporting->outcome = err == OK && json == NULL ? ERROR_BROKEN : err;
    json_free(json);
}

static void work_done(void *mine)
{
    struct exporting *exporting = mine;
    struct kith_call *call = exporting->call;
    int err = exporting->outcome;
    database_close(exporting->reader);
    if (err == OK) {
        call_put_text(call, "page", text_str(&exporting->page));
        call_put_text(call, "data", text_str(&exporting->data));
        if (call->reply.fault[0] != '\0')
            err = call_fail(call, ERROR_LIMIT, NULL,
                            "This is more than fits into one answer. Ask an administrator.");
    }
    text_done(&exporting->data);
    text_done(&exporting->page);
    call_done(call, err);
}

kith_err person_export_run(void *self, struct kith_call *call)
{
    struct engine *engine = self;
    struct exporting *exporting = arena_take(&call->arena, sizeof *exporting);
    *exporting = (struct exporting){.call = call};
    int err = store_open_reader(engine->store, &exporting->reader, &call->error);
    if (err == OK)
        err = engine->host.work(engine->host.self, work_run, work_done, exporting);
    if (err != OK)
        database_close(exporting->reader);
    return err;
}

const kith_field person_export_gives[] = {
    {.name = "page",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL | KITH_SPECIAL,
     .limits = "0..8000000",
     .summary = "To read."},
    {.name = "data",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL | KITH_SPECIAL,
     .limits = "0..8000000",
     .summary = "The same as JSON, for programs."},
    {0},
};
