/* The roles that a network begins with: they come as data packs. */
#include "action/role.h"
#include "base/clock.h"
#include "base/pack.h"
#include "model/setting.h"

static int64_t number_of(const struct pack_item *item, const char *part, int64_t otherwise)
{
    const struct json *json = json_member(item->json, part);
    return json == NULL ? otherwise : json_int(json);
}

static int grants_of(struct kith_call *call, const struct pack *pack, const struct pack_item *item,
                     uint32_t *ret_grants)
{
    const struct json *word = json_first(json_member(item->json, "grants"));
    *ret_grants = 0;
    for (; word != NULL; word = json_next(word)) {
        uint32_t grant = grant_by_name(json_text(word));
        if (grant == 0)
            return call_fail(call, ERROR_CLASH, "roles",
                             "%s grants \"%.*s\", which Kith does not know. Mend that file, or "
                             "choose other roles.",
                             pack->file, STR_ARGS(json_text(word)));
        *ret_grants |= grant;
    }
    return OK;
}

static int role_of_item(struct kith_call *call, const struct pack *pack,
                        const struct pack_item *item, struct role *ret_role)
{
    struct duration term;
    *ret_role = (struct role){.key = item->key,
                              .title = item->name,
                              .team = pack_item_text(item, "team"),
                              .remit = pack_item_text(item, "remit"),
                              .hands_over = pack_item_text(item, "hands_over"),
                              .term = pack_item_text(item, "term"),
                              .terms_at_most = number_of(item, "terms_at_most", 0),
                              .seats = number_of(item, "seats", 1)};
    bool known = str_is(ret_role->team, "leadership") || str_is(ret_role->team, "operational") ||
                 str_is(ret_role->team, "speciality");
    bool lasts = ret_role->term.len == 0 || duration_parse(ret_role->term, &term);
    if (!known || !lasts || ret_role->seats < 1)
        return call_fail(call, ERROR_CLASH, "roles",
                         "%s has a role \"%.*s\" of a team, a term or seats that Kith does not "
                         "know. Mend that file, or choose other roles.",
                         pack->file, STR_ARGS(item->key));
    return grants_of(call, pack, item, &ret_role->grants);
}

int role_template(struct kith_call *call, int64_t network, struct str name)
{
    int32_t today = 0;
    if (str_is(name, "none"))
        return OK;
    struct str full = str_of(arena_print(&call->arena, "roles-%.*s", STR_ARGS(name)));
    int err = setting_today(&call->model, &today);
    const struct pack *pack = packs_in_force(call->model.packs, full, today);
    if (err == OK && pack == NULL)
        return call_fail(call, ERROR_WRONG, "roles",
                         "There is no data pack %.*s. pack.list tells which there are; \"none\" "
                         "begins without roles.",
                         STR_ARGS(full));
    for (size_t i = 0; err == OK && i < pack->count; i++) {
        struct role role;
        err = role_of_item(call, pack, &pack->items[i], &role);
        role.network = network;
        if (err == OK)
            err = role_add(&call->model, &role);
    }
    return err;
}
