"""Things that take more than one call to make, for calls made from the registry alone, and texts of
which few mean anything.

Each function is given a world (contract.py) and gives the id of a new thing of its noun, or None.
"""
import contextlib
import pathlib
import tempfile

from lib.carers import open_network
from lib.contract_meetings import MEETING_STEPS
from lib.contract_offices import OFFICE_STEPS
from lib.contract_wrong import UNKNOWN_ID
from lib.daemon import Refused


def new_person(world, name):
    return world.daemon.call("person.add", {"given_name": name})["person"]


def make_glass(world):
    """What a keeper asks about somebody, for the world's own person to decide."""
    other = world.find("person")
    if not other:
        return None
    keepers = [row["person"] for row in world.daemon.call("glass.keepers").get("keepers", [])]
    asker = next((keeper for keeper in keepers if keeper != other), None)
    fresh = [new_person(world, "Asker")] if not asker else []
    for keeper in [*fresh, *({other} - set(keepers))]:
        world.daemon.call("glass.keep", {"person": keeper})
    world.daemon.call("clock.move", {"by": "P8D"})  # after a week it counts
    about = {"person": new_person(world, "Somebody"), "reason": "An emergency of this test."}
    return world.daemon.call("glass.ask", about, as_=asker or fresh[0])["glass"]


def propose(world):
    """Where the world's own person proposes something to all members: network, person, decision."""
    network, person = world.find("network"), world.find("person")
    if not network or not person:
        return None, None, None
    with contextlib.suppress(Refused):  # belongs already
        world.daemon.call("membership.join", {"network": network}, as_=person)
    about = {"network": network, "title": "A kettle", "text": "We buy one.", "voters": "members"}
    decision = world.daemon.call("decision.propose", about, as_=person)["decision"]
    return network, person, decision


def make_decision(world):
    return propose(world)[2]


def make_interest(world):
    """About a decision, since whoever holds no office declares none in general."""
    network, person, decision = propose(world)
    if not decision:
        return None
    about = {"network": network, "kind": "indirect", "matter": "My sister sells kettles.",
             "decision": decision}
    return world.daemon.call("interest.declare", about, as_=person)["interest"]


def make_proposal(world):
    """In a network that is asked before a role is defined."""
    person, name = new_person(world, "Asker"), f"Asked {next(world.numbers)}"
    network = open_network(world.daemon, name, name, {"ask": ["role.define"]})
    handle = world.daemon.call("membership.join", {"network": network}, as_=person)["membership"]
    roles = world.daemon.call("role.list", {"network": network})["roles"]
    chair = next(role["role"] for role in roles if role["key"] == "chair")
    world.daemon.call("role.appoint", {"role": chair, "membership": handle})
    about = {"network": network, "title": "Tea lead"}
    return world.daemon.call("role.define", about, as_=person)["proposal"]


def make_job(world):
    with tempfile.TemporaryDirectory(prefix="kith-") as folder:
        backup = {"to": str(pathlib.Path(folder) / "backup")}
        world.daemon.call("server.backup", backup)
    return world.daemon.call("job.list")["jobs"][0]["job"]


def no_import(_world):
    """Nobody is shown one, so each answers as one does that never was."""
    return UNKNOWN_ID


STEPS = {"glass": make_glass, "decision": make_decision, "interest": make_interest,
         "proposal": make_proposal, "job": make_job, "import": no_import,
         **MEETING_STEPS, **OFFICE_STEPS}

# By the field's name.
TEXTS = {"address": "{}@example.org", "characteristic": "disability", "answer": "yes",
         "pack": "ethnicity", "provider": "hr", "zone": "Europe/London", "language": "cy",
         "choices": "1"}

# An action that takes one.
A_PERSON = {"takes": [{"name": "person", "limits": "person"}]}
