/* network: its page - name, aim, colours and logo - and its end. */
#include "action/core.h"
#include "action/election.h"
#include "action/notice.h"
#include "base/colour.h"
#include "base/picture.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/office.h"
#include "model/schedule.h"

enum { LOGO_SIDE = 4096, DAY_MS = 24 * 3600 * 1000, CLEARED_AT_ONCE = 50 };

/* ---- name, aim, whom ---- */

static kith_err edit_run(void *self, struct kith_call *call)
{
    (void)self;
    struct network network;
    int err = network_read(&call->model, call_int(call, "network"), &network);
    if (err == OK)
        err = network_check_open(&call->model, network.id);
    if (call_given(call, "name"))
        network.name = call_text(call, "name");
    if (call_given(call, "aim"))
        network.aim = call_text(call, "aim");
    if (call_given(call, "whom"))
        network.whom = call_text(call, "whom");
    return err != OK ? err : network_edit(&call->model, &network);
}

/* ---- short name, colours, logo ---- */

static int take_colour(struct kith_call *call, const char *name, struct str *colour)
{
    struct colour parsed;
    if (!call_given(call, name))
        return OK;
    *colour = call_text(call, name);
    if (!colour_parse(*colour, &parsed))
        return call_fail(call, ERROR_WRONG, name,
                         "%s: must be # and six digits of 0-9 or a-f, such as #005f73.", name);
    return OK;
}

static int take_logo(struct kith_call *call, int64_t network)
{
    struct picture picture;
    struct logo logo;
    if (!call_given(call, "logo"))
        return OK;
    int err = call_read_file(call, "logo", &logo.bytes);
    if (err != OK)
        return err;
    if (!picture_read(logo.bytes, &picture))
        return call_fail(call, ERROR_WRONG, "logo", "logo: must be a picture in PNG or JPEG.");
    if (picture.width < 1 || picture.height < 1 || picture.width > LOGO_SIDE ||
        picture.height > LOGO_SIDE)
        return call_fail(call, ERROR_WRONG, "logo",
                         "logo: must be 1 to %d pixels wide and high; this is %lld by %lld.",
                         LOGO_SIDE, (long long)picture.width, (long long)picture.height);
    logo.kind = str_of(picture.kind);
    return network_set_logo(&call->model, network, &logo);
}

/* "white (7.2 to 1)": the text that can be read on it. */
static void put_text_on(struct kith_call *call, const char *field, struct str text)
{
    struct colour colour;
    int contrast;
    if (!colour_parse(text, &colour))
        return;
    bool black = colour_wants_black(colour, &contrast);
    call_put_text(call, field,
                  str_of(arena_print(&call->arena, "%s (%d.%d to 1)", black ? "black" : "white",
                                     contrast / 10, contrast % 10)));
}

static kith_err brand_run(void *self, struct kith_call *call)
{
    (void)self;
    struct network network;
    int err = network_read(&call->model, call_int(call, "network"), &network);
    if (err == OK)
        err = network_check_open(&call->model, network.id);
    if (err == OK)
        err = take_colour(call, "colour", &network.colour);
    if (err == OK)
        err = take_colour(call, "accent", &network.accent);
    if (call_given(call, "short_name"))
        network.short_name = call_text(call, "short_name");
    if (err == OK)
        err = network_brand(&call->model, &network);
    if (err == OK)
        err = take_logo(call, network.id);
    if (err != OK)
        return err;
    put_text_on(call, "text_on_colour", network.colour);
    put_text_on(call, "text_on_accent", network.accent);
    return OK;
}

static kith_err logo_run(void *self, struct kith_call *call)
{
    (void)self;
    struct logo logo;
    int err = network_logo(&call->model, call_int(call, "network"), &logo);
    if (err != OK)
        return err;
    if (logo.kind.len == 0)
        return call_fail(call, ERROR_MISSING, "network", "This network has no logo.");
    call_put_text(call, "kind", logo.kind);
    call_put_text(call, "base64", picture_base64(logo.bytes, &call->arena));
    return OK;
}

/* ---- the end ---- */

/* Memberships stand a while longer, so that the message finds everybody; then they end. */
static int clear_later(struct kith_call *call, int64_t network, int64_t due_at)
{
    struct schedule schedule = {.network = network,
                                .due_at = due_at,
                                .action = STR("network.clear"),
                                .arguments = ident_json(&call->arena, "network", network)};
    return schedule_add(&call->model, &schedule);
}

static kith_err close_run(void *self, struct kith_call *call)
{
    (void)self;
    struct network network;
    int err = network_read(&call->model, call_int(call, "network"), &network);
    if (err == OK)
        err = network_close(&call->model, network.id, call_text(call, "reason"));
    if (err == OK)
        err = election_clear(call, network.id);
    if (err == OK)
        err = office_watch_founding(&call->model, network.id);
    if (err == OK)
        err =
            clear_later(call, network.id, call->model.now_ms + NETWORK_KEPT_DAYS * (int64_t)DAY_MS);
    if (err == OK)
        err = notice_members(call, network.id,
                             "A network that you belong to has been closed. network.show tells "
                             "why. Your membership ends by itself in 30 days.\n");
    return err;
}

struct leaver {
    struct kith_call *call;
    int64_t handle;
};

static int take_first(void *self, const struct membership *membership)
{
    ((struct leaver *)self)->handle = membership->handle;
    return ERROR_STOPPED;
}

/* One after another, each found anew: what ends is gone from the walk. The rest of a large network
 * ends in calls of their own. */
static kith_err clear_run(void *self, struct kith_call *call)
{
    (void)self;
    int64_t network = call_int(call, "network"), person;
    struct leaver leaver = {.call = call};
    struct network found;
    int err = network_read(&call->model, network, &found);
    if (err == OK && !str_is(found.state, "closed"))
        return call_fail(call, ERROR_CLASH, "network", "This network is open.");
    for (int i = 0; i < CLEARED_AT_ONCE && err == OK; i++) {
        leaver.handle = 0;
        err = membership_each_of_all(&call->model, network, take_first, &leaver);
        if (leaver.handle == 0)
            return err;
        err = membership_person(&call->model, network, leaver.handle, &person);
        if (err == OK)
            err = membership_end(&call->model, person, network);
    }
    return err != OK ? err : clear_later(call, network, call->model.now_ms);
}

/* ---- fields ---- */

static const kith_field one_network[] = {NETWORK_FIELD, {0}};

static const kith_field tell_takes[] = {
    NETWORK_FIELD,
    {.name = "text",
     .type = KITH_MARKDOWN,
     .limits = "1..1000",
     .summary = "What there is to say; it names nobody."},
    {.name = "from", .type = KITH_ID, .limits = "*", .summary = "The last handle that was told."},
    {0},
};

static const kith_field edit_takes[] = {
    NETWORK_FIELD,
    {.name = "name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "1..120",
     .summary = "What it is called."},
    {.name = "aim",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "1..300",
     .summary = "What it wants, in a sentence, for the directory."},
    {.name = "whom",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "0..300",
     .summary = "The group it is for, in its own words."},
    {0},
};

static const kith_field brand_takes[] = {
    NETWORK_FIELD,
    {.name = "short_name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "0..20",
     .summary = "What it is called where there is little room."},
    {.name = "colour",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "7..7",
     .summary = "Its colour, as #005f73."},
    {.name = "accent",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "7..7",
     .summary = "A second colour, beside the first."},
    {.name = "logo",
     .type = KITH_FILE,
     .flags = KITH_OPTIONAL,
     .limits = "1..262144",
     .summary = "Its logo, in PNG or JPEG, at most 256 KiB and 4096 pixels wide and high."},
    {0},
};

static const kith_field brand_gives[] = {
    {.name = "text_on_colour",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "The text that can be read on its colour, and the contrast; 4.5 to 1 is enough."},
    {.name = "text_on_accent",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "The text that can be read on the second colour."},
    {0},
};

static const kith_field logo_gives[] = {
    {.name = "kind", .type = KITH_ONE_OF, .limits = "png|jpeg", .summary = "What it is."},
    {.name = "base64",
     .type = KITH_MARKDOWN,
     .limits = "0..400000",
     .summary = "The picture's bytes, as base64."},
    {0},
};

static const kith_field close_takes[] = {
    NETWORK_FIELD,
    {.name = "reason",
     .type = KITH_MARKDOWN,
     .limits = "1..4000",
     .summary = "Why, for those who ask; the network's page says it."},
    {0},
};

const kith_action network_page_actions[] = {
    {.name = "network.edit",
     .summary = "Changes a network's name, its aim, or whom it is for.",
     .may = "lead:brand",
     .flags = KITH_WRITES,
     .takes = edit_takes,
     .run = edit_run,
     .since = "0.1"},
    {.name = "network.brand",
     .summary = "Gives a network its short name, its colours and its logo.",
     .may = "lead:brand",
     .flags = KITH_WRITES,
     .takes = brand_takes,
     .gives = brand_gives,
     .run = brand_run,
     .since = "0.1",
     .help = "On every colour either black or white text can be read (a contrast of 4.5 to 1 or "
             "more, WCAG 2.2 AA). Pages use the one that the reply names."},
    {.name = "network.logo",
     .summary = "Gives a network's logo.",
     .may = "anyone",
     .flags = KITH_READS,
     .takes = one_network,
     .gives = logo_gives,
     .run = logo_run,
     .since = "0.1"},
    {.name = "network.close",
     .summary = "Closes a network for good, and tells its members.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = close_takes,
     .run = close_run,
     .since = "0.1",
     .help = "Nobody can join it any more, nothing of it happens by itself, and the directory no "
             "longer shows it. Votes, decisions, appointments and meetings that are under way end, "
             "and say that this is why. Memberships end 30 days later; the journal and the charter "
             "stay. It is not opened again: whoever wants it proposes it anew, and its name is "
             "free."},
    {.name = "network.tell",
     .summary = "Goes on telling the members of a large network; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES | KITH_UNLOGGED,
     .takes = tell_takes,
     .run = notice_tell_run,
     .since = "0.1"},
    {.name = "network.clear",
     .summary = "Ends the memberships of a closed network; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_network,
     .run = clear_run,
     .since = "0.1"},
    {0},
};
