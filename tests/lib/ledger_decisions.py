"""What must have come of writes about decisions: where they stand, votes, mail, tasks."""
import collections
import datetime

from lib.ident import ident_text as ident

RATIFY_MS = 14 * 24 * 3600 * 1000


class DecisionLedger:
    """Beside the Ledger: what it knows, and a comparison."""

    def __init__(self):
        super().__init__()
        self.decisions = {}            # id: (network, where it stood when it was last touched)
        self.decision_backing = set()  # (decision, handle, does it second)
        self.decision_votes = set()    # (decision, handle)
        self.interests = {}            # id: (handle, decision, withdrawn)
        self.decision_mails = collections.Counter()    # by (network, handle)
        self.decisions_closed = collections.Counter()  # by network: so often the schedule did

    def compare_decisions(self, rows, same, now):
        """After the roles: their mail is added to. `now` as clock.show tells it."""
        now_ms = int(datetime.datetime.fromisoformat(now).timestamp() * 1000)
        self.compare_amendments(rows, now_ms)
        self.compare_standing(rows, same, now_ms)
        found = {(ident(decision), ident(handle)) for decision, handle
                 in rows("SELECT decision, handle FROM decision_vote")}
        same("votes", found, self.decision_votes)
        found = {(ident(decision), ident(handle), is_second) for decision, handle, is_second
                 in rows("SELECT decision, handle, is_second FROM decision_backing")}
        same("who backs a decision", found, self.decision_backing)
        found = {ident(number): (ident(handle), ident(decision), bool(ended))
                 for number, handle, decision, ended
                 in rows("SELECT id, handle, decision, ended_day FROM interest")}
        same("interests", found, self.interests)
        for (network, handle), count in self.decision_mails.items():
            self.role_mails[handle] += count
            self.role_mails_of_networks[network] += count

    def compare_standing(self, rows, same, now_ms):
        found, expected = {}, dict(self.decisions)
        self.decisions_closed.clear()
        blocked = []
        for number, network, state, closes, decided in rows(
                "SELECT id, network, state, closes_at, decided_at FROM decision"):
            decision = ident(number)
            found[decision] = (ident(network), state)
            if ident(network) in self.forums:  # see ledger_amendment.py
                assert state != "open" or closes > now_ms, f"the vote {decision} is late"
                expected[decision] = found[decision]
                self.count_forum_closes(ident(network), state, decided)
                blocked += [decision] if state == "blocked" else []
                continue
            if expected.get(decision, ("", ""))[1] != "open" or closes > now_ms:
                continue
            lapsed = decided + RATIFY_MS <= now_ms
            expected[decision] = (ident(network), "lapsed" if lapsed else "blocked")
            self.decisions_closed[ident(network)] += 2 if lapsed else 1
            if not lapsed:
                blocked.append(decision)
        same("decisions", found, expected)
        same("clocks of decisions", len(rows("SELECT 1 FROM schedule"
                                             " WHERE action = 'decision.close'")),
             sum(state in ("open", "blocked") for _network, state in expected.values()))
        tasks = sorted(ident(subject) for subject, in rows(
            "SELECT subject FROM task WHERE kind = 'decision.ratify' AND done_day = 0"))
        same("offers to ratify", tasks, sorted(blocked))
