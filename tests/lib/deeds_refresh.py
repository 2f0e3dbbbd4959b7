"""What members say: that they stay, are away until a day, or would like to talk to somebody."""
import datetime

from lib.ledger_refresh import EPOCH, today_of


class RefreshDeeds:
    def refresh_deeds(self):
        """What has to do with days by one client alone, and not while it moves the clock."""
        yield self.wish, 2
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

    def wish(self):
        wish = self.random.choice(["lead", "person", "listen"])

        def wished(_pair, handle):
            self.ledger.refreshes.wishes[handle] = wish
        return self.as_member("membership.contact_wish", {"wish": wish}, wished)
