"""Somebody who looks at everything again and again: whatever the registry lets them read, page by
page, with every id that they came across. What two looks differ in is what they learned."""
import collections
import itertools
import re

CHANGES_BY_ITSELF = {"now", "free_bytes", "longest_commit_ms"}
OTHERS_DOING = re.compile(r"\d+ MiB are free|less than \d+ s")  # of whoever uses the machine, too
MOST = 40  # ids of one noun that they go on to look at
PAGES = 400


class Watcher:
    """One who watches a daemon; `more` says as whom they call."""

    def __init__(self, daemon, known, **more):
        self.daemon, self.more = daemon, more
        self.known = {noun: list(ids) for noun, ids in known.items()}
        # Long work leaves a job of its own behind; whoever looks must change nothing.
        self.actions = [action for action in daemon.call("server.describe")["actions"]
                        if "reads" in action["flags"] and "long" not in action["flags"]
                        and action["name"] != "server.describe"]

    def look(self):
        """{(action, arguments): answer} of everything; what lists show is looked at, too."""
        seen, found = {}, collections.defaultdict(set)
        for last in (False, True):
            for action in self.actions:
                for arguments in self.arguments(action, found):
                    asked = (action["name"], *sorted(arguments.items()))
                    if asked not in seen:
                        seen[asked] = self.ask(action, arguments)
                        if not last:
                            gather(action["gives"], seen[asked], found)
        return seen

    def ask(self, action, arguments):
        """Lists are asked for whole, and again row by row: pages tell where rows are hidden."""
        name = action["name"]
        if not {"after", "limit"} <= {field["name"] for field in action["takes"]}:
            return [without(self.daemon.ask(name, arguments, **self.more))]
        answers = [self.daemon.ask(name, {**arguments, "limit": 1000}, **self.more)]
        after = {}
        for _ in range(PAGES):
            answers.append(self.daemon.ask(name, {**arguments, "limit": 1, **after}, **self.more))
            if "next" not in answers[-1].get("ok", {}):
                break
            after = {"after": answers[-1]["ok"]["next"]}
        return [without(answer) for answer in answers]

    def arguments(self, action, found):
        """With what is needed, in each way; then each thing that may be added."""
        fields = [field for field in action["takes"] if field["name"] not in ("after", "limit")]
        needed = [field for field in fields
                  if "optional" not in field["flags"] and "preset" not in field]
        for values in itertools.product(*[self.values(field, found) for field in needed]):
            base = {field["name"]: value for field, value in zip(needed, values)}
            yield base
            for field in fields:
                for value in self.values(field, found) if field not in needed else ():
                    yield {**base, field["name"]: value}

    def values(self, field, found):
        kind, limits = field["type"], field.get("limits", "")
        if kind == "id":
            ids = self.known.get(limits, []) + sorted(found[limits])
            return list(dict.fromkeys(ids))[:MOST]
        if kind == "one_of":
            return limits.split("|")
        if kind == "int":
            return [1, 2, 3]
        if kind == "text":
            return self.known.get(field["name"], ["Something"])
        return {"bool": [True, False], "date": ["2031-02-03"], "local_time": ["09:30"]}.get(
            kind, [])


def without(answer):
    """An answer as it stands, but for its number and what no deed changes."""
    def keep(value):
        if isinstance(value, dict):
            return {name: keep(part) for name, part in value.items()
                    if name not in CHANGES_BY_ITSELF}
        if isinstance(value, list):
            return [keep(part) for part in value]
        return OTHERS_DOING.sub("", value) if isinstance(value, str) else value
    return keep({name: value for name, value in answer.items() if name != "id"})


def gather(gives, answers, found):
    """The ids of each noun in answers, as the registry says where they stand."""
    for answer in answers:
        gather_in(gives, answer.get("ok", {}), found)


def gather_in(fields, value, found):
    for field in fields:
        inner = value.get(field["name"]) if isinstance(value, dict) else None
        for part in inner if isinstance(inner, list) else [inner]:
            if field["type"] == "id" and isinstance(part, str):
                found[field.get("limits", "*")].add(part)
            gather_in(field.get("parts", []), part, found)


def learned(before, after):
    """What is new or gone between two looks: (action and arguments, what it was, what it is)."""
    return [(asked, before.get(asked), after.get(asked))
            for asked in sorted({*before, *after}, key=repr)
            if before.get(asked) != after.get(asked)]
