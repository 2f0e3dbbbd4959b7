"""A client's writes about roles: defined, filled, laid down, ended, and what they leave to do."""
from lib.writer import Write

TERMS = [None, "P12M", "P2D"]  # the last one ends by itself while the clock is moved
HAND_OVER = ["", "- The calendar\n\n* Whom to ask\n"]  # none, two tasks
SEATS = 2


class RoleDeeds:
    """Beside Writer, for a Doer. No role here grants `roles`, so administrators appoint."""

    def role_deeds(self):
        yield from [(self.define_role, 3), (self.edit_role, 1), (self.close_role, 1),
                    (self.reopen_role, 2), (self.appoint, 5), (self.end_office, 2),
                    (self.resign, 2), (self.finish_task, 2)]

    def my_roles(self, closed=False):
        return [role for role, known in self.ledger.roles.items()
                if known["network"] in self.networks and known["closed"] == closed]

    def my_offices(self):
        return [office for office, known in self.ledger.offices.items()
                if not known["ended"] and known["handle"] in self.belongs.values()]

    def define_role(self):
        network = self.pick(self.networks)
        if not network:
            return None
        title, hands_over = self.fresh("Lead"), self.random.choice(HAND_OVER)
        term = self.random.choice(TERMS)
        arguments = {"network": network, "title": title, "grants": ["mail"], "seats": SEATS,
                     "hands_over": hands_over}

        def defined(reply):
            self.ledger.roles[reply["role"]] = {
                "network": network, "title": title, "closed": False, "changed": False,
                "tasks": 2 if hands_over else 0, "before": set()}
        return Write("role.define", dict(arguments, term=term) if term else arguments, defined,
                     self.keyed(), logged=[(network, "role.define")])

    def about_role(self, action, role, change, touches=(), **more):
        if not role:
            return None
        known = self.ledger.roles[role]
        return Write(action, dict(more, role=role), lambda _reply: change(known), self.keyed(),
                     touches=(role, *touches), logged=[(known["network"], action)])

    def edit_role(self):
        title = self.fresh("Lead")
        return self.about_role("role.edit", self.pick(self.my_roles()), lambda known:
                               known.update(title=title, changed=True), title=title)

    def held(self, role):
        return {office: known for office, known in self.ledger.offices.items()
                if known["role"] == role and not known["ended"]
                and known["handle"] not in self.ledger.left}

    def close_role(self):
        role = self.pick(self.my_roles())
        held = self.held(role)

        def closed(known):
            known["closed"] = True
            for office in held.values():
                office["ended"] = office["ended"] or "ended"
        handles = [office["handle"] for office in held.values()]
        if self.busy.intersection([*held, *handles]):
            return None
        return self.about_role("role.close", role, closed, (*held, *handles))

    def reopen_role(self):
        role = self.pick(self.my_roles(closed=True))

        def reopened(known):
            known.update(closed=False, changed=False, before={
                office for office, of in self.ledger.offices.items() if of["role"] == role})
        return self.about_role("role.reopen", role, reopened)

    def appoint(self):
        role = self.pick(self.my_roles())
        if not role:
            return None
        network, holders = self.ledger.roles[role]["network"], self.held(role).values()
        handle = self.pick(
            handle for (belongs, _person), handle in self.belongs.items() if belongs == network
            and handle not in [office["handle"] for office in holders])
        if not handle or len(holders) == SEATS:
            return None

        def appointed(reply):
            self.ledger.offices[reply["office"]] = {"network": network, "role": role,
                                                    "handle": handle, "ended": ""}
        return Write("role.appoint", {"role": role, "membership": handle}, appointed,
                     self.keyed(), touches=(role, handle), logged=[(network, "role.appoint")])

    def end_office(self):
        office = self.pick(self.my_offices())
        if not office:
            return None
        known = self.ledger.offices[office]

        def ended(_reply):
            known["ended"] = "ended"
        # Its term may have ended already.
        return Write("role.end", {"office": office, "reason": "agreed"}, ended, self.keyed(),
                     refusals=("clash",), touches=(office, known["role"], known["handle"]),
                     logged=[(known["network"], "role.end")])

    def person_of(self, handle):
        return next(person for (_network, person), other in self.belongs.items()
                    if other == handle)

    def resign(self):
        office = self.pick(self.my_offices())
        known = self.ledger.offices[office] if office else None
        person = self.person_of(known["handle"]) if office else None
        acting = self.acting(person) if office else None
        if not acting:
            return None

        def resigned(_reply):
            known["ended"] = "resigned"
        return Write("role.resign", {"role": known["role"]}, resigned, self.keyed(**acting),
                     refusals=("missing",),
                     touches=(office, known["role"], known["handle"], (person, "token")),
                     logged=[(known["network"], "role.resign")])

    def finish_task(self):
        """One that a holder was left to hand over."""
        handles = [office["handle"] for office in self.ledger.offices.values()
                   if office["ended"] and office["handle"] in self.belongs.values()]
        handle = self.pick(handles)
        person = self.person_of(handle) if handle else None
        acting = self.acting(person) if handle else None
        if not acting:
            return None
        network = self.ledger.members[handle][0]
        tasks = self.side.call("task.list", **acting)["tasks"]
        task = self.pick(task["task"] for task in tasks if task["kind"] == "role.hand_over"
                         and task["network"] == network)
        if not task:
            return None
        return Write("task.done", {"task": task}, lambda _reply:
                     self.ledger.tasks_done.update({task: handle}), self.keyed(**acting),
                     touches=(task, handle, (person, "token")), logged=[(network, "task.done")])
