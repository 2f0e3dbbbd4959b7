"""What a client does with spaces, and how it breaks the glass.

A client keeps its spaces, with those who come and go in them, in a network of its own that no other
deed touches. Only one client breaks the glass, one step at a time, so that the ledger knows who was
a keeper at each step.
"""
import collections

from lib.writer import Write

DOORS = ["open", "closed", "confidential"]
REASON = "Nobody has seen them since Monday."
TRIES = 20
GLASS_CLIENT = 0  # which moves the clock, too


class SpaceDeeds:
    """A part of deeds.Doer."""

    def __init__(self, *given):
        super().__init__(*given)
        self.space_network = None
        self.spaces = []
        self.glass_tries = collections.Counter()  # of deciding and of looking, by request
        self.space_members = {}  # person: their handle in that network

    def space_deeds(self):
        if not self.space_network:
            yield self.open_space_network, 2
            return
        yield from [(self.open_space, 2), (self.edit_space, 2), (self.close_space, 1),
                    (self.join_spaces, 3), (self.enter_space, 6), (self.leave_space, 3),
                    (self.leave_spaces, 1)]

    def glass_deeds(self):
        if self.number != GLASS_CLIENT:
            return
        # One step is under way at a time, so what goes on is preferred to what begins.
        if self.waiting_glasses("agreed"):
            yield self.look, 40
        elif self.waiting_glasses("asked"):
            yield from [(self.agree, 30), (self.refuse_to_look, 10)]
        else:
            yield from [(self.keep, 8), (self.release, 4)]
            if self.ledger.rehearsal:  # a keeper waits for seven days
                yield from [(self.move_clock, 24), (self.ask_to_look, 30)]

    # Spaces

    def open_space_network(self):
        write = self.open_network()
        opened = write.answered

        def ours(reply):
            opened(reply)
            self.networks.pop(reply["network"], None)
            self.space_network = reply["network"]
        write.answered, write.touches = ours, (*write.touches, "spaces")
        return write

    def open_space(self):
        name, door = self.fresh("Room"), self.random.choice(DOORS)

        def opened(reply):
            self.spaces.append(reply["space"])
            self.ledger.spaces[reply["space"]] = (self.space_network, name, "To talk.", door, False)
        return Write("space.open", {"network": self.space_network, "name": name,
                                    "aim": "To talk.", "door": door}, opened, self.keyed(),
                     logged=[(self.space_network, "space.open")])

    def change_space(self, action, arguments, change):
        space = self.pick(self.spaces)
        if not space:
            return None

        def changed(_reply):
            self.ledger.spaces[space] = change(*self.ledger.spaces[space])
            if action == "space.close":
                self.spaces.remove(space)
                self.ledger.inside -= {entry for entry in self.ledger.inside if entry[0] == space}
        return Write(action, dict(arguments, space=space), changed, self.keyed(), touches=(space,),
                     logged=[(self.space_network, action)])

    def edit_space(self):
        aim = self.fresh("To listen, and")
        return self.change_space("space.edit", {"aim": aim},
                                 lambda network, name, _aim, door, ended:
                                 (network, name, aim, door, ended))

    def close_space(self):
        return self.change_space("space.close", {}, lambda network, name, aim, door, _ended:
                                 (network, name, aim, door, True))

    def join_spaces(self):
        person = self.pick([person for person in self.staff if person not in self.space_members])
        acting = self.acting(person) if person else None
        if not acting:
            return None

        def joined(reply):
            self.space_members[person] = reply["membership"]
            self.ledger.members[reply["membership"]] = (self.space_network, "member", "members")
        return Write("membership.join", {"network": self.space_network}, joined,
                     self.keyed(**acting),
                     touches=((self.space_network, person), (person, "token")),
                     logged=[(self.space_network, "membership.join")])

    def in_network(self, action, arguments, change, *things):
        """By one member, of their own network of spaces."""
        person = self.pick(self.space_members)
        acting = self.acting(person) if person else None
        pair = (self.space_network, person)
        if not acting or pair in self.busy:
            return None
        handle = self.space_members[person]
        logged = [] if action.startswith("space.") else [(self.space_network, action)]
        return Write(action, arguments, lambda _reply: change(person, handle),
                     self.keyed(**acting), touches=(pair, (person, "token"), *things),
                     logged=logged)

    def enter_space(self):
        space = self.pick(self.spaces)
        return space and self.in_network(
            "space.enter", {"space": space},
            lambda _person, handle: self.ledger.inside.add((space, handle)), space)

    def leave_space(self):
        space = self.pick(self.spaces)
        return space and self.in_network(
            "space.leave", {"space": space},
            lambda _person, handle: self.ledger.inside.discard((space, handle)), space)

    def leave_spaces(self):
        def gone(person, handle):
            del self.space_members[person], self.ledger.members[handle]
            self.ledger.left.add(handle)
            self.ledger.inside -= {entry for entry in self.ledger.inside if entry[1] == handle}
        return self.in_network("membership.leave", {"network": self.space_network}, gone)

    # The glass

    def keepers(self):
        """Those who are keepers by now."""
        now = self.side.call("clock.show")["now"]
        listed = self.side.call("glass.keepers").get("keepers", [])
        return [keeper["person"] for keeper in listed if keeper["from"] < now]

    def glass_step(self, action, arguments, answered, **more):
        # The clock stands meanwhile: who is a keeper by now, is one when it is done.
        return Write(action, arguments, answered, self.keyed(**more), touches=("glass", "clock"),
                     logged=[(None, action)])

    def keep(self):
        person = self.pick([person for person in self.staff if person not in self.ledger.keepers])
        if not person or len(self.ledger.keepers) >= 4:
            return None

        def kept(_reply):
            self.ledger.keepers.add(person)
            self.ledger.glass_mails += len(self.ledger.keepers)
        write = self.glass_step("glass.keep", {"person": person}, kept)
        # A new token would have them wait again.
        self.staff.remove(person)
        return write

    def release(self):
        if len(self.ledger.keepers) < 4:
            return None
        person = self.random.choice(sorted(self.ledger.keepers))

        def released(_reply):
            self.ledger.glass_mails += 1
            self.ledger.keepers.remove(person)
        return self.glass_step("glass.release", {"person": person}, released)

    def ask_to_look(self):
        keepers, subject = self.keepers(), self.pick(self.staff)
        if not keepers or not subject:
            return None
        asker = self.random.choice(keepers)

        def asked(reply):
            self.ledger.glasses[reply["glass"]] = (asker, subject, "asked")
            self.ledger.glass_mails += len(keepers) - 1
        return self.glass_step("glass.ask", {"person": subject, "reason": REASON}, asked, as_=asker)

    def waiting_glasses(self, state):
        """The last one, if it stands so, and was not tried for long: it may have expired."""
        return [(glass, asker, subject)
                for glass, (asker, subject, how) in list(self.ledger.glasses.items())[-1:]
                if how == state and self.glass_tries[glass] < TRIES]

    def decide(self, action, state):
        waiting = self.waiting_glasses("asked")
        glass, asker, subject = self.random.choice(waiting) if waiting else (None, None, None)
        self.glass_tries[glass] += 1
        keepers = [keeper for keeper in self.keepers() if keeper not in (asker, subject)]
        if not waiting or not keepers:
            return None

        def decided(_reply):
            self.ledger.glasses[glass] = (asker, subject, state)
            self.ledger.glass_mails += 2 if state == "agreed" else 1
        write = self.glass_step(action, {"glass": glass}, decided,
                                as_=self.random.choice(keepers))
        write.refusals = ("clash",)  # it has expired
        return write

    def agree(self):
        return self.decide("glass.agree", "agreed")

    def refuse_to_look(self):
        return self.decide("glass.refuse", "refused")

    def look(self):
        waiting = self.waiting_glasses("agreed")
        if not waiting:
            return None
        glass, asker, subject = self.random.choice(waiting)
        self.glass_tries[glass] += 1

        def looked(_reply):
            self.ledger.looks[subject] += 1
            self.glass_tries[glass] = TRIES
        write = self.glass_step("glass.look", {"glass": glass}, looked, as_=asker)
        write.refusals = ("refused",)  # its day is over
        return write
