"""What an entry of the compat table makes of a case: a model, what its leaves are, and how its answer is read."""

from collections.abc import Callable
from dataclasses import dataclass, field

LAST_KNOWN = "last known state"
NODE = "node"  # the one that is asked for
NOBODY = "nobody"


class UnknownWord(Exception):
    """The case has a word that its system does not have."""


class Scale:
    """A system's states, best first: (its word, class) or (its word, class, the model's name)."""

    def __init__(self, *rows):
        self.kinds = {(row[2] if len(row) > 2 else name_of(row[0])): row[1] for row in rows}
        self._words = {name: row[0] for name, row in zip(self.kinds, rows)}
        self.names = list(self.kinds)

    def name(self, word):
        for name, known in self._words.items():
            if known == word:
                return name
        raise UnknownWord(f"{word!r} is none of {', '.join(map(str, self._words.values()))}")

    def of(self, child):
        return self.name(child["state"])

    def word(self, name):
        return self._words[name]

    def all_to(self, name):
        """A map of every state to one."""
        return {each: name for each in self.names}

    def yaml(self):
        return [{"name": name, "class": kind} for name, kind in self.kinds.items()]


def name_of(word):
    return str(word).lower().replace("_", "-").replace(" ", "-")


@dataclass
class Model:
    scale: Scale
    node: dict                                   # the node that is asked for, as YAML has it
    given: dict                                  # leaf → its state, or { state: …, and flags }
    others: dict = field(default_factory=dict)   # further nodes
    said: Callable[[str], object] | None = None  # the system's word for the node's state; default: the scale's
    code: Callable[[str], int] | None = None     # the HTTP status that goes with the node's state
    before: list = field(default_factory=list)   # what all leaves were 10 s earlier: a test for each of these states

    def yaml(self):
        entities = {NODE: self.node, **self.others}
        return {
            "model": "case",
            "states": self.scale.yaml(),
            "regions": {"r": {}},
            "flows": {"flow": {"needs": [NODE]}},
            "components": entities,
            "dependencies": {leaf: {} for leaf in self.given},
        }

    def value(self, states, before=()):
        """The system's word for what the node was in all tests; `before`: what it was before in each."""
        words = [self._said(state) for state in states]
        if all(word == words[0] for word in words):
            return words[0]
        return LAST_KNOWN if states == before else words

    def states_for(self, value):
        """A state for each test such that they mean `value`; absent when no state does."""
        if self.before and value == LAST_KNOWN:
            return self.before
        count = max(1, len(self.before))
        return next(([name] * count for name in reversed(self.scale.names) if self._said(name) == value), None)

    def _said(self, state):
        return self.said(state) if self.said else self.scale.word(state)


def needs(children, edge=lambda child: {}):
    """A need of each child, with what `edge` says beside its name. Without children of one that does not count: a node
    without any needs would be a leaf, which is given its state."""
    return needs_of(enumerate(children, 1), edge) or [{"name": NOBODY, "map": {"missing": "drop"}}]


def needs_of(numbered, edge=lambda child: {}):
    """As needs(), of some of the children, each with its number."""
    return [{"name": f"c{number}", **{key: said for key, said in edge(child).items() if said != {}}}
            for number, child in numbered]


def given(children, standing):
    """What each child is, by `standing`: a state, or { state: …, and flags }."""
    if not children:
        return {NOBODY: {"missing": True}}
    return {f"c{number}": standing(child) for number, child in enumerate(children, 1)}


def flagged(state, **flags):
    """A state with those of the flags that are set."""
    set_ = {flag: True for flag, is_set in flags.items() if is_set}
    return {"state": state, **set_} if set_ else state


def rung(when, then):
    return {"when": when, "then": then}


def ladder(*rungs, otherwise, **more):
    return {"ladder": list(rungs), "else": otherwise, **more}
