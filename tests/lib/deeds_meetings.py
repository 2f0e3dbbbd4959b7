"""What a client does at meetings, in a network of its own that no other deed touches. It is being
founded, so an administrator stands in for its leads; members come and go by themselves."""
from lib.writer import Write

STARTS = "2060-01-01T14:00:00Z"  # ahead of wherever the clock is moved
DUE = "2060-02-01"


class MeetingDeeds:
    """A part of deeds.Doer."""

    def __init__(self, *given):
        super().__init__(*given)
        self.meeting_network = None
        self.meeting_members = {}  # person: their handle in that network

    def meeting_deeds(self):
        if not self.meeting_network:
            yield self.open_meeting_network, 2
            return
        yield from [(self.plan_meeting, 6), (self.move_meeting, 2), (self.cancel_meeting, 1),
                    (self.start_meeting, 3), (self.close_meeting, 2), (self.join_meetings, 3),
                    (self.attend_meeting, 6), (self.leave_meeting, 2), (self.put_on_agenda, 2),
                    (self.draft_minutes, 2), (self.add_guest, 2),
                    (self.strike_guest, 1), (self.agree_on, 3),
                    (self.finish_follow_up, 2), (self.write_for_meeting, 2),
                    (self.open_committee, 1)]

    def open_meeting_network(self):
        write = self.open_network()
        opened = write.answered

        def ours(reply):
            opened(reply)
            self.networks.pop(reply["network"], None)
            self.meeting_network = reply["network"]
        write.answered, write.touches = ours, (*write.touches, "meetings")
        return write

    def meetings_that(self, *states):
        return self.pick([meeting for meeting, known in self.ledger.meetings.items()
                          if known["network"] == self.meeting_network
                          and known["state"] in states])

    def plan_meeting(self):
        title = self.fresh("Meeting")

        def planned(reply):
            self.ledger.meetings[reply["meeting"]] = {
                "network": self.meeting_network, "title": title, "state": "planned", "there": {},
                "papers": 0, "guests": 0, "version": 0, "written": 0}
        return Write("meeting.plan", {"network": self.meeting_network, "starts": STARTS,
                                      "title": title, "invite": False}, planned, self.keyed(),
                     logged=[(self.meeting_network, "meeting.plan")])

    def at_meeting(self, action, meeting, change, arguments=None, **more):
        """One write at a meeting at a time."""
        if not meeting:
            return None
        known = self.ledger.meetings[meeting]
        return Write(action, {"meeting": meeting, **(arguments or {})},
                     lambda reply: change(known, reply), self.keyed(**more), touches=(meeting,),
                     logged=[(self.meeting_network, action)])

    def move_meeting(self):
        title = self.fresh("Moved")
        return self.at_meeting("meeting.move", self.meetings_that("planned"), lambda known, _reply:
                               known.update(title=title), {"title": title})

    def cancel_meeting(self):
        return self.at_meeting("meeting.cancel", self.meetings_that("planned"),
                               lambda known, _reply: known.update(state="cancelled"))

    def start_meeting(self):
        return self.at_meeting("meeting.open", self.meetings_that("planned"),
                               lambda known, _reply: known.update(state="open"))

    def close_meeting(self):
        def closed(known, _reply):
            known.update(state="closed", there=dict.fromkeys(known["there"], "gone"))
        return self.at_meeting("meeting.close", self.meetings_that("open"), closed)

    def join_meetings(self):
        person = self.pick([person for person in self.staff
                            if person not in self.meeting_members])
        acting = self.acting(person) if person else None
        if not acting:
            return None

        def joined(reply):
            self.meeting_members[person] = reply["membership"]
            self.ledger.members[reply["membership"]] = (self.meeting_network, "member", "members")
        return Write("membership.join", {"network": self.meeting_network}, joined,
                     self.keyed(**acting),
                     touches=((self.meeting_network, person), (person, "token")),
                     logged=[(self.meeting_network, "membership.join")])

    def by_member(self, action, meeting, change, may, arguments=None):
        """By one member for whom `may` holds, of what is known of the meeting and their handle."""
        known = self.ledger.meetings[meeting] if meeting else None
        person = self.pick([person for person, handle in self.meeting_members.items()
                            if known and may(known["there"].get(handle))])
        acting = self.acting(person) if person else None
        if not acting:
            return None
        handle = self.meeting_members[person]
        write = self.at_meeting(action, meeting, lambda known, _reply: change(known, handle),
                                arguments, **acting)
        write.touches += ((person, "token"),)
        return write

    def attend_meeting(self):
        return self.by_member("meeting.attend", self.meetings_that("open"),
                              lambda known, handle: known["there"].update({handle: "there"}),
                              lambda how: how is None,
                              {"how": self.random.choice(["room", "remote"])})

    def leave_meeting(self):
        return self.by_member("meeting.leave", self.meetings_that("open"),
                              lambda known, handle: known["there"].update({handle: "gone"}),
                              lambda how: how == "there")

    def write_for_meeting(self):
        def written(known, _handle):
            known["written"] += 1
        return self.by_member("meeting.contribute", self.meetings_that("open", "closed"), written,
                              lambda _how: True, {"text": "What I would say."})

    def count_up(self, action, what, arguments, *states):
        def counted(known, _reply):
            known[what] += 1
        return self.at_meeting(action, self.meetings_that(*states), counted, arguments)

    def put_on_agenda(self):
        return self.count_up("agenda_item.add", "papers", {"title": "A point"}, "planned", "open")

    def draft_minutes(self):
        return self.count_up("minutes.draft", "version", {"text": "# We met"}, "open", "closed")

    def add_guest(self):
        return self.count_up("meeting.guest", "guests", {"name": "A guardian"}, "open", "closed")

    def strike_guest(self):
        meeting = self.meetings_that("open", "closed")
        if not meeting or not self.ledger.meetings[meeting]["guests"]:
            return None

        def struck(known, _reply):
            known["guests"] -= 1
        return self.at_meeting("meeting.strike_guest", meeting, struck, {"name": "A guardian"})

    def agree_on(self):
        handle = self.pick(self.meeting_members.values())
        meeting = self.meetings_that("open", "closed")
        if not handle or not meeting:
            return None

        def agreed(_known, reply):
            self.ledger.follow_ups[reply["follow_up"]] = (meeting, handle, False)
        return self.at_meeting("follow_up.add", meeting, agreed,
                               {"text": "Ask the host.", "owner": handle, "due": DUE})

    def finish_follow_up(self):
        """By whom it is for."""
        mine = {handle: person for person, handle in self.meeting_members.items()}
        found = self.pick([one for one, (_meeting, owner, done) in self.ledger.follow_ups.items()
                           if owner in mine and not done])
        meeting, owner, _done = self.ledger.follow_ups[found] if found else (None, None, None)
        acting = self.acting(mine[owner]) if found else None
        if not acting:
            return None
        return Write("follow_up.done", {"follow_up": found}, lambda _reply:
                     self.ledger.follow_ups.update({found: (meeting, owner, True)}),
                     self.keyed(**acting), touches=(found, (mine[owner], "token")),
                     logged=[(self.meeting_network, "follow_up.done")])

    def open_committee(self):
        name = self.fresh("Group")

        def opened(reply):
            self.ledger.committees[reply["committee"]] = (self.meeting_network, name)
        return Write("committee.open", {"network": self.meeting_network, "name": name,
                                        "all_roles": True}, opened, self.keyed(),
                     logged=[(self.meeting_network, "committee.open")])
