"""Populations that are counted several times by group, while people join, leave and move."""
import numpy

SPREAD = 3  # narrower, and some number is within one of every possible value
PRESETS = {"membership": (0, 9, 5), "workforce": (1, 7, 5)}


class Series:
    """The truth: `people[time]` has a number for each group, then those elsewhere."""

    def __init__(self, rule, people):
        self.rule, self.people = rule, numpy.array(people)
        self.times, self.groups = self.people.shape[0], self.people.shape[1] - 1
        _, hide_to, self.round_to = PRESETS.get(rule) or map(int, rule.split(":"))
        self.hide_below = hide_to + 1
        self.step = -(-self.hide_below // self.round_to) * self.round_to
        self.group_least = self.range_from(self.hide_below + SPREAD)
        self.rest_least = self.range_from(self.hide_below + 2 * SPREAD)

    def line(self):
        head = [self.rule, self.groups, self.times]
        return " ".join(str(word) for word in head + list(self.people.flatten()))

    def range_from(self, least):
        """The smallest number from `least` on that begins the range of those rounded alike."""
        return next(number for number in range(least, least + self.round_to)
                    if (number + self.round_to // 2) % self.round_to == 0)

    def window(self, shown):
        """The numbers that are shown so."""
        low = shown - self.round_to // 2
        return max(low, self.group_least), low + self.round_to - 1


def random_size(kind, chance):
    if kind == "sparse":
        return 0 if chance.random() < 0.5 else chance.randint(1, 30)
    if kind == "edge":
        return chance.choice([0, 1, 3, 8, 9, 10, 11, 12, 13, 14, 16, 19, 22, 23, 26])
    return chance.randint(0, {"small": 25, "medium": 60, "large": 400}[kind])


def random_change(size, chance):
    kind = chance.random()
    if kind < 0.5:
        change = chance.choice([-3, -2, -1, 0, 0, 0, 1, 1, 2, 3])
    elif kind < 0.8:
        change = chance.randint(-14, 18)
    else:
        change = chance.choice([-size, size // 2, -size // 2, 30])
    return max(0, size + change)


def random_series(chance):
    rule = chance.choice(["membership", "workforce", "membership", "0:4:5", "1:9:10"])
    groups = chance.randint(1, 7)
    kind = chance.choice(["sparse", "edge", "small", "medium", "large"])
    people = [[random_size(kind, chance) for _ in range(groups + 1)]]
    people[0][-1] = chance.choice([0, 0, people[0][-1]])
    for _ in range(chance.randint(0, 3)):
        people.append([random_change(size, chance) for size in people[-1]])
    return Series(rule, people)
