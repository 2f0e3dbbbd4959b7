"""Things that take more than one call to make, for calls made from the registry alone, and texts of
which few mean anything.

Each function is given a world (contract.py) and gives the id of a new thing of its noun, or None.
"""


def new_person(world, name):
    return world.daemon.call("person.add", {"given_name": name})["person"]


def make_glass(world):
    """What a new keeper asks about somebody, for the world's own person to decide a week later."""
    other = world.find("person")
    if not other:
        return None
    asker = new_person(world, "Asker")
    named = {keeper["person"] for keeper in world.daemon.call("glass.keepers").get("keepers", [])}
    for keeper in {asker, other} - named:
        world.daemon.call("glass.keep", {"person": keeper})
    world.daemon.call("clock.move", {"by": "P8D"})
    about = {"person": new_person(world, "Somebody"), "reason": "An emergency of this test."}
    return world.daemon.call("glass.ask", about, as_=asker)["glass"]


STEPS = {"glass": make_glass}

# By the field's name.
TEXTS = {"address": "{}@example.org", "characteristic": "disability", "answer": "yes",
         "pack": "ethnicity", "provider": "hr", "zone": "Europe/London", "language": "cy"}
