/* The end of a membership: what its handle holds ends first, in every part of the network. */
#include "model/appointment.h"
#include "model/confidence.h"
#include "model/contact_wish.h"
#include "model/decision.h"
#include "model/effect.h"
#include "model/election.h"
#include "model/interest.h"
#include "model/meeting.h"
#include "model/membership.h"
#include "model/office.h"
#include "model/space.h"
#include "model/succession.h"
#include "model/task.h"

static int offices_end(struct model *in, int64_t network, int64_t handle)
{
    return office_end_handle(in, network, handle, STR("left"));
}

static int welcome_end(struct model *in, int64_t network, int64_t handle)
{
    return task_end_about(in, network, STR("welcome.contact"), handle);
}

static int (*const ends[])(struct model *in, int64_t network, int64_t handle) = {
    appointment_leave,    offices_end,       confidence_leave,     task_drop_handle,
    welcome_end,          contact_wish_drop, meeting_drop_handle,  handover_drop_handle,
    decision_drop_handle, election_leave,    interest_drop_handle,
};

static int lay_down_office(struct model *in, int64_t network, int64_t handle)
{
    int err = OK;
    for (size_t i = 0; i < sizeof ends / sizeof *ends && err == OK; i++)
        err = ends[i](in, network, handle);
    return err;
}

int membership_lay_down(struct model *in, int64_t network, int64_t handle)
{
    int err = lay_down_office(in, network, handle);
    return err != OK ? err : effect_drop_recipient(in, network, handle);
}

static int end(struct model *in, int64_t person, int64_t network,
               int (*lay_down)(struct model *in, int64_t network, int64_t handle))
{
    int64_t handle = 0;
    int err = membership_handle(in, network, person, &handle);
    if (err == OK && handle == 0)
        err = error_set(in->error, ERROR_MISSING, "membership", "There is no such member.");
    if (err == OK)
        err = lay_down(in, network, handle);
    if (err == OK)
        err = space_leave_all(in, network, handle);
    return err != OK ? err : membership_remove(in, person, network);
}

int membership_end(struct model *in, int64_t person, int64_t network)
{
    return end(in, person, network, membership_lay_down);
}

int membership_vanish(struct model *in, int64_t person, int64_t network)
{
    return end(in, person, network, lay_down_office);
}
