/* Somebody in a network, as far as they let the actor of a call see them. */
#include "action/somebody.h"

#include "model/membership.h"
#include "model/person.h"

int onlooker_of(struct kith_call *call, int64_t network, struct onlooker *ret_onlooker)
{
    *ret_onlooker = (struct onlooker){.network = network};
    return sight_viewer(&call->model, &call->actor, network, &ret_onlooker->viewer,
                        &ret_onlooker->own);
}

int somebody_is_seen(struct kith_call *call, const struct onlooker *onlooker, int64_t handle,
                     bool *ret_seen)
{
    struct membership membership = {0};
    *ret_seen = handle != 0 && handle == onlooker->own;
    if (handle == 0 || *ret_seen)
        return OK;
    int err = membership_read(&call->model, onlooker->network, handle, &membership);
    if (err == ERROR_MISSING) {
        call->error = (struct error){0};
        return OK;
    }
    *ret_seen = sight_allows(visibility_by_name(membership.visibility), onlooker->viewer);
    return err;
}

/* Of somebody who is seen. */
static int name_read(struct kith_call *call, const struct onlooker *onlooker, int64_t handle,
                     struct str *ret_name)
{
    struct person person = {0};
    int64_t id = 0;
    int err = membership_person(&call->model, onlooker->network, handle, &id);
    if (err == OK)
        err = person_read(&call->model, id, &person);
    if (err == OK)
        *ret_name = person_name(&call->arena, &person);
    if (handle != onlooker->own)
        call_looks_at(call, handle); /* never the person: it would tell that they belong */
    return err;
}

int somebody_name(struct kith_call *call, const struct onlooker *onlooker, int64_t handle,
                  struct str *ret_name)
{
    bool seen = false;
    *ret_name = (struct str){0};
    int err = somebody_is_seen(call, onlooker, handle, &seen);
    return err != OK || !seen ? err : name_read(call, onlooker, handle, ret_name);
}

int somebody_put(struct kith_call *call, const struct onlooker *onlooker, int64_t handle,
                 const char *field, const char *name_field)
{
    struct str name = {0};
    bool seen = false;
    int err = somebody_is_seen(call, onlooker, handle, &seen);
    if (err != OK || !seen)
        return err;
    call_put_int(call, field, handle);
    err = name_read(call, onlooker, handle, &name);
    call_put_text_if(call, name_field, name);
    return err;
}
