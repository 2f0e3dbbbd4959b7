"""Things around offices that take more than one call to make, as contract_steps.py has others."""


def new_person(world, name):
    return world.daemon.call("person.add", {"given_name": name})["person"]


def led_network(world):
    """A network of two, of whom the first is its chair; with the chair's role and office."""
    name = f"Led {next(world.numbers)}"
    place = world.daemon.call("place.add", {"name": name, "kind": "host"})["place"]
    about = {"name": name, "place": place, "aim": "To be led.", "charter": 0}
    network = world.pass_files(world.actions["network.open"], about)["network"]
    people = [new_person(world, name) for name in ("Chair", "Member")]
    handles = [world.daemon.call("membership.join", {"network": network}, as_=person)["membership"]
               for person in people]
    roles = world.daemon.call("role.list", {"network": network})["roles"]
    role = next(role["role"] for role in roles if role["key"] == "chair")
    office = world.daemon.call("role.appoint", {"role": role, "membership": handles[0]})["office"]
    return network, people, role, office


def make_office(world):
    return led_network(world)[3]


def make_appointment(world):
    _network, (chair, _member), role, _office = led_network(world)
    return world.daemon.call("appointment.open", {"role": role}, as_=chair)["appointment"]


def make_confidence(world):
    _network, (_chair, member), _role, office = led_network(world)
    about = {"office": office, "reason": "For this test."}
    return world.daemon.call("confidence.call", about, as_=member)["confidence"]


def make_handover(world):
    _network, (chair, _member), role, _office = led_network(world)
    about = {"role": role, "kind": "promise", "text": "A room."}
    return world.daemon.call("handover.note", about, as_=chair)["handover"]


def make_sponsor(world):
    """Nobody speaks against the only one who is suggested."""
    network, (chair, member), _role, _office = led_network(world)
    appointment = world.daemon.call("sponsor.choose", {"network": network},
                                    as_=chair)["appointment"]
    about = {"appointment": appointment, "name": "Dr Rao", "post": "Chief nurse"}
    world.daemon.call("sponsor.suggest", about, as_=member)
    world.daemon.call("clock.move", {"by": "P45D"})
    return world.daemon.call("sponsor.list", {"network": network})["sponsors"][0]["sponsor"]


OFFICE_STEPS = {"office": make_office, "appointment": make_appointment,
                "confidence": make_confidence,
                "handover": make_handover, "sponsor": make_sponsor}
