"""An attacker with integer programming finds no small count by subtracting releases.

A series is one population counted several times by group (core/model/release.h), while people
join, leave and move. The attacker has every answer and knows the rules; it is told which shown
numbers were counted anew and when, and whether they rose or fell. It asks for the smallest and the
largest value of each small count, and of each small change between two times: of groups, of those
elsewhere, and of all. There are 10,000 series, 100,000 with KITH_TRUST=1.

Two histories that agree with all that is known, and in which a number differs by SPREAD, show that
it cannot be told; they are looked for first. Where none are found, integer programming is asked.
"""

import concurrent.futures
import os
import pathlib
import random
import subprocess

import numpy
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

from lib.series import SPREAD, Series, random_series

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / os.environ.get("KITH_BUILD", "build") / "tests/system/release_series"
SERIES = 100_000 if os.environ.get("KITH_TRUST") else 10_000
WORKERS = 2
SAFE_SHOWN_AT_LEAST = 0.60
PEOPLE_MOST = 10_000  # in a group, for all that the attacker knows
FREE = 1_000_000_000  # no bound
VARIABLES_IN_A_PROGRAMME = 2_000


class Answer:
    """What was decided and shown: arrays by time, and by group (the last two: rest, total)."""

    def __init__(self, series, line):
        words = [word.split(":") for word in line.split()]
        shape = series.times, series.groups + 2
        self.counted = numpy.array([int(word[0]) for word in words]).reshape(shape)
        self.apart = numpy.array([word[1] == "1" for word in words]).reshape(shape)
        self.shown = numpy.array([-1 if word[2] == "s" else int(word[2])
                                  for word in words]).reshape(shape)


def answers(series):
    done = subprocess.run([PROGRAM], input="\n".join(one.line() for one in series) + "\n",
                          capture_output=True, text=True, check=True, timeout=60)
    lines = done.stdout.splitlines()
    assert len(lines) == len(series)
    return [Answer(one, line) for one, line in zip(series, lines)]


class Knowledge:
    """All that the attacker knows, as linear constraints on the truth: the people in group g at
    time t are variable `t * width + g`, and `width - 1` is the group of those elsewhere."""

    def __init__(self, series, answer):
        self.series, self.answer = series, answer
        self.width = series.groups + 1
        self.people = series.times * self.width
        self.size = self.people + series.times * series.groups
        self.rows, self.low, self.high = [], [], []
        since = [0] * self.width  # when each group, and the rest, was counted anew
        for time in range(series.times):
            for group in range(series.groups):
                since[group] = self.know_group(time, group, since[group])
            since[-1] = self.know_rest(time, since)

    def person_count(self, time, group):
        row = numpy.zeros(self.size)
        row[time * self.width + group] = 1
        return row

    def everybody(self, time):
        row = numpy.zeros(self.size)
        row[time * self.width : (time + 1) * self.width] = 1
        return row

    def know(self, row, low, high):
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def know_move(self, time, column, change):
        """Was it counted anew? Then it is known whether it rose or fell, and by at least how
        much; else, that it moved by less. `change` is since it was last counted."""
        step = self.series.step
        if time == 0:
            return True
        moved = self.answer.counted[time, column] - self.answer.counted[time - 1, column]
        if moved == 0:
            self.know(change, 1 - step, step - 1)
        elif moved > 0:
            self.know(change, step, FREE)
        else:
            self.know(change, -FREE, -step)
        return moved != 0

    def know_shown(self, time, column, count, least):
        shown = self.answer.shown[time, column]
        if shown < 0:
            self.know(count, -FREE, self.series.group_least - 1)
        else:
            low, high = self.series.window(shown)
            self.know(count, max(low, least), high)

    def know_group(self, time, group, since):
        """Of a group that stays hidden it is not known when it is counted anew."""
        people = self.person_count(time, group)
        counted = self.person_count(since, group)
        now = self.answer.apart[time, group]
        before = time > 0 and self.answer.apart[time - 1, group]
        if before and not now:
            self.know_why_hidden(time, group, people, counted)
        if now and (not before or self.know_move(time, group, people - counted)):
            since = time
        if now:
            self.know_shown(time, group, self.person_count(since, group), 0)
        return since

    def choice(self, time, group):
        """A variable that is PEOPLE_MOST or 0, as one thing or another happened."""
        row = numpy.zeros(self.size)
        row[self.people + time * self.series.groups + group] = PEOPLE_MOST
        return row

    def know_why_hidden(self, time, group, people, counted):
        """It fell and is small, or (the choice) it is not, and the rest was filled up with it:
        then it may have moved by less than a step since it was counted as large."""
        filled, step = self.choice(time, group), self.series.step
        self.know(people - counted - filled, -FREE, -step)
        self.know(people - filled, -FREE, self.series.group_least - 1)
        self.know(people - filled, SPREAD + 1 - PEOPLE_MOST, FREE)

    def apart_sum(self, time, since):
        return sum((self.person_count(since[group], group) for group in range(self.series.groups)
                    if self.answer.apart[time, group]), numpy.zeros(self.size))

    def know_rest(self, time, since):
        """The rest is hidden only where nothing is apart; then it is all there is."""
        rest, column = self.everybody(time) - self.apart_sum(time, since), self.series.groups
        if time == 0:
            self.rest = rest
            self.know_why_not_apart()
        elif (self.answer.shown[time - 1 : time + 1, column] < 0).all():
            return time
        elif self.answer.shown[time - 1, column] < 0:
            self.rest = rest
        elif self.know_move(time, column, rest - self.rest):
            self.rest = rest
        any_apart = self.answer.apart[time, :column].any()
        self.know_shown(time, column, self.rest, self.series.rest_least if any_apart else 0)
        return time

    def know_why_not_apart(self):
        """The first time a group is left in the rest if it is small, or if it is large and little
        else would be in the rest (the choice)."""
        for group in range(self.series.groups):
            if not self.answer.apart[0, group]:
                people, large = self.person_count(0, group), self.choice(0, group)
                self.know(people - large, -FREE, self.series.group_least - 1)
                self.know(self.rest - people + large, -FREE,
                          self.series.rest_least - 1 + PEOPLE_MOST)

    def history(self):
        """The truth, with the choices."""
        groups = self.series.groups
        chosen = numpy.zeros((self.series.times, groups))
        chosen[0] = self.series.people[0, :groups] >= self.series.group_least
        counted = self.answer.counted[:, :groups]
        chosen[1:] = counted[1:] >= self.series.group_least
        return numpy.concatenate([self.series.people.flatten(), chosen.flatten()])

    def targets(self):
        """What must not be told: rows of small counts, and of small changes."""
        found = []
        for time in range(self.series.times):
            rows = [self.person_count(time, group) for group in range(self.width)]
            rows.append(self.everybody(time))
            if time > 0:
                rows += [row - before for row, before in zip(rows, self.earlier)]
                found += [row for row in rows[self.width + 1 :] if self.is_small(row, 1)]
            self.earlier = rows[: self.width + 1]
            found += [row for row in self.earlier if self.is_small(row, 0)]
        return found

    def is_small(self, row, least):
        return least <= abs(self.truth(row)) < self.series.hide_below

    def truth(self, row):
        return int(row[: self.people] @ self.series.people.flatten())


def exchanges(knowledge):
    """Ways to change a history: at some of the times, people of one group are in another, or
    nowhere. As rows."""
    times, width = knowledge.series.times, knowledge.width
    spans = [range(first, last) for first in range(times) for last in range(first + 1, times + 1)]
    for span in spans:
        for group in range(width):
            for other in range(group + 1, width + 1):
                row = numpy.zeros(knowledge.size)
                for time in span:
                    row[time * width + group] = 1
                    if other < width:
                        row[time * width + other] = -1
                yield row


def undecided(knowledge, targets):
    """The targets for which no two histories are found that are SPREAD apart."""
    rows, ways = numpy.array(knowledge.rows), numpy.array(list(exchanges(knowledge)))
    truth = knowledge.history()
    at = rows @ truth
    assert (at >= knowledge.low).all() and (at <= knowledge.high).all(), "it was told a lie"
    effect = numpy.vstack([rows @ ways.T, ways.T])
    above = numpy.concatenate([knowledge.high - at, numpy.full(truth.size, FREE)])
    below = numpy.concatenate([at - knowledge.low, truth])
    with numpy.errstate(divide="ignore", invalid="ignore"):
        most = numpy.where(effect > 0, above[:, None] // effect,
                           numpy.where(effect < 0, below[:, None] // -effect, FREE))
        least = numpy.where(effect > 0, below[:, None] // effect,
                            numpy.where(effect < 0, above[:, None] // -effect, FREE))
    up, down = most.min(axis=0), least.min(axis=0)
    moves = numpy.array(targets) @ ways.T
    higher = numpy.where(moves > 0, moves * up, -moves * down).max(axis=1)
    lower = numpy.where(moves > 0, moves * down, -moves * up).max(axis=1)
    return [row for row, spread in zip(targets, higher + lower) if spread < SPREAD]


def extremes(some):
    """The smallest and the largest value of each target, as (knowledge, row)."""
    data, across, down, low, high, cost, parts, most = [], [], [], [], [], [], [], []
    height = width = 0
    for knowledge, row in some:
        block = numpy.array(knowledge.rows)
        y, x = numpy.nonzero(block)
        data.append(block[y, x])
        across.append(x + width)
        down.append(y + height)
        low += knowledge.low
        high += knowledge.high
        cost.append(row)
        most += [PEOPLE_MOST] * knowledge.people
        most += [1] * (knowledge.size - knowledge.people)
        parts.append(slice(width, width + knowledge.size))
        height += block.shape[0]
        width += knowledge.size
    matrix = coo_matrix((numpy.concatenate(data),
                         (numpy.concatenate(down), numpy.concatenate(across))),
                        shape=(height, width)).tocsr()
    cost, values = numpy.concatenate(cost), []
    for sign in (1, -1):
        answer = milp(sign * cost, integrality=numpy.ones(width), bounds=Bounds(0, most),
                      constraints=LinearConstraint(matrix, low, high))
        assert answer.success, answer.message
        values.append([round(row @ answer.x[part])
                       for (_, row), part in zip(some, parts)])
    return list(zip(*values))


def recovered(targets):
    """The targets that can be told exactly or to within one."""
    caught, some, size = [], [], 0
    for target in targets + [None]:
        if target is not None:
            some.append(target)
            size += target[0].size
        if some and (target is None or size > VARIABLES_IN_A_PROGRAMME):
            for (knowledge, row), (least, most) in zip(some, extremes(some)):
                assert least <= knowledge.truth(row) <= most, "the attacker was told a lie"
                if most - least < SPREAD:
                    caught.append((knowledge, row, least, most))
            some, size = [], 0
    return caught


def attack(part):
    seed, count = part
    chance = random.Random(seed)
    series = [random_series(chance) for _ in range(count)]
    knowledge = [Knowledge(one, answer) for one, answer in zip(series, answers(series))]
    targets = [(one, one.targets()) for one in knowledge]
    doubtful = [(one, row) for one, rows in targets if rows for row in undecided(one, rows)]
    return sum(len(rows) for _, rows in targets), len(doubtful), [
        f"{one.series.line()}\n{one.answer.counted}\n{one.answer.apart}\n{one.answer.shown}\n"
        f"{row[:one.people]}: {least} to {most}"
        for one, row, least, most in recovered(doubtful)]


def test_no_small_count_or_change_can_be_told_from_all_answers_together():
    part = 250
    parts = [(seed, part) for seed in range(SERIES // part)]
    with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
        found = list(pool.map(attack, parts))
    assert sum(count for count, _, _ in found) > 4 * SERIES
    caught = [text for _, _, texts in found for text in texts]
    assert not caught, f"{len(caught)} were told\n" + "\n\n".join(caught[:3])


@pytest.fixture(scope="module")
def many():
    chance = random.Random(20261121)
    series = [random_series(chance) for _ in range(5_000)]
    return list(zip(series, answers(series)))


def test_shown_numbers_are_never_small_and_move_by_steps(many):
    for series, answer in many:
        apart = answer.apart[:, : series.groups]
        counted = answer.counted[:, : series.groups]
        assert (counted[apart] >= series.group_least).all()
        both = apart[1:] & apart[:-1]
        moved = abs(counted[1:] - counted[:-1])[both]
        assert ((moved == 0) | (moved >= series.step)).all()
        shown = answer.shown[answer.shown >= 0]
        assert (shown % series.round_to == 0).all()
        parts = numpy.where(answer.shown < 0, 0, answer.shown)
        adds_up = answer.shown[:, -1] == parts[:, :-1].sum(axis=1)
        assert (adds_up | (answer.shown[:, -1] < 0) & (answer.shown[:, -2] < 0)).all()


def test_what_is_shown_is_never_wrong_by_as_many_as_are_hidden(many):
    for series, answer in many:
        apart = answer.apart[:, : series.groups]
        counted = answer.counted[:, : series.groups]
        wrong = abs(counted - series.people[:, : series.groups])
        assert (wrong[apart] < series.step).all()
        total = (counted * apart).sum(axis=1) + answer.counted[:, series.groups]
        assert (abs(total - series.people.sum(axis=1)) < series.step).all()


def test_most_safe_counts_are_still_shown(many):
    safe = shown = 0
    for series, answer in many:
        large = series.people >= series.hide_below
        safe += large.sum()
        shown += (large[:, :-1] & answer.apart[:, : series.groups]).sum()
        shown += (large[:, -1] & (answer.shown[:, series.groups] >= 0)).sum()
        totals = series.people.sum(axis=1) >= series.hide_below
        safe += totals.sum()
        shown += (totals & (answer.shown[:, -1] >= 0)).sum()
    print(f"{shown} of {safe} safe counts shown ({100 * shown // safe} %)")
    assert shown >= SAFE_SHOWN_AT_LEAST * safe


def test_the_attacker_finds_who_joined_where_both_numbers_are_known():
    """Otherwise the test above would prove nothing."""
    series = Series("0:4:5", [[20, 30, 16], [21, 30, 16]])
    knowledge = Knowledge(series, answers([series])[0])
    joined = knowledge.person_count(1, 0) - knowledge.person_count(0, 0)
    assert recovered([(knowledge, joined)]) == []
    knowledge.know(knowledge.person_count(0, 0), 20, 20)
    knowledge.know(knowledge.person_count(1, 0), 19, 21)
    assert undecided(knowledge, [joined]) == [joined]
    assert [found[2:] for found in recovered([(knowledge, joined)])] == [(-1, 1)]
