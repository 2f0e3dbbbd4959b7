"""What members say about their refresh: that they stay, or are away until a day."""
import datetime

from lib.ledger_refresh import EPOCH, today_of


class RefreshDeeds:
    def refresh_deeds(self):
        """By one client alone, and not while it moves the clock, so that the day is known."""
        if self.number == 0:
            yield from [(self.confirm, 2), (self.be_absent, 1)]

    def confirm(self):
        return self.say("membership.confirm", *today_of(self.side))

    def be_absent(self):
        day, looked = today_of(self.side)
        return self.say("membership.absent", day, looked, day + self.random.randrange(4))

    def say(self, action, day, looked, until=None):
        arguments = {} if until is None else {
            "until": (EPOCH + datetime.timedelta(days=until)).isoformat()}

        def said(_pair, handle):
            self.ledger.refreshes.said[handle].append((day, looked, until))
        write = self.as_member(action, arguments, said)
        if write:
            write.touches += ("clock",)
        return write
