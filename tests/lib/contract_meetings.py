"""Meetings, and what comes of them, for calls made of the registry: see contract_steps.py."""
import datetime


def new_person(world, name):
    return world.daemon.call("person.add", {"given_name": name})["person"]


def new_network(world):
    """One that is being founded: administrators stand in for its leads."""
    return world.make(world.actions["network.open"])["network"]


def later(world, minutes):
    now = datetime.datetime.fromisoformat(world.daemon.call("clock.show")["now"])
    return (now + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def open_meeting(world):
    """One that is open, in a network of its own: both."""
    network = new_network(world)
    about = {"network": network, "starts": later(world, 10)}
    meeting = world.daemon.call("meeting.plan", about)["meeting"]
    world.daemon.call("meeting.open", {"meeting": meeting})
    return network, meeting


def make_meeting(world):
    return open_meeting(world)[1]


def join(world, network):
    """The handle of somebody new in it."""
    person = new_person(world, "Joiner")
    return world.daemon.call("membership.join", {"network": network}, as_=person)["membership"]


def make_follow_up(world):
    network, meeting = open_meeting(world)
    about = {"meeting": meeting, "text": "To do.", "owner": join(world, network),
             "due": later(world, 0)[:10]}
    return world.daemon.call("follow_up.add", about)["follow_up"]


def make_agenda_item(world):
    about = {"meeting": make_meeting(world), "title": "A point"}
    return world.daemon.call("agenda_item.add", about)["agenda_item"]


def make_representation(world):
    network = new_network(world)
    about = {"network": network, "what": "A meeting", "on": later(world, 1500)[:10],
             "membership": join(world, network)}
    return world.daemon.call("representation.plan", about)["representation"]


def make_duty(world):
    """What somebody is told who holds an office, and came to none of four meetings."""
    network, chair = new_network(world), new_person(world, "Chair")
    call = world.daemon.call
    handle = call("membership.join", {"network": network}, as_=chair)["membership"]
    role = call("role.list", {"network": network})["roles"][0]["role"]
    call("role.appoint", {"role": role, "membership": handle})
    steering = call("committee.list", {"network": network}, as_=chair)["committees"][0]
    for _ in range(4):
        about = {"network": network, "committee": steering["committee"],
                 "starts": later(world, 1), "invite": False}
        meeting = {"meeting": call("meeting.plan", about, as_=chair)["meeting"]}
        call("meeting.open", meeting, as_=chair)
        call("meeting.close", meeting, as_=chair)
    call("clock.move", {"by": "P32D"})
    return call("duty.show", {"network": network}, as_=chair)["duty"]


MEETING_STEPS = {"meeting": make_meeting, "follow_up": make_follow_up, "duty": make_duty,
                 "agenda_item": make_agenda_item, "representation": make_representation}
